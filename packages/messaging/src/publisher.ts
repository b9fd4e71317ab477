import type { Logger } from 'pino'
import { describe, MessagingError } from './errors.ts'
import { backoff } from './kafka/bounded.ts'
import type { Kafka, OutgoingRecord, Producer } from './kafka/port.ts'
import { errorType, fitting, refusals } from './kafka/sends.ts'
import type { MessagingMetrics } from './metrics.ts'
import { headersOf, keyOf, type OutboxRow, quarantine } from './outbox.ts'
import { startSend } from './tracing/message-spans.ts'
import { failed, type Tracer } from './tracing/tracer.ts'
import type { Tx } from './types.ts'

export interface Publication {
  /** Rows whose partition the broker has acknowledged in the metadata of their own send. */
  readonly sent: OutboxRow[]
  /** Topics that do not exist; their rows wait. */
  readonly missingTopics: string[]
  /** Whether a key was quarantined: the broker refuses one of its rows for good. */
  readonly quarantined: boolean
}

export interface Publisher {
  /** Sends the rows in order. Does not reject for what the broker does: what is not in `sent` waits. */
  publish(rows: readonly OutboxRow[]): Promise<Publication>
  /** How long to wait after a publication that sent nothing. */
  pauseMs(): number
  close(): Promise<void>
}

/** A row as it is sent. */
interface Placed extends OutgoingRecord {
  readonly row: OutboxRow
}

interface Sending {
  readonly sent: OutboxRow[]
  readonly quarantined: Set<string>
}

/**
 * Sends outbox rows and reports what is safe. The partition of each row is computed before the send, so
 * that its acknowledgement can be looked up afterwards. After a rejection or a gap the producer is
 * discarded: kafkajs may still hold state from the failed send.
 */
export function createPublisher(
  kafka: Kafka,
  tx: Tx,
  logger: Logger,
  metrics: MessagingMetrics,
  tracer?: Tracer,
): Publisher {
  const partitionCounts = new Map<string, number>()
  let producer: Producer | undefined
  let failures = 0

  async function publish(rows: readonly OutboxRow[]): Promise<Publication> {
    try {
      const missing = await loadPartitionCounts(rows)
      const ready = missing.size === 0 ? rows : rows.filter(row => !missing.has(row.topic))
      const result = { sent: [] as OutboxRow[], missingTopics: [...missing], quarantined: new Set<string>() }
      for (let rest: readonly Placed[] = ready.map(placed); rest.length > 0; ) {
        const together = fitting(rest)
        if (!(await send(together, result))) break
        rest = rest.slice(together.length)
      }
      if (result.sent.length > 0) failures = 0
      return { ...result, quarantined: result.quarantined.size > 0 }
    } catch (error) {
      await discard(describe(error))
      return { sent: [], missingTopics: [], quarantined: false }
    }
  }

  const placed = (row: OutboxRow): Placed => {
    const { topic, value } = row
    const key = keyOf(row)
    const partition = kafka.partitionOf(key ?? '', partitionCounts.get(topic) as number)
    return { topic, partition, key, value, headers: headersOf(row), row }
  }

  /** Resolves with false if what follows has to wait: it would overtake rows that were not sent. */
  async function send(rows: readonly Placed[], result: Sending): Promise<boolean> {
    const records = rows.filter(({ row }) => !result.quarantined.has(queueOf(row)))
    if (records.length === 0) return true
    try {
      const sent = await transmit(records)
      result.sent.push(...sent.map(({ row }) => row))
      if (sent.length === records.length) return true
      await discard(gapIn(records, sent))
      return false
    } catch (error) {
      await discard(describe(error))
      const type = errorType(error)
      // A topic that was deleted: the next publication sees that it is missing.
      if (type === 'UNKNOWN_TOPIC_OR_PARTITION') partitionCounts.clear()
      if (!refusals.has(type)) return false
      if (records.length > 1) {
        const half = records.length >> 1
        return (await send(records.slice(0, half), result)) && (await send(records.slice(half), result))
      }
      const [{ row }] = records as [Placed]
      result.quarantined.add(queueOf(row))
      logger.error(
        { topic: row.topic, key: row.key, seq: row.seq },
        'the broker refuses this row: key quarantined',
      )
      await quarantine(tx, row, describe(error))
      return true
    }
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

  /** Learns the partition counts of new topics; returns the topics that do not exist. */
  async function loadPartitionCounts(rows: readonly OutboxRow[]): Promise<Set<string>> {
    const unknown = new Set(rows.map(row => row.topic).filter(topic => !partitionCounts.has(topic)))
    if (unknown.size === 0) return unknown
    for (const [topic, count] of await kafka.partitionCounts([...unknown])) {
      partitionCounts.set(topic, count)
      unknown.delete(topic)
    }
    if (unknown.size > 0)
      logger.error({ topics: [...unknown] }, 'topics do not exist: their rows wait in the outbox')
    return unknown
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
    pauseMs: () => backoff(failures, 50, 1_000),
    async close() {
      await producer?.close()
      producer = undefined
    },
  }
}

const gapIn = (records: readonly Placed[], sent: readonly Placed[]) =>
  `${records.length - sent.length} of ${records.length} records without acknowledgement`

const queueOf = (row: OutboxRow) => `${row.topic}\n${row.key ?? ''}`
