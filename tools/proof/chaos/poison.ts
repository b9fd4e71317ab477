import type { KafkaAddress } from '@orderflow/messaging/kafka'
import { type Message, messageOf } from '../../dev/lib/injector.ts'
import { sagaServices } from '../../dev/lib/services.ts'
import { readTopics } from './oracle/index.ts'

export const isPoison = (key: string) => key.startsWith('poison-')

const consumed = [...new Set(sagaServices.flatMap(({ topics }) => topics))]

/** A message that nobody can read, each in a way of its own. */
export function malformed(key: string, random: () => number): Message {
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item
  const topic = pick(consumed)
  const sound = messageOf('ShipmentDispatched', key)
  const [value, headers] = pick([
    [Buffer.from('{"orderId": "cut o'), sound.headers],
    [Buffer.from([0xff, 0xfe, 0x00]), sound.headers],
    [Buffer.from('{}'), sound.headers],
    [null, sound.headers],
    [sound.value, {}],
    [sound.value, { ...sound.headers, ce_id: 'not-a-uuid' }],
  ] as const)
  return { topic, key, value, headers: { ...headers } }
}

/** A sound event that cannot be: a dispatch of an order that nobody has seen makes each of its readers throw. */
export const throwing = (key: string): Message => messageOf('ShipmentDispatched', key)

export interface DeadLetterCount {
  /** One for each poisoned record and each service that it is for: those that read its topic, or the one it was sent back to. */
  readonly expected: number
  readonly found: number
  /** The dead letters that lie there: a relay in doubt has sent some of those found twice. */
  readonly records: number
  /** Expected and not there. */
  readonly missing: readonly string[]
  /** More than one decision about one record, or about one that was not poisoned. */
  readonly wrong: readonly string[]
}

/** Compares the poisoned records on the topics with the dead letters, by where each record lay. */
export async function countDeadLetters(kafka: KafkaAddress): Promise<DeadLetterCount> {
  const expected = new Set<string>()
  const found = new Map<string, Set<string>>()
  let records = 0
  await readTopics(
    kafka,
    topic => consumed.includes(topic) || topic.endsWith('.dlq'),
    ({ topic, partition, offset, key, headers }) => {
      if (topic.endsWith('.dlq')) {
        records++
        const where = `${headers.dlq_topic}/${headers.dlq_partition}/${headers.dlq_offset} of ${headers.dlq_service}`
        found.set(where, (found.get(where) ?? new Set()).add(headers.dlq_time ?? ''))
      } else if (key !== null && isPoison(key)) {
        const only = headers.redrive_for
        for (const { name, topics } of sagaServices) {
          if (topics.includes(topic) && (only === undefined || only === name))
            expected.add(`${topic}/${partition}/${offset} of ${name}`)
        }
      }
    },
  )
  return {
    expected: expected.size,
    found: found.size,
    records,
    missing: [...expected].filter(where => !found.has(where)),
    wrong: [
      ...[...found.keys()].filter(where => !expected.has(where)).map(where => `${where} was not poisoned`),
      ...[...found]
        .filter(([, times]) => times.size > 1)
        .map(([where, { size }]) => `${where}: ${size} times`),
    ],
  }
}
