import type { ClientBase } from 'pg'
import { times } from './order-invariants.ts'
import { type Findings, isTerminal, type OrderFacts, type Scope } from './types.ts'

/** What reporting says of an order that has ended is what its owners say. */
export function reportedAlike({ order, payment, reported }: OrderFacts): string | undefined {
  if (reported === undefined) return undefined // there is no reporting
  if (order === undefined)
    return reported === null ? undefined : `is unknown, and ${reported.status} by reporting`
  if (!isTerminal(order.status)) return undefined
  if (reported === null) return `is ${order.status}, and unknown to reporting`
  const owned = factsIn(order.status, times(payment, 'Captured'), times(payment, 'Refunded'))
  const byReporting = factsIn(reported.status, reported.captured, reported.refunded)
  return owned === byReporting ? undefined : `is ${owned}, but ${byReporting} by reporting`
}

const factsIn = (status: string, captured: bigint, refunded: bigint) =>
  `${status}, captured ${captured}, refunded ${refunded}`

/** A figure by its name: `orders COMPLETED`. */
interface Figure {
  readonly name: string
  readonly value: string
}

const ordersByStatus = `SELECT 'orders ' || status AS name, count(*)::text AS value FROM orders
  WHERE status IN ('COMPLETED', 'REJECTED', 'CANCELLED') GROUP BY status`

const ordersByOutcome = `SELECT 'orders ' || outcome AS name, sum(n)::text AS value FROM outcomes
  WHERE outcome <> 'OPEN' GROUP BY outcome`

const money = (type: string) => `
  SELECT '${type.toLowerCase()} ' || (asked.entry #>> '{amount,currency}') AS name,
    sum((asked.entry #>> '{amount,amount}')::bigint)::text AS value
  FROM ledger AS done JOIN ledger AS asked ON asked.order_id = done.order_id AND asked.type = 'CaptureRequested'
  WHERE done.type = '${type}' GROUP BY 1`

const revenue = `SELECT 'captured ' || currency AS name, captured::text AS value FROM revenue WHERE captured <> 0
  UNION ALL SELECT 'refunded ' || currency, refunded::text FROM revenue WHERE refunded <> 0`

const quantities = `'available ' || available || ', reserved ' || reserved || ', sold ' || sold || ', version ' || version`

/** Inventory says nothing of a product before it changes. */
const products = `SELECT 'product ' || product_id AS name, ${quantities} AS value FROM products WHERE version > 1`
const stock = `SELECT 'product ' || product_id AS name, ${quantities} AS value FROM stock`

/** Reporting's figures are those that the owners' own rows come to. */
export async function figuresAgree({ databases, openOrders }: Scope): Promise<Findings> {
  const { orders, inventory, payments, reporting } = databases
  if (reporting === undefined) return { checked: 0, violated: 0, found: [], skipped: 'there is no reporting' }
  const [owned, byReporting] = await Promise.all([
    figures(
      [orders, ordersByStatus],
      [payments, money('Captured')],
      [payments, money('Refunded')],
      [inventory, products],
    ),
    figures([reporting, ordersByOutcome], [reporting, revenue], [reporting, stock]),
  ])
  const names = [...new Set([...owned.keys(), ...byReporting.keys()])]
  // While orders are under way, figures are.
  const differing = openOrders > 0 ? [] : names.filter(name => owned.get(name) !== byReporting.get(name))
  const found = differing.map(subject => ({
    subject,
    detail: `is ${owned.get(subject) ?? 'none'}, but ${byReporting.get(subject) ?? 'none'} by reporting`,
  }))
  return { checked: names.length, violated: found.length, found }
}

async function figures(...queries: readonly (readonly [ClientBase, string])[]): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const [client, query] of queries) {
    const { rows } = await client.query<Figure>(query)
    for (const { name, value } of rows) found.set(name, value)
  }
  return found
}
