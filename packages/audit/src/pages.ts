import type { DatabaseName, Databases } from './databases.ts'
import { databaseNames } from './databases.ts'
import type { OrderFacts, PaymentStream, Reported } from './types.ts'

/** Rows of one database between two order ids: the first exclusive, the last inclusive or none. */
const rangeQueries: Readonly<Record<DatabaseName, string>> = {
  orders: `
    SELECT order_id AS "orderId", saga, status, total_amount AS total, total_currency AS currency,
      deadline_at < now() AND status NOT IN ('COMPLETED', 'REJECTED', 'CANCELLED') AS overdue
    FROM orders WHERE order_id > $1 AND ($2::text IS NULL OR order_id <= $2)`,
  inventory: `
    SELECT order_id AS "orderId", status
    FROM reservations WHERE order_id > $1 AND ($2::text IS NULL OR order_id <= $2)`,
  payments: `
    SELECT order_id AS "orderId", array_agg(version ORDER BY version) AS versions,
      array_agg(type ORDER BY version) AS types,
      bool_or(entry ->> 'clearedBy' IS NOT NULL) AS cleared,
      min((entry #>> '{amount,amount}')::bigint) AS amount, min(entry #>> '{amount,currency}') AS currency,
      (count(*) FILTER (WHERE (entry ->> 'type', entry ->> 'orderId') IS DISTINCT FROM (type, order_id)))::integer
        AS mislabelled
    FROM ledger WHERE order_id > $1 AND ($2::text IS NULL OR order_id <= $2) GROUP BY order_id`,
  shipping: `
    SELECT order_id AS "orderId", array_agg(status) AS shipments
    FROM shipments WHERE order_id > $1 AND ($2::text IS NULL OR order_id <= $2) GROUP BY order_id`,
}

const reportedOrders = `
  SELECT order_id AS "orderId", CASE WHEN created_at IS NULL THEN 'never placed' ELSE status END AS status, captured, refunded
  FROM orders WHERE order_id > $1 AND ($2::text IS NULL OR order_id <= $2)`

const tableOf = { orders: 'orders', inventory: 'reservations', payments: 'ledger', shipping: 'shipments' }

interface OrderRow {
  orderId: string
  saga: number
  status: string
  total: bigint | null
  currency: string | null
  overdue: boolean
}

/**
 * Every order that any of the databases knows, with what all of them know of it, a page at a time: in
 * bounded memory however many there are, and whichever database has too many of them.
 */
export async function* orderPages(databases: Databases, pageSize: number): AsyncGenerator<OrderFacts[]> {
  let after = ''
  while (true) {
    const last = await lastOfPage(databases, after, pageSize)
    yield await readPage(databases, after, last)
    if (last === null) return
    after = last
  }
}

/** The least of the ids that end a page in one of the databases; null where all that is left fits. */
async function lastOfPage(databases: Databases, after: string, pageSize: number): Promise<string | null> {
  const tables = databaseNames.map(name => [databases[name], tableOf[name]] as const)
  if (databases.reporting !== undefined) tables.push([databases.reporting, 'orders'])
  const ends = await Promise.all(
    tables.map(async ([database, table]) => {
      const { rows } = await database.query<{ id: string }>(
        `SELECT order_id AS id FROM ${table} WHERE order_id > $1 ORDER BY order_id OFFSET $2 LIMIT 1`,
        [after, pageSize - 1],
      )
      return rows[0]?.id
    }),
  )
  // PostgreSQL compares: bytewise, as it orders the ids.
  const { rows } = await databases.orders.query<{ least: string | null }>(
    'SELECT min(id COLLATE "C") AS least FROM unnest($1::text[]) AS id',
    [ends.filter(id => id !== undefined)],
  )
  return rows[0]?.least ?? null
}

async function readPage(databases: Databases, after: string, last: string | null): Promise<OrderFacts[]> {
  const range = <Row>(name: DatabaseName) =>
    databases[name].query<Row & { orderId: string }>(rangeQueries[name], [after, last])
  const [orders, reservations, payments, shipments, reported] = await Promise.all([
    range<OrderRow>('orders'),
    range<{ status: string }>('inventory'),
    range<PaymentStream>('payments'),
    range<{ shipments: string[] }>('shipping'),
    databases.reporting?.query<Reported & { orderId: string }>(reportedOrders, [after, last]),
  ])
  const facts = new Map<string, OrderFacts>()
  const nothing = { shipments: [], ...(reported !== undefined && { reported: null }) }
  const add = (orderId: string, known: Partial<OrderFacts>) =>
    facts.set(orderId, { ...nothing, ...facts.get(orderId), ...known, orderId })
  for (const { orderId, ...order } of orders.rows) add(orderId, { order })
  for (const { orderId, status } of reservations.rows) add(orderId, { reservation: status })
  for (const { orderId, ...payment } of payments.rows) add(orderId, { payment })
  for (const row of shipments.rows) add(row.orderId, { shipments: row.shipments })
  for (const { orderId, ...says } of reported?.rows ?? []) add(orderId, { reported: says })
  return [...facts.values()]
}
