import { deadLetterTopic } from '../events/dead-letters.ts'
import type { PartitionRange, Reader } from '../kafka/port.ts'
import type { KafkaRecord } from '../types/record.ts'
import { type DeadLetter, readDeadLetter } from './letter.ts'
import type { Position } from './position.ts'

/** A service, and the topics that it reads. */
export interface Consuming {
  readonly name: string
  readonly topics: readonly string[]
}

/** Of whom a dead-letter topic is: its service, by the topic's name. */
const deadLetterTopicsOf = (services: readonly Consuming[]): Map<string, string> =>
  new Map(
    services.flatMap(({ name, topics }) =>
      topics.map(topic => [deadLetterTopic(topic, name), name] as const),
    ),
  )

export interface Page {
  readonly letters: readonly DeadLetter[]
  /** Where to go on; undefined at the end. */
  readonly next: Position | undefined
}

export interface FindOptions {
  readonly reader: Reader
  readonly services: readonly Consuming[]
  readonly matches: (letter: DeadLetter) => boolean
  /** Which of those that match are meant, where somebody has to be asked: some at a time, in order. All, without it. */
  readonly choose?: ((letters: readonly DeadLetter[]) => Promise<readonly DeadLetter[]>) | undefined
  /** The most dead letters of a page. */
  readonly limit: number
  /** Only what lies behind this one, in the order of topic, partition and offset. */
  readonly after?: Position | undefined
  /** The most records to read for a page, whether they match or not; without it, all. */
  readonly scanLimit?: number
  /** A page also ends where so many bytes were read for it, after what the broker hands out at once. */
  readonly scanBytes?: number
}

/**
 * The dead letters that match, oldest first within each partition, read from Kafka up to what lay there when the
 * reading began: what comes meanwhile, such as a message that fails again, is not among them.
 */
export async function findDeadLetters(options: FindOptions): Promise<Page> {
  for await (const page of pagesOfDeadLetters(options)) return page
  return { letters: [], next: undefined }
}

/** The same, page after page, all of them up to what lay there when the reading began. */
export async function* pagesOfDeadLetters(options: FindOptions): AsyncGenerator<Page> {
  const { reader, services, matches, limit, after, choose = async found => found } = options
  const { scanLimit = Number.POSITIVE_INFINITY, scanBytes = Number.POSITIVE_INFINITY } = options
  const owners = deadLetterTopicsOf(services)
  const ranges = (await reader.ranges([...owners.keys()])).flatMap(range => behind(range, after))
  let letters: DeadLetter[] = []
  let [scanned, bytes] = [0, 0]
  function endPage(next?: Position): Page {
    const page = { letters, next }
    letters = []
    ;[scanned, bytes] = [0, 0]
    return page
  }
  for (const range of ranges) {
    for await (const records of reader.read(range)) {
      const found = records.map(record => readDeadLetter(record, owners.get(range.topic) as string))
      for (const record of records) bytes += bytesOf(record)
      // What is behind the end of the page is not asked about for this one: whoever chooses may count.
      for (let n = 0, part: DeadLetter[]; n < found.length; n += part.length) {
        part = found.slice(n, n + scanLimit - scanned)
        const chosen = new Set(await choose(part.filter(matches)))
        for (const letter of part) {
          scanned++
          if (chosen.has(letter)) letters.push(letter)
          if (letters.length >= limit || scanned >= scanLimit) yield endPage(letter.position)
        }
      }
      if (bytes >= scanBytes) yield endPage(found.at(-1)?.position)
    }
  }
  yield endPage()
}

/** Of key, value and headers, about. */
function bytesOf({ key, value, headers }: KafkaRecord): number {
  let bytes = (key?.length ?? 0) + (value?.length ?? 0)
  for (const name in headers)
    for (const part of [headers[name]].flat()) bytes += name.length + (part?.length ?? 0)
  return bytes
}

/** The dead letter at a position; undefined if there is none, or no longer. */
export async function readDeadLetterAt(
  reader: Reader,
  services: readonly Consuming[],
  { topic, partition, offset }: Position,
): Promise<DeadLetter | undefined> {
  const service = deadLetterTopicsOf(services).get(topic)
  if (service === undefined) return undefined
  const ranges = await reader.ranges([topic])
  const range = ranges.find(r => r.partition === partition && r.from <= offset && offset < r.to)
  if (range === undefined) return undefined
  for await (const [record] of reader.read({ ...range, from: offset, to: offset + 1n })) {
    if (record !== undefined) return readDeadLetter(record, service)
  }
  return undefined
}

/** What of a range lies behind a position. */
function behind(range: PartitionRange, after: Position | undefined): PartitionRange[] {
  const order = after === undefined ? 1 : compare(range, after)
  if (order < 0) return []
  const from =
    order === 0 && after !== undefined && after.offset >= range.from ? after.offset + 1n : range.from
  return from < range.to ? [{ ...range, from }] : []
}

function compare(range: PartitionRange, { topic, partition }: Position): number {
  if (range.topic !== topic) return range.topic < topic ? -1 : 1
  return range.partition - partition
}
