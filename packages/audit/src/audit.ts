import type { KafkaAddress } from '@orderflow/messaging/kafka'
import { type DatabaseOptions, withDatabases } from './databases.ts'
import { invariants } from './invariants.ts'
import { maxShown } from './listed.ts'
import { orderPages } from './pages.ts'
import {
  type AuditReport,
  type Finding,
  type Findings,
  type Invariant,
  isTerminal,
  type OrderFacts,
} from './types.ts'

export interface AuditOptions extends DatabaseOptions {
  /** With it, the dead-letter topics are counted too. */
  readonly kafka?: KafkaAddress | undefined
  /** Ids of orders that were answered 202. */
  readonly acknowledged?: Iterable<string>
  /** How many records the dead-letter topics may hold: what was poisoned on purpose. 0 unless told. */
  readonly allowDeadLetters?: number
  /** Which topics hold dead letters; all whose name ends in `.dlq` unless told. */
  readonly deadLetterTopics?: RegExp
  /** Orders that are in memory at a time. */
  readonly pageSize?: number
  readonly onProgress?: (orders: number) => void
}

/**
 * Checks all invariants from outside the services, on what their databases hold. The databases are
 * read one beside the other, so a verdict on orders that are still under way may be wrong: see
 * `waitUntilSettled`. Memory is bounded however many orders there are.
 */
export async function audit(options: AuditOptions): Promise<AuditReport> {
  const { kafka, acknowledged = [], allowDeadLetters = 0, deadLetterTopics = /\.dlq$/ } = options
  return await withDatabases(options, async databases => {
    const tallies = invariants.map(invariant => new Tally(invariant))
    let orders = 0
    let openOrders = 0
    for await (const page of orderPages(databases, options.pageSize ?? 5_000)) {
      for (const facts of page) {
        if (facts.order !== undefined) orders++
        if (facts.order !== undefined && !isTerminal(facts.order.status)) openOrders++
        for (const tally of tallies) tally.checkOrder(facts)
      }
      options.onProgress?.(orders)
    }
    const scope = { databases, openOrders, acknowledged, kafka, deadLetterTopics, allowDeadLetters }
    for (const tally of tallies) tally.add(await tally.invariant.ofDatabases?.(scope))
    return {
      orders,
      checked: tallies.reduce((sum, { checked }) => sum + checked, 0),
      violations: tallies.flatMap(tally => tally.violations()),
      invariants: tallies.map(tally => tally.report()),
    }
  })
}

/** What one invariant has checked and found. */
class Tally {
  readonly invariant: Invariant
  checked = 0
  #violated = 0
  readonly #found: Finding[] = []
  #skipped: string | undefined

  constructor(invariant: Invariant) {
    this.invariant = invariant
  }

  checkOrder(facts: OrderFacts): void {
    if (this.invariant.ofOrder === undefined) return
    const detail = this.invariant.ofOrder(facts)
    const found = detail === undefined ? [] : [{ subject: facts.orderId, detail }]
    this.add({ checked: 1, violated: found.length, found })
  }

  add({ checked, violated, found, skipped }: Findings = { checked: 0, violated: 0, found: [] }): void {
    this.#skipped ??= skipped
    this.checked += checked
    this.#violated += violated
    this.#found.push(...found.slice(0, maxShown - this.#found.length))
  }

  violations() {
    return this.#found.map(finding => ({ invariant: this.invariant.name, ...finding }))
  }

  report() {
    const { name, says } = this.invariant
    const skipped = this.#skipped
    return {
      name,
      says,
      checked: this.checked,
      violated: this.#violated,
      ...(skipped !== undefined && { skipped }),
    }
  }
}
