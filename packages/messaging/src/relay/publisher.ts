import type { Logger } from 'pino'
import { describe, MessagingError } from '../errors.ts'
import type { Refusal } from '../kafka/errors.ts'
import { refusalOf } from '../kafka/kafkajs/refusal-of.ts'
import type { Kafka, OutgoingRecord, Producer } from '../kafka/port.ts'
import { refusalOfCode } from '../kafka/refusals.ts'
import { fitting } from '../kafka/sends.ts'
import type { MessagingMetrics } from '../metrics/metrics.ts'
import { headersOf, keyOf, type OutboxRow } from '../outbox/outbox.ts'
import { holdKey } from '../outbox/quarantine.ts'
import { createTopicBlocks, type TopicBlocks } from '../outbox/topic-blocks.ts'
import { backoff } from '../timing/bounded.ts'
import { startSend } from '../tracing/message-spans.ts'
import { failed, type Tracer } from '../tracing/tracer.ts'
import type { Tx } from '../types/statement.ts'
import { createPartitionCounts } from './partition-counts.ts'

export interface Publication {
  /** Rows whose partition the broker has acknowledged in the metadata of their own send. */
  readonly sent: OutboxRow[]
  /** Whether topics or keys are held back that were not before. */
  readonly held: boolean
  /** Whether a key is: the broker refuses one of its rows. */
  readonly keyHeld: boolean
}

export interface Publisher {
  /** Sends the rows in order. Does not reject for what the broker does: what is not in `sent` waits. */
  publish(rows: readonly OutboxRow[]): Promise<Publication>
  /** Topics whose rows are not to be sent for now. */
  readonly holds: TopicBlocks
  /** How long to wait after a publication that sent nothing. */
  pauseMs(): number
  close(): Promise<void>
}

export interface PublisherOptions {
  readonly kafka: Kafka
  /** Where refused keys are noted. */
  readonly tx: Tx
  readonly logger: Logger
  readonly metrics: MessagingMetrics
  readonly tracer?: Tracer | undefined
  /** The time of a record, in milliseconds since 1970. */
  readonly clock: () => number
}

/** A row as it is sent. */
interface Placed extends OutgoingRecord {
  readonly row: OutboxRow
}

interface Sending {
  readonly sent: OutboxRow[]
  readonly keys: Set<string>
  /** What else waits of these rows. */
  readonly topics: Set<string>
  readonly partitions: Set<string>
  /** Topics that the relay is not to read for a while. */
  readonly held: Set<string>
}

const unknownTopic = refusalOfCode(3)
const missingPartition = refusalOfCode(6)
/** Failures in a row after which the cause is looked for: most are over by then, as when a leader moves. */
const patience = 3

/**
 * Sends outbox rows and reports what is safe. The partition of each row is computed before the send, so
 * that its acknowledgement can be looked up afterwards. After a rejection or a gap the producer is
 * discarded: kafkajs may still hold state from the failed send.
 *
 * What the broker refuses holds back no more than it must: one key, one topic, or all (`produce-errors.ts`).
 */
