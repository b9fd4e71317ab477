import { setTimeout as pause } from 'node:timers/promises'
import { topics as knownTopics } from '@orderflow/events'
import { seededRandom } from '@orderflow/load'
import { createSender, type Kafka, type KafkaRecord, type OutgoingRecord } from '@orderflow/messaging/kafka'
import { type Logger, ServiceError } from '@orderflow/service-kit'
import { withDuplicates } from './duplicates.ts'
import type { PlaceContent, Snapshot } from './reader.ts'
import { shuffled } from './shuffle.ts'
import { chunkRecords, inOrder, openCursor } from './streams.ts'

export interface ReplayOptions {
  readonly kafka: Kafka
  readonly logger: Logger
  readonly snapshot: Snapshot
  /** Those of the snapshot's topics to send; all unless told. */
  readonly topics?: readonly string[]
  /** Another topic for the records of the one topic that is sent. */
  readonly to?: string | undefined
  /** Creates topics that are missing. */
  readonly create?: boolean
  /** The most records a second. */
  readonly rate?: number | undefined
  readonly shuffle?: boolean
  readonly seed: number
  /** Percent of the records that are sent twice. */
  readonly duplicate?: number
  /** Gives records the time of their replay, not their own. */
  readonly now?: boolean
  /** Checks everything and sends nothing. */
  readonly dryRun?: boolean
  readonly signal?: AbortSignal
  readonly onProgress?: (sent: number) => void
}

export interface Replayed {
  /** Of the snapshot; each was acknowledged. */
  readonly records: number
  readonly duplicates: number
  /** Sent again for want of an acknowledgement; they may lie there twice. */
  readonly sentAgain: number
  readonly topics: readonly {
    readonly topic: string
    readonly to: string
    readonly records: number
    readonly partitions: number
  }[]
}

/**
 * Sends a snapshot's records: keys, values, headers and times as they were. A topic with as many partitions as
 * then gets each record into its own partition; with another number, where its key belongs (murmur2), and
 * records without a key together with those of their partition. So records of a key keep their order in a topic.
 *
 * @throws ServiceError `TOPICS_MISSING`, `TOPICS_NOT_IN_SNAPSHOT`, `ONE_TOPIC_ONLY`
 */
export async function replay(options: ReplayOptions): Promise<Replayed> {
  const { kafka, snapshot, signal, shuffle = false, duplicate = 0, onProgress } = options
  const places = chosenPlaces(options)
  const targets = await findTargets(options, places)
  const topics = [...targets].map(([topic, { to, partitions }]) => ({
    topic,
    to,
    partitions,
    records: places.reduce((sum, place) => sum + (place.topic === topic ? place.records : 0), 0),
  }))
  const records = topics.reduce((sum, topic) => sum + topic.records, 0)
  if (options.dryRun === true) return { records, duplicates: 0, sentAgain: 0, topics }

  const random = seededRandom(options.seed)
  const cursors = await Promise.all(places.map(place => openCursor(snapshot, place)))
  const stream = shuffle ? shuffled(cursors, random) : inOrder(cursors)
  const sender = createSender(kafka, { logger: options.logger, ...(signal && { signal }) })
  const pacer = createPacer(options.rate, signal)
  let sent = 0
  try {
    for await (const chunk of duplicate > 0 ? withDuplicates(stream, duplicate, random) : stream) {
      const outgoing = chunk.map(record => asOutgoing(kafka, record, targets, options.now === true))
      for (let at = 0; at < outgoing.length; at += pacer.chunk) {
        const part = outgoing.slice(at, at + pacer.chunk)
        await pacer.admit(part.length)
        await sender.send(part)
        sent += part.length
        onProgress?.(sent)
      }
    }
    return { records, duplicates: sent - records, sentAgain: sender.sentAgain, topics }
  } finally {
    await sender.close()
  }
}

interface Target {
  readonly to: string
  /** How many the topic had, and how many the target has. */
  readonly before: number
  readonly partitions: number
}

function asOutgoing(
  kafka: Kafka,
  record: KafkaRecord,
  targets: ReadonlyMap<string, Target>,
  now: boolean,
): OutgoingRecord {
  const { to, before, partitions } = targets.get(record.topic) as Target
  const { key, value, headers, timestamp } = record
  return {
    topic: to,
    partition:
      partitions === before
        ? record.partition
        : key === null
          ? record.partition % partitions
          : kafka.partitionOf(key, partitions),
    key,
    value,
    headers: headers as OutgoingRecord['headers'],
    ...(!now && { timestamp }),
  }
}

function chosenPlaces({ snapshot, topics = [], to }: ReplayOptions): PlaceContent[] {
  const names = snapshot.header.topics.map(({ topic }) => topic)
  const missing = topics.filter(topic => !names.includes(topic))
  if (missing.length > 0) {
    throw new ServiceError(
      'TOPICS_NOT_IN_SNAPSHOT',
      `${snapshot.file} does not hold ${missing.join(', ')}; it holds ${names.join(', ')}.`,
    )
  }
  const chosen = new Set(topics.length > 0 ? topics : names)
  if (to !== undefined && chosen.size !== 1) {
    throw new ServiceError(
      'ONE_TOPIC_ONLY',
      `--to takes the records of one topic, and these are ${chosen.size}: name one behind the file.`,
    )
  }
  return snapshot.places.filter(({ topic }) => chosen.has(topic))
}

async function findTargets(
  { kafka, create = false, dryRun = false, to }: ReplayOptions,
  places: readonly PlaceContent[],
): Promise<Map<string, Target>> {
  const before = Map.groupBy(places, ({ topic }) => topic)
  const wanted = [...before].map(([topic, { length }]) => ({ topic, to: to ?? topic, before: length }))
  let counts = await kafka.partitionCounts(wanted.map(target => target.to))
  const missing = wanted.filter(target => !counts.has(target.to))
  if (missing.length > 0 && !create) {
    const names = missing.map(target => target.to).join(', ')
    throw new ServiceError('TOPICS_MISSING', `There is no topic ${names}: create it, or say --create.`)
  }
  if (missing.length > 0 && !dryRun) {
    await kafka.createTopics(missing.map(settingsOf))
    counts = await kafka.partitionCounts(wanted.map(target => target.to))
  }
  return new Map(
    wanted.map(target => [
      target.topic,
      { to: target.to, before: target.before, partitions: counts.get(target.to) ?? target.before },
    ]),
  )
}

/** As the contracts have the topic, if they have it; with the partitions that it had. */
function settingsOf(target: { topic: string; to: string; before: number }) {
  const known = knownTopics().find(({ topic }) => topic === target.topic)
  return { topic: target.to, partitions: target.before, config: known?.config ?? {} }
}

/** Lets so many records go that their number per second stays below the rate; what was held up is not made up for. */
function createPacer(rate: number | undefined, signal: AbortSignal | undefined) {
  let next = performance.now()
  return {
    chunk: rate === undefined ? chunkRecords : Math.max(1, Math.min(chunkRecords, Math.floor(rate / 10))),
    async admit(records: number): Promise<void> {
      signal?.throwIfAborted()
      if (rate === undefined) return
      const milliseconds = next - performance.now()
      if (milliseconds > 0) await pause(milliseconds, undefined, signal && { signal })
      next = Math.max(next, performance.now()) + (records * 1_000) / rate
    },
  }
}
