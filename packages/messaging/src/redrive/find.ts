import { deadLetterTopic } from '../dead-letters.ts'
import type { Kafka, Span } from '../kafka/port.ts'
import { type DeadLetter, readDeadLetter } from './letter.ts'
import type { Position } from './position.ts'

/** A service, and the topics that it reads. */
export interface Consuming {
  readonly name: string
  readonly topics: readonly string[]
}

/** Of whom a dead-letter topic is: its service, by the topic's name. */
export const deadLetterTopicsOf = (services: readonly Consuming[]): Map<string, string> =>
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
  readonly kafka: Kafka
  readonly services: readonly Consuming[]
  readonly matches: (letter: DeadLetter) => boolean
  /** The most dead letters of a page. */
  readonly limit: number
  /** Only what lies behind this one, in the order of topic, partition and offset. */
  readonly after?: Position | undefined
  /** The most records to read for a page, whether they match or not; without it, all. */
  readonly scanLimit?: number
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
  const { kafka, services, matches, limit, after, scanLimit = Number.POSITIVE_INFINITY } = options
  const owners = deadLetterTopicsOf(services)
  const spans = (await kafka.spans([...owners.keys()].sort())).flatMap(span => behind(span, after))
  let letters: DeadLetter[] = []
  let scanned = 0
  for (const span of spans) {
    for await (const record of kafka.read(span)) {
      const letter = readDeadLetter(record, owners.get(span.topic) as string)
      scanned++
      if (matches(letter)) letters.push(letter)
      if (letters.length < limit && scanned < scanLimit) continue
      yield { letters, next: letter.position }
      letters = []
      scanned = 0
    }
  }
  yield { letters, next: undefined }
}

/** The dead letter at a position; undefined if there is none, or no longer. */
export async function readDeadLetterAt(
  kafka: Kafka,
  services: readonly Consuming[],
  { topic, partition, offset }: Position,
): Promise<DeadLetter | undefined> {
  const service = deadLetterTopicsOf(services).get(topic)
  if (service === undefined) return undefined
  const spans = await kafka.spans([topic])
  const span = spans.find(s => s.partition === partition && s.from <= offset && offset < s.to)
  if (span === undefined) return undefined
  for await (const record of kafka.read({ ...span, from: offset, to: offset + 1n })) {
    return readDeadLetter(record, service)
  }
  return undefined
}

/** What of a span lies behind a position. */
function behind(span: Span, after: Position | undefined): Span[] {
  const order = after === undefined ? 1 : compare(span, after)
  if (order < 0) return []
  const from = order === 0 && after !== undefined && after.offset >= span.from ? after.offset + 1n : span.from
  return from < span.to ? [{ ...span, from }] : []
}

function compare(span: Span, { topic, partition }: Position): number {
  if (span.topic !== topic) return span.topic < topic ? -1 : 1
  return span.partition - partition
}
