import type { AuditReport, OrderFacts } from '@orderflow/audit'
import { audit } from '@orderflow/audit'
import { type DatabaseOptions, withDatabases } from '@orderflow/audit/databases'
import { orderPages } from '@orderflow/audit/pages'
import { type LedgerEntry, readLedger } from '@orderflow/load'
import type { KafkaAddress } from '@orderflow/messaging/kafka'
import { announcing, compare } from './effects.ts'
import { type EventsSeen, tallyEvents } from './events.ts'
import { comparePlaced } from './placed.ts'
import { readTopics, type TopicRecord } from './read-topics.ts'
import { outdatedStock } from './stock-state.ts'

export interface OracleOptions extends DatabaseOptions {
  readonly kafka: KafkaAddress
  /** The load's ledger: what was answered 202. */
  readonly ledgerFile: string
  /** Keys of records that a fault put on the topics. */
  readonly ignoreKeys?: (key: string) => boolean
  /** Reads all records there are; those of the brokers' topics unless told. */
  readonly readRecords?: (onRecord: (record: TopicRecord) => void) => Promise<void>
  /** How many dead letters the fault was to leave; 0 unless told. */
  readonly deadLetters?: number
}

export interface Verdict {
  /** Orders in the ledger. */
  readonly acknowledged: number
  /** Records beyond the first of each event on the topics. */
  readonly duplicates: number
  /** Acknowledged orders, and events of effects that happened, which are nowhere to be found. */
  readonly lost: number
  /** Effects that happened more than once, or that no service knows to have happened. */
  readonly doubled: number
  /** What breaks an invariant, the order of the events within a key included. */
  readonly violations: number
  /** A sentence for each, the first of each kind. */
  readonly findings: readonly string[]
  readonly audit: AuditReport
}

const maxFindings = 8

/**
 * Compares the load's ledger with all databases, all topics and all dead letters, from outside the services.
 * For a quiet system: see `waitUntilSettled`.
 */
export async function judge(options: OracleOptions): Promise<Verdict> {
  const { kafka, ledgerFile, ignoreKeys = () => false, deadLetters = 0 } = options
  const entries = new Map<string, LedgerEntry>()
  for await (const entry of readLedger(ledgerFile)) entries.set(entry.orderId, entry)
  const tally = tallyEvents(ignoreKeys)
  const { readRecords = onRecord => readTopics(kafka, topic => !topic.startsWith('__'), onRecord) } = options
  await readRecords(tally.add)
  const seen = tally.seen()
  const { lost, doubled } = await compareDatabases(options, entries, seen, ignoreKeys)
  const report = await audit({ ...options, acknowledged: entries.keys(), allowDeadLetters: deadLetters })
  const broken = report.invariants.reduce((sum, { violated }) => sum + violated, 0)
  return {
    acknowledged: entries.size,
    duplicates: seen.duplicates,
    lost: lost.length,
    doubled: doubled.length + seen.doubled.length,
    violations: seen.disordered.length + broken,
    findings: [
      ...labelled('lost', lost),
      ...labelled('doubled', [...doubled, ...seen.doubled]),
      ...labelled('disordered', seen.disordered),
      ...report.violations
        .slice(0, maxFindings)
        .map(({ invariant, subject, detail }) => `${invariant}: ${subject} ${detail}`),
    ],
    audit: report,
  }
}

const labelled = (label: string, lines: readonly string[]) =>
  lines.slice(0, maxFindings).map(line => `${label}: ${line}`)

async function compareDatabases(
  options: OracleOptions,
  entries: ReadonlyMap<string, LedgerEntry>,
  seen: EventsSeen,
  ignored: (key: string) => boolean,
): Promise<{ lost: string[]; doubled: string[] }> {
  const announced = new Set(announcing.flatMap(topic => [...seen.ordersOn(topic)]))
  return await withDatabases(options, async databases => {
    const { lost, doubled } = await comparePlaced(databases, entries)
    lost.push(...(await outdatedStock(databases, seen)))
    for await (const page of orderPages(databases, 5_000)) {
      for (const facts of page) {
        if (ignored(facts.orderId)) continue
        announced.delete(facts.orderId)
        const { lost: lostEvents, unfounded } = compare(facts, seen)
        lost.push(...lostEvents)
        doubled.push(...unfounded, ...twice(facts))
      }
    }
    doubled.push(...[...announced].map(orderId => `${orderId}: was announced and is in no database`))
    return { lost, doubled }
  })
}

/** Effects that one order has more than once. */
function twice({ orderId, payment, shipments }: OrderFacts): string[] {
  const times = (type: string) => payment?.types.filter(entry => entry === type).length ?? 0
  return [
    ...['Captured', 'Refunded'].flatMap(type =>
      times(type) > 1 ? [`${orderId}: was ${type.toLowerCase()} ${times(type)} times`] : [],
    ),
    ...(shipments.length > 1 ? [`${orderId}: has ${shipments.length} shipments`] : []),
  ]
}
