import { MessagingError } from '../errors.ts'
import { backoff, delay } from '../timing/bounded.ts'
import { nextTurn } from '../timing/turns.ts'
import { committed, type Fetched, nextOffset, recordOf, within } from './fetched.ts'
import type { PartitionRange, Reader } from './port.ts'

const giveUpAfterMs = 30_000
/** Records that are handed on at once; small ones come by the million. */
const portion = 5_000
const isOurs = (topic: string) => !topic.startsWith('__')

/** A client's connections without a group. What they throw is tried again for half a minute, unless it is for good. */
export interface ReaderSource {
  /** All topics that exist. */
  topics(): Promise<readonly string[]>
  /** From each partition's first offset to its end, open transactions left out. */
  bounds(topics: readonly string[]): Promise<PartitionRange[]>
  /** Makes a topic's leaders known. */
  prepare(topic: string): Promise<unknown>
  /** What the leader hands out from this offset on; undefined if it says nothing. */
  fetch(topic: string, partition: number, from: bigint): Promise<Fetched | undefined>
  /** Asks anew who leads. */
  refresh(): Promise<unknown>
  /** Whether the error says that the offset is no longer there. */
  isDeleted(error: unknown): boolean
  unavailable(error: unknown): MessagingError
  close(): Promise<void>
}

/** A reader of what topics hold, on a client's connections. */
export function readerOf(source: ReaderSource): Reader {
  const { unavailable } = source

  /** Tries again while the broker is away; whoever succeeds meanwhile starts the time anew. */
  async function patiently<Result>(work: () => Promise<Result>): Promise<Result> {
    const deadline = Date.now() + giveUpAfterMs
    for (let failures = 0; ; failures++) {
      try {
        return await work()
      } catch (error) {
        if (error instanceof MessagingError) throw error
        const failure = unavailable(error)
        if (failure.code === 'KAFKA_ACCESS_DENIED' || Date.now() > deadline) throw failure
      }
      await delay(backoff(failures, 50, 1_000))
      await source.refresh().catch(() => {})
    }
  }

  async function fetch({ topic, partition, from }: PartitionRange): Promise<Fetched | undefined> {
    try {
      return await source.fetch(topic, partition, from)
    } catch (error) {
      if (!source.isDeleted(error)) throw error
      const sentence = `The broker has deleted records of ${topic}/${partition} while they were read. Try again.`
      throw new MessagingError('RANGE_DELETED', sentence, error)
    }
  }

  return {
    close: source.close,
    async ranges(wanted) {
      return await patiently(async () => {
        const asked = wanted === undefined ? isOurs : (topic: string) => wanted.includes(topic)
        const topics = (await source.topics()).filter(asked).sort()
        if (topics.length === 0) return []
        return (await source.bounds(topics)).sort(
          (a, b) => Number(a.topic > b.topic) - Number(a.topic < b.topic) || a.partition - b.partition,
        )
      })
    },
    async *read(range) {
      await patiently(() => source.prepare(range.topic))
      let stalledAt = Date.now() + giveUpAfterMs
      for (let from = range.from; from < range.to; ) {
        const fetched = await patiently(() => fetch({ ...range, from }))
        // A broker that throttles says nothing; a new leader may not know yet how far it may let others read.
        const goOn = fetched === undefined ? from : nextOffset(fetched, from)
        if (fetched === undefined || goOn === from) {
          if (Date.now() > stalledAt)
            throw unavailable(new Error(`nothing of ${range.topic}/${range.partition} comes`))
          continue
        }
        const records = committed({ ...fetched, messages: within(fetched.messages, from) })
        for (let n = 0; n < records.length; n += portion) {
          const some = records.slice(n, n + portion).filter(({ offset }) => BigInt(offset) < range.to)
          if (some.length > 0) yield some.map(message => recordOf(range.topic, range.partition, message))
          await nextTurn()
        }
        from = goOn
        stalledAt = Date.now() + giveUpAfterMs
      }
    },
  }
}
