import type { KafkaRecord } from '@orderflow/messaging/kafka'
import type { RecordStream } from './streams.ts'

/** About how many records come between a record and its repetition. */
const distance = 250

/**
 * Repeats each record with a probability of `percent`, some hundreds of records later: what "at least once" does
 * to a topic. First deliveries keep their order; a repetition may come behind later records of its key.
 */
export async function* withDuplicates(
  records: RecordStream,
  percent: number,
  random: () => number,
): RecordStream {
  const waiting: KafkaRecord[] = []
  const draw = () => {
    const at = Math.floor(random() * waiting.length)
    const [drawn] = waiting.splice(at, 1)
    return drawn as KafkaRecord
  }
  for await (const chunk of records) {
    const all: KafkaRecord[] = []
    for (const record of chunk) {
      all.push(record)
      if (waiting.length > 0 && random() < waiting.length / distance) all.push(draw())
      if (random() * 100 < percent) waiting.push(record)
    }
    yield all
  }
  const rest: KafkaRecord[] = []
  while (waiting.length > 0) rest.push(draw())
  if (rest.length > 0) yield rest
}