export function createPublisher({ kafka, tx, logger, metrics, tracer, clock }: PublisherOptions): Publisher {
  const counts = createPartitionCounts(kafka, logger)
  const holds = createTopicBlocks()
  let producer: Producer | undefined
  let failures = 0

  async function publish(rows: readonly OutboxRow[]): Promise<Publication> {
    const result: Sending = {
      sent: [],
      keys: new Set(),
      topics: new Set(),
      partitions: new Set(),
      held: new Set(),
    }
    try {
      for (const topic of await counts.load(new Set(rows.map(row => row.topic)))) {
        result.topics.add(topic)
        holdTopic(
          topic,
          unknownTopic,
          'the topic does not exist, has no leader, or may not be seen by this service',
          result,
        )
      }
      const timestamp = String(Math.round(clock()))
      const ready = result.topics.size === 0 ? rows : rows.filter(row => !result.topics.has(row.topic))
      for (const part of apart(ready.map(row => placed(row, timestamp)))) {
        if (!(await sendAll(part, result))) break
      }
    } catch (error) {
      await discard(describe(error))
    }
    if (result.sent.length > 0) failures = 0
    holds.accepted(result.sent, result.held)
    const keyHeld = result.keys.size > 0
    return { sent: result.sent, held: keyHeld || result.held.size > 0, keyHeld }
  }

  /** What is sent together: all, but for partitions that may be refused again, which would take the others along. */
  function apart(records: readonly Placed[]): readonly (readonly Placed[])[] {
    if (holds.all().length === 0) return [records]
    const groups = Map.groupBy(records, ({ topic, partition }) =>
      holds.isDoubtful(topic) ? `${topic}/${partition}` : '',
    )
    return [...groups.keys()].sort().map(group => groups.get(group) as Placed[])
  }

  async function sendAll(records: readonly Placed[], result: Sending): Promise<boolean> {
    for (let rest = records; rest.length > 0; ) {
      const together = fitting(rest)
      if (!(await send(together, result))) return false
      rest = rest.slice(together.length)
    }
    return true
  }

  const placed = (row: OutboxRow, timestamp: string): Placed => {
    const { topic, value } = row
    const key = keyOf(row)
    const partition = kafka.partitionOf(key ?? '', counts.of(topic))
    return { topic, partition, key, value, headers: headersOf(row), timestamp, row }
  }

  /** Resolves with false if all that follows has to wait: it might overtake what was not sent. */
  async function send(rows: readonly Placed[], result: Sending): Promise<boolean> {
    const records = rows.filter(record => !waits(record, result))
    if (records.length === 0) return true
    try {
      const sent = await transmit(records)
      result.sent.push(...sent.map(({ row }) => row))
      if (sent.length === records.length) return true
      await discard(gapIn(records, sent))
      const safe = new Set(sent)
      const left = records.filter(record => !safe.has(record))
      return holdBack(left, missingPartition, 'the broker does not acknowledge it', result)
    } catch (error) {
      const reason = describe(error)
      await discard(reason)
      const refusal = refusalOf(error)
      if (refusal === undefined || refusal.scope === 'cluster') return false
      if (refusal.scope !== 'record' && isYoung(records)) return holdBack(records, refusal, reason, result)
      const parts = partsOf(records, refusal.scope)
      if (parts.length > 1) return await inTurn(parts, result)
      if (refusal.scope !== 'record') return holdBack(records, refusal, reason, result)
      await holdBackKey(records[0] as Placed, refusal, reason, result)
      return true
    }
  }

  const waits = ({ row, topic, partition }: Placed, { keys, topics, partitions }: Sending) =>
    topics.has(topic) ||
    (partitions.size > 0 && partitions.has(`${topic}/${partition}`)) ||
    (keys.size > 0 && keys.has(queueOf(row)))

  /** Whether what they met may be over at the next attempt. */
  const isYoung = (records: readonly Placed[]) =>
    failures < patience && !records.some(({ topic }) => holds.isDoubtful(topic))

  async function inTurn(parts: readonly (readonly Placed[])[], result: Sending): Promise<boolean> {
    for (const part of parts) if (!(await send(part, result))) return false
    return true
  }

  /** Sends the records together; returns those that the broker has acknowledged. */
  async function transmit(records: readonly Placed[]): Promise<readonly Placed[]> {
    const span = startSend(tracer, records)
    try {
      producer ??= await kafka.producer()
      const acknowledged = await producer.send(records)
      const sent = records.filter(record => acknowledged.has(`${record.topic}/${record.partition}`))
      if (span !== undefined && sent.length < records.length) {
        failed(span, new MessagingError('RECORDS_UNACKNOWLEDGED', gapIn(records, sent)))
      }
      return sent
    } catch (error) {
      if (span !== undefined) failed(span, error)
      throw error
    } finally {
      span?.end()
    }
  }

  /** These were refused for what is about their partitions or topics. Returns whether others go on. */
  function holdBack(records: readonly Placed[], refusal: Refusal, reason: string, result: Sending): boolean {
    for (const { topic } of records) counts.forget(topic)
    if (isYoung(records)) return false
    for (const { topic, partition } of records) {
      if (refusal.scope === 'partition') result.partitions.add(`${topic}/${partition}`)
      else result.topics.add(topic)
    }
    for (const topic of new Set(records.map(record => record.topic)))
      holdTopic(topic, refusal, reason, result)
    return true
  }

  function holdTopic(topic: string, refusal: Refusal, reason: string, result: Sending) {
    if (result.held.has(topic)) return
    result.held.add(topic)
    holds.refused(topic, refusal, reason)
    logger.error({ topic, reason, until: refusal.why }, 'the rows of this topic wait in the outbox')
  }

  async function holdBackKey({ row }: Placed, refusal: Refusal, reason: string, result: Sending) {
    const { topic, key, seq } = row
    result.keys.add(queueOf(row))
    logger.warn({ topic, key, seq, reason }, 'the broker refuses this row: its key waits')
    if (await holdKey(tx, row, refusal, reason)) {
      logger.error({ topic, key, seq, reason, until: refusal.why }, 'the broker goes on refusing this row')
    }
  }

  async function discard(reason: string) {
    metrics.relayErrors.inc()
    logger.warn({ reason }, 'the relay sends again what was not acknowledged')
    failures++
    const broken = producer
    producer = undefined
    // What a new producer sends must not race with what this one still has in flight.
    await broken?.close()
  }

  return {
    publish,
    holds,
    pauseMs: () => backoff(failures, 50, 1_000),
    async close() {
      await producer?.close()
      producer = undefined
    },
  }
}

const gapIn = (records: readonly Placed[], sent: readonly Placed[]) =>
  `${records.length - sent.length} of ${records.length} records without acknowledgement`

/** The smallest parts that may be refused apart from each other; for a record, halves, until it stands alone. */
function partsOf(records: readonly Placed[], scope: Refusal['scope']): readonly (readonly Placed[])[] {
  if (scope !== 'record') {
    const topics = [...Map.groupBy(records, ({ topic }) => topic).values()]
    if (topics.length > 1 || scope === 'topic') return topics
    return [...Map.groupBy(records, ({ partition }) => partition).values()]
  }
  const half = records.length >> 1
  return half === 0 ? [records] : [records.slice(0, half), records.slice(half)]
}

const queueOf = (row: OutboxRow) => `${row.topic}\n${row.key ?? ''}`
