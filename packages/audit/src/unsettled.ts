import { sessionSettings } from '@orderflow/messaging/database'
import pg from 'pg'
import {
  type DatabaseName,
  type DatabaseOptions,
  databaseNames,
  isNoSuchDatabase,
  reportingName,
} from './databases.ts'

/** What is still under way. */
export interface Unsettled {
  readonly openOrders: number
  /** Messages in the outboxes, counted up to 10,000 in each. */
  readonly outbox: number
  readonly gatewayRequests: number
  /** Pieces reserved for orders. */
  readonly reserved: number
  /**
   * What has not reached everybody yet: captures that were neither dispatched nor refunded, orders that
   * inventory and cancellations that payment has not heard of, completed orders whose price is to come.
   */
  readonly late: number
  /** Ends, captures, refunds and changes of stock that reporting has not taken in; 0 where there is no reporting. */
  readonly unreported: number
}

/** Whether nothing is. */
export const isSettled = (unsettled: Unsettled) => Object.values(unsettled).every(count => count === 0)

/**
 * Cheap counts first. Where they say that all is quiet, the dear ones are asked, and then the cheap ones
 * again: what was late may have come, and left something in an outbox.
 */
export async function countUnsettled(pools: Pools): Promise<Unsettled> {
  const cheap = { ...(await countUnderWay(pools)), late: 0, unreported: 0 }
  if (!isSettled(cheap)) return cheap
  const [late, unreported] = await Promise.all([countLate(pools), countUnreported(pools)])
  return { ...(await countUnderWay(pools)), late, unreported }
}

type Pools = Readonly<Record<DatabaseName, pg.Pool> & { reporting?: pg.Pool }>

const outboxCount = '(SELECT count(*) FROM (SELECT FROM outbox LIMIT 10000) AS sample)::integer AS outbox'

/** In the words of the index on open orders, which serves it however many orders there are. */
const openOrderCount = `(SELECT count(*) FROM orders WHERE status IN ('PENDING', 'STOCK_RESERVED', 'PAID', 'CANCEL_PENDING'))::integer`

async function countUnderWay(pools: Pools): Promise<Omit<Unsettled, 'late' | 'unreported'>> {
  const [orders, inventory, payments, shipping] = await Promise.all([
    one<{ open: number; outbox: number }>(pools.orders, `SELECT ${openOrderCount} AS open, ${outboxCount}`),
    one<{ reserved: number; outbox: number }>(
      pools.inventory,
      `SELECT (SELECT coalesce(sum(reserved), 0) FROM products)::float8 AS reserved, ${outboxCount}`,
    ),
    one<{ requests: number; outbox: number }>(
      pools.payments,
      `SELECT (SELECT count(*) FROM gateway_requests)::integer AS requests, ${outboxCount}`,
    ),
    one<{ outbox: number }>(pools.shipping, `SELECT ${outboxCount}`),
  ])
  return {
    openOrders: orders.open,
    outbox: orders.outbox + inventory.outbox + payments.outbox + shipping.outbox,
    gatewayRequests: payments.requests,
    reserved: inventory.reserved,
  }
}

/** Reads whole tables: seconds with a million orders. */
async function countLate(pools: Pools): Promise<number> {
  const [orders, inventory, payments, shipping] = await Promise.all([
    one<{ all: number; late: number }>(
      pools.orders,
      `SELECT count(*)::integer AS all, count(*) FILTER (WHERE status NOT IN ('COMPLETED', 'REJECTED', 'CANCELLED')
         OR status = 'COMPLETED' AND total_amount IS NULL)::integer AS late FROM orders`,
    ),
    one<{ known: number }>(pools.inventory, 'SELECT count(*)::integer AS known FROM reservations'),
    one<{ kept: number }>(
      pools.payments,
      `SELECT count(*) FILTER (WHERE type = 'Captured')::integer
         - count(*) FILTER (WHERE type = 'Refunded')::integer AS kept FROM ledger`,
    ),
    one<{ dispatched: number; cancelled: string[] }>(
      pools.shipping,
      `SELECT count(*) FILTER (WHERE status = 'DISPATCHED')::integer AS dispatched,
         coalesce(array_agg(order_id) FILTER (WHERE status = 'CANCELLED'), '{}') AS cancelled FROM shipments`,
    ),
  ])
  const unheard = await one<{ count: number }>(
    pools.payments,
    `SELECT count(*)::integer AS count FROM unnest($1::text[]) AS cancelled (order_id)
     WHERE NOT EXISTS (SELECT FROM ledger WHERE ledger.order_id = cancelled.order_id)`,
    [shipping.cancelled],
  )
  const uncompensated = Math.max(0, payments.kept - shipping.dispatched)
  return orders.late + Math.max(0, orders.all - inventory.known) + uncompensated + unheard.count
}

/** Whole tables again. What reporting has beyond the owners is for the audit to name. */
async function countUnreported({ orders, inventory, payments, reporting }: Pools): Promise<number> {
  if (reporting === undefined) return 0
  const reported = await one<{ ended: number; captured: number; refunded: number; versions: number }>(
    reporting,
    `SELECT (SELECT coalesce(sum(n), 0) FROM outcomes WHERE outcome <> 'OPEN')::integer AS ended,
       (SELECT coalesce(sum(n), 0) FROM event_counts WHERE type = 'PaymentCaptured')::integer AS captured,
       (SELECT coalesce(sum(n), 0) FROM event_counts WHERE type = 'PaymentRefunded')::integer AS refunded,
       (SELECT coalesce(sum(version), 0) FROM stock)::float8 AS versions`,
  ).catch(error => {
    if (isNoSuchDatabase(error)) return undefined
    throw error
  })
  if (reported === undefined) return 0
  const [ends, money, stock] = await Promise.all([
    one<{ ended: number }>(
      orders,
      `SELECT count(*)::integer AS ended FROM orders WHERE status IN ('COMPLETED', 'REJECTED', 'CANCELLED')`,
    ),
    one<{ captured: number; refunded: number }>(
      payments,
      `SELECT count(*) FILTER (WHERE type = 'Captured')::integer AS captured,
         count(*) FILTER (WHERE type = 'Refunded')::integer AS refunded FROM ledger`,
    ),
    one<{ versions: number }>(
      inventory,
      'SELECT coalesce(sum(version) FILTER (WHERE version > 1), 0)::float8 AS versions FROM products',
    ),
  ])
  const behind = (owned: number, reported: number) => Math.max(0, owned - reported)
  return (
    behind(ends.ended, reported.ended) +
    behind(money.captured, reported.captured) +
    behind(money.refunded, reported.refunded) +
    behind(stock.versions, reported.versions)
  )
}

async function one<Row extends object>(pool: pg.Pool, query: string, values?: unknown[]): Promise<Row> {
  const { rows } = await pool.query<Row>(query, values)
  return rows[0] as Row
}

/** A connection to each of the databases; reporting's if there is one. The caller ends them. */
export function openPools(options: DatabaseOptions): Pools {
  const { postgresUrl, databases } = options
  const names = databaseNames.map(name => [name as string, databases?.[name] ?? name] as const)
  const reporting = reportingName(options)
  const all = reporting === undefined ? names : [...names, ['reporting', reporting] as const]
  const pools = all.map(([name, database]) => {
    const pool = new pg.Pool({
      connectionString: postgresUrl(database),
      application_name: 'audit',
      options: sessionSettings,
      max: 1,
      connectionTimeoutMillis: 10_000,
      query_timeout: 30_000,
    })
    pool.on('error', () => {}) // the next look finds out
    return [name, pool] as const
  })
  return Object.fromEntries(pools) as unknown as Pools
}
