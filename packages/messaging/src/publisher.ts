import type { Logger } from 'pino'
import { describe } from './errors.ts'
import { backoff } from './kafka/bounded.ts'
import type { Kafka, OutgoingRecord, Producer } from './kafka/port.ts'
import type { MessagingMetrics } from './metrics.ts'
import { headersOf, keyOf, type OutboxRow, quarantine } from './outbox.ts'
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
 * The most bytes of one send: of a partition, below a broker's default `max.message.bytes`; in all, far
 * below its `socket.request.max.bytes`, beyond which it closes the connection without a word.
 */
const maxBytes = { partition: 1_000_000, send: 8_000_000 }

interface PlacedRow extends OutboxRow {
  readonly partition: number
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
export function createPublisher(kafka: Kafka, tx: Tx, logger: Logger, metrics: MessagingMetrics): Publisher {
  const partitionCounts = new Map<string, number>()
  let producer: Producer | undefined
  let failures = 0

  async function publish(rows: readonly OutboxRow[]): Promise<Publication> {
    try {
      const missing = await loadPartitionCounts(rows)
      const ready = missing.size === 0 ? rows : rows.filter(row => !missing.has(row.topic))
      const result = { sent: [] as OutboxRow[], missingTopics: [...missing], quarantined: new Set<string>() }
      for (let rest: readonly PlacedRow[] = ready.map(withPartition); rest.length > 0; ) {
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

  const withPartition = (row: OutboxRow): PlacedRow => {
    return {
      ...row,
      partition: kafka.partitionOf(keyOf(row) ?? '', partitionCounts.get(row.topic) as number),
    }
  }

  /** Resolves with false if what follows has to wait: it would overtake rows that were not sent. */
  async function send(rows: readonly PlacedRow[], result: Sending): Promise<boolean> {
    const records = rows.filter(row => !result.quarantined.has(queueOf(row)))
    if (records.length === 0) return true
    try {
      producer ??= await kafka.producer()
      const acknowledged = await producer.send(records.map(outgoing))
      const sent = records.filter(record => acknowledged.has(`${record.topic}/${record.partition}`))
      result.sent.push(...sent)
      if (sent.length === records.length) return true
      await discard(`${records.length - sent.length} of ${records.length} records without acknowledgement`)
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
      const [row] = records as [PlacedRow]
      result.quarantined.add(queueOf(row))
      logger.error(
        { topic: row.topic, key: row.key, seq: row.seq },
        'the broker refuses this row: key quarantined',
      )
      await quarantine(tx, row, describe(error))
      return true
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

/** The first rows that fit into one send; at least one. */
function fitting(rows: readonly PlacedRow[]): readonly PlacedRow[] {
  const ofPartition = new Map<string, number>()
  let total = 0
  const end = rows.findIndex((row, i) => {
    const place = `${row.topic}/${row.partition}`
    const bytes = sizeOf(row)
    const already = ofPartition.get(place) ?? 0
    if (i > 0 && total + bytes > maxBytes.send) return true
    if (already > 0 && already + bytes > maxBytes.partition) return true
    total += bytes
    ofPartition.set(place, already + bytes)
    return false
  })
  return end === -1 ? rows : rows.slice(0, end)
}

/** About what a record takes on the wire, in bytes; more rather than less. */
function sizeOf({ key, value, headers, raw }: OutboxRow): number {
  let bytes = 100 + (value?.length ?? 0) + Buffer.byteLength(key ?? '')
  if (raw !== null) bytes += JSON.stringify(raw).length
  for (const [name, text] of Object.entries(headers)) bytes += 10 + name.length + Buffer.byteLength(text)
  return bytes
}

/** What a row is as a record; all but few rows are one already. */
const outgoing = (row: PlacedRow): OutgoingRecord =>
  row.raw === null ? row : { ...row, key: keyOf(row), headers: headersOf(row) }

const queueOf = (row: OutboxRow) => `${row.topic}\n${row.key ?? ''}`

/** The Kafka error name behind what kafkajs throws, which may be wrapped more than once. */
function errorType(error: unknown): string {
  for (let e = error; e instanceof Error; e = e.cause) {
    if ('type' in e && typeof e.type === 'string') return e.type
  }
  return ''
}
