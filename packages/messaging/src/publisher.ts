import type { Logger } from 'pino'
import { describe } from './errors.ts'
import { backoff } from './kafka/bounded.ts'
import type { Kafka, Producer } from './kafka/port.ts'
import type { MessagingMetrics } from './metrics.ts'
import { type OutboxRow, quarantine } from './outbox.ts'
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

/** The broker will never take such a record, however often it is sent. */
const refusals = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_RECORD',
  'INVALID_TIMESTAMP',
])

/**
 * Sends outbox rows and reports what is safe. The partition of each row is computed before the send, so
 * that its acknowledgement can be looked up afterwards. After a rejection or a gap the producer is
 * discarded: kafkajs may still hold state from the failed send.
 */
export function createPublisher(kafka: Kafka, tx: Tx, logger: Logger, metrics: MessagingMetrics): Publisher {
  const partitionCounts = new Map<string, number>()
  let producer: Producer | undefined
  let failures = 0

  async function publish(rows: readonly OutboxRow[]): Promise<Publication> {
    try {
      const missing = await loadPartitionCounts(rows)
      const ready = missing.size === 0 ? rows : rows.filter(row => !missing.has(row.topic))
      const result = { sent: [] as OutboxRow[], missingTopics: [...missing], quarantined: new Set<string>() }
      if (ready.length > 0) await send(ready, result)
      if (result.sent.length > 0) failures = 0
      return { ...result, quarantined: result.quarantined.size > 0 }
    } catch (error) {
      await discard(describe(error))
      return { sent: [], missingTopics: [], quarantined: false }
    }
  }

  async function send(rows: readonly OutboxRow[], result: { sent: OutboxRow[]; quarantined: Set<string> }) {
    const free = rows.filter(row => !result.quarantined.has(keyOf(row)))
    if (free.length === 0) return
    const records = free.map(row => {
      return { ...row, partition: kafka.partitionOf(row.key ?? '', partitionCounts.get(row.topic) as number) }
    })
    try {
      producer ??= await kafka.producer()
      const acknowledged = await producer.send(records)
      const sent = records.filter(record => acknowledged.has(`${record.topic}/${record.partition}`))
      result.sent.push(...sent)
      if (sent.length < records.length) {
        await discard(`${records.length - sent.length} of ${records.length} records without acknowledgement`)
      }
    } catch (error) {
      await discard(describe(error))
      if (!refusals.has(errorType(error))) return
      if (free.length > 1) {
        const half = free.length >> 1
        await send(free.slice(0, half), result)
        await send(free.slice(half), result)
        return
      }
      const [row] = free as [OutboxRow]
      result.quarantined.add(keyOf(row))
      logger.error(
        { topic: row.topic, key: row.key, seq: row.seq },
        'the broker refuses this row: key quarantined',
      )
      await quarantine(tx, row, describe(error))
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

const keyOf = (row: OutboxRow) => `${row.topic}\n${row.key ?? ''}`

/** The Kafka error name behind what kafkajs throws, which may be wrapped more than once. */
function errorType(error: unknown): string {
  for (let e = error; e instanceof Error; e = e.cause) {
    if ('type' in e && typeof e.type === 'string') return e.type
  }
  return ''
}
