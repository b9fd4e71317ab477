import type { Logger } from 'pino'
import { describe } from '../errors.ts'
import { createAcknowledgedSends } from '../kafka/acknowledged.ts'
import type { Kafka } from '../kafka/port.ts'
import type { Refusal } from '../kafka/refusal.ts'
import { refusalOfCode } from '../kafka/refusals.ts'
import { fitting } from '../kafka/sends.ts'
import type { MessagingMetrics } from '../metrics/metrics.ts'
import { headersOf, keyOf, type OutboxRow } from '../outbox/outbox.ts'
import { blockKey } from '../outbox/quarantine.ts'
import { createTopicBlocks, type TopicBlocks } from '../outbox/topic-blocks.ts'
import { backoff } from '../timing/bounded.ts'
import type { Tracer } from '../tracing/tracer.ts'
import type { Tx } from '../types/statement.ts'
import { createPartitionCounts } from './partition-counts.ts'
import { newSending, type Placed, partsOf, queueOf, type Sending, waits } from './parts.ts'
import { gapIn, transmit } from './transmit.ts'

export interface Publication {
  /** Rows whose partition the broker has acknowledged in the metadata of their own send. */
  readonly sent: OutboxRow[]
  /** Whether topics or keys are blocked that were not before. */
  readonly blocked: boolean
  /** Whether a key is: the broker refuses one of its rows. */
  readonly keyBlocked: boolean
}

export interface Publisher {
  /** Sends the rows in order. Does not reject for what the broker does: what is not in `sent` waits. */
  publish(rows: readonly OutboxRow[]): Promise<Publication>
  /** Topics whose rows are not to be sent for now. */
  readonly blocks: TopicBlocks
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

const unknownTopic = refusalOfCode(3)
const missingPartition = refusalOfCode(6)
/** Failures in a row after which the cause is looked for: most are over by then, as when a leader moves. */
const patience = 3

/**
 * Sends outbox rows and reports what is safe. The partition of each row is computed before the send, so
 * that its acknowledgement can be looked up afterwards. After a rejection or a gap the producer is
 * discarded: kafkajs may still hold state from the failed send.
 *
 * What the broker refuses blocks no more than it must: one key, one topic, or all (`kafka/errors.ts`).
 */
export function createPublisher({ kafka, tx, logger, metrics, tracer, clock }: PublisherOptions): Publisher {
  const counts = createPartitionCounts(kafka, logger)
  const blocks = createTopicBlocks()
  const sends = createAcknowledgedSends(kafka)
  let failures = 0

  async function publish(rows: readonly OutboxRow[]): Promise<Publication> {
    const result = newSending()
    try {
      for (const topic of await counts.load(new Set(rows.map(row => row.topic)))) {
        result.topics.add(topic)
        blockTopic(
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
    blocks.accepted(result.sent, result.blocked)
    const keyBlocked = result.keys.size > 0
    return { sent: result.sent, blocked: keyBlocked || result.blocked.size > 0, keyBlocked }
  }

  /** What is sent together: all, but for partitions that may be refused again, which would take the others along. */
  function apart(records: readonly Placed[]): readonly (readonly Placed[])[] {
    if (blocks.all().length === 0) return [records]
    const groups = Map.groupBy(records, ({ topic, partition }) =>
      blocks.isDoubtful(topic) ? `${topic}/${partition}` : '',
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
    if (await haveMoved(records, result)) return false
    result.hasTried = true
    try {
      const sent = await transmit(sends, records, tracer)
      result.sent.push(...sent.map(({ row }) => row))
      if (sent.length === records.length) return true
      await discard(gapIn(records, sent))
      const safe = new Set(sent)
      const left = records.filter(record => !safe.has(record))
      return block(left, missingPartition, 'the broker does not acknowledge it', result)
    } catch (error) {
      const reason = describe(error)
      await discard(reason)
      const refusal = kafka.refusalOf(error)
      if (refusal === undefined || refusal.scope === 'cluster') return false
      if (refusal.scope !== 'record' && isYoung(records)) return block(records, refusal, reason, result)
      const parts = partsOf(records, refusal.scope)
      if (parts.length > 1) return await inTurn(parts, result)
      if (refusal.scope !== 'record') return block(records, refusal, reason, result)
      await blockKeyOf(records[0] as Placed, refusal, reason, result)
      return true
    }
  }

  /** Whether some of them belong to another partition by now, as the sends before took long, and their topic has grown meanwhile. */
  async function haveMoved(records: readonly Placed[], result: Sending): Promise<boolean> {
    result.hasAskedAnew ||= result.hasTried && counts.areOld()
    if (!result.hasAskedAnew) return false
    // What was refused since is forgotten.
    await counts.load(new Set(records.map(({ topic }) => topic)))
    return records.some(
      ({ topic, key, partition }) => partition !== kafka.partitionOf(key ?? '', counts.of(topic)),
    )
  }

  /** Whether what they met may be over at the next attempt. */
  const isYoung = (records: readonly Placed[]) =>
    failures < patience && !records.some(({ topic }) => blocks.isDoubtful(topic))

  async function inTurn(parts: readonly (readonly Placed[])[], result: Sending): Promise<boolean> {
    for (const part of parts) if (!(await send(part, result))) return false
    return true
  }

  /** These were refused for what is about their partitions or topics. Returns whether others go on. */
  function block(records: readonly Placed[], refusal: Refusal, reason: string, result: Sending): boolean {
    for (const { topic } of records) counts.forget(topic)
    if (isYoung(records)) return false
    for (const { topic, partition } of records) {
      if (refusal.scope === 'partition') result.partitions.add(`${topic}/${partition}`)
      else result.topics.add(topic)
    }
    for (const topic of new Set(records.map(record => record.topic)))
      blockTopic(topic, refusal, reason, result)
    return true
  }

  function blockTopic(topic: string, refusal: Refusal, reason: string, result: Sending) {
    if (result.blocked.has(topic)) return
    result.blocked.add(topic)
    blocks.refused(topic, refusal, reason)
    logger.error({ topic, reason, until: refusal.why }, 'the rows of this topic wait in the outbox')
  }

  async function blockKeyOf({ row }: Placed, refusal: Refusal, reason: string, result: Sending) {
    const { topic, key, seq } = row
    result.keys.add(queueOf(row))
    logger.warn({ topic, key, seq, reason }, 'the broker refuses this row: its key waits')
    if (await blockKey(tx, row, refusal, reason)) {
      logger.error({ topic, key, seq, reason, until: refusal.why }, 'the broker goes on refusing this row')
    }
  }

  async function discard(reason: string) {
    metrics.relayErrors.inc()
    logger.warn({ reason }, 'the relay sends again what was not acknowledged')
    failures++
    await sends.discard()
  }

  return {
    publish,
    blocks,
    pauseMs: () => backoff(failures, 50, 1_000),
    close: sends.discard,
  }
}
