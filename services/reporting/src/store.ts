import type { Statement, Tx } from '@orderflow/messaging/database'
import { type Input, Rows, type Store } from '@orderflow/messaging/decider'
import type { Order } from './domain/order.ts'
import type {
  DurationCount,
  EventCount,
  JourneyEvent,
  MinuteCount,
  OutcomeCount,
  Reporting,
  Revenue,
  StockDeletion,
  StockLevel,
} from './domain/world.ts'
import { adderTo } from './sums.ts'

const addEventCounts = adderTo<EventCount>({
  table: 'event_counts',
  keys: { type: 'text' },
  figures: { n: 'bigint' },
})
const addOutcomes = adderTo<OutcomeCount>({
  table: 'outcomes',
  keys: { outcome: 'text', reason: 'text' },
  figures: { n: 'bigint' },
})
const addRevenue = adderTo<Revenue>({
  table: 'revenue',
  keys: { currency: 'text' },
  figures: { captured: 'numeric', refunded: 'numeric' },
})
const addMinutes = adderTo<MinuteCount>({
  table: 'minutes',
  keys: { minute: 'timestamptz' },
  figures: {
    ...{ created: 'bigint', completed: 'bigint', rejected: 'bigint', cancelled: 'bigint' },
    ...{ mispaid: 'bigint', misshipped: 'bigint' },
  },
})
const addDurations = adderTo<DurationCount>({
  table: 'durations',
  keys: { ended: 'timestamptz', outcome: 'text', bucket: 'integer' },
  figures: { n: 'bigint' },
})

/**
 * Read models as rows. However many events a batch has: one statement to load, and one for each table that it
 * changes. Counters are added to, in key order and after the orders are locked, so that replicas never deadlock.
 */
export const store: Store<Reporting> = {
  load: async (tx, inputs) => worldOf(await lockOrders(tx, [...new Set(inputs.flatMap(orderIdOf))])),

  save: world => [
    ...insertOrders(world.orders.inserted()),
    ...updateOrders(world.orders.updated()),
    ...insertJourneys(world.journeys.inserted()),
    ...writeStock(world.stock.inserted()),
    ...addEventCounts(world.eventCounts.inserted()),
    ...addOutcomes(world.outcomes.inserted()),
    ...addRevenue(world.revenue.inserted()),
    ...addMinutes(world.minutes.inserted()),
    ...addDurations(world.durations.inserted()),
    ...noteChangedLast(world.orders.changes().map(({ row }) => row)),
  ],
}

/** What a batch works on, given the orders that are there already. */
export const worldOf = (orders: Iterable<Order> = []): Reporting => ({
  orders: new Rows(({ orderId }) => orderId, orders),
  journeys: new Rows(({ event }) => event.id),
  stock: new Rows(({ productId }) => productId),
  eventCounts: new Rows(({ type }) => type),
  outcomes: new Rows(({ outcome, reason }) => `${outcome} ${reason}`),
  revenue: new Rows(({ currency }) => currency),
  minutes: new Rows(({ minute }) => minute),
  durations: new Rows(({ ended, outcome, bucket }) => `${ended} ${outcome} ${bucket}`),
})

const orderIdOf = ({ data }: Input) =>
  'orderId' in (data as object) ? [(data as { orderId: string }).orderId] : []

type OrderRow = Omit<Order, 'placed' | 'captured' | 'refunded' | 'createdAt' | 'updatedAt' | 'endedAt'> & {
  readonly captured: string
  readonly refunded: string
  readonly createdAt: Date | null
  readonly updatedAt: Date
  readonly endedAt: Date | null
}

async function lockOrders(tx: Tx, orderIds: readonly string[]): Promise<Order[]> {
  if (orderIds.length === 0) return []
  const { rows } = await tx.query<OrderRow>({
    name: 'orders-lock',
    text: `SELECT order_id AS "orderId", status, reason,
             CASE WHEN total_amount IS NOT NULL
                  THEN json_build_object('amount', total_amount, 'currency', total_currency) END AS total,
             captured::text, refunded::text, dispatches, created_at AS "createdAt", updated_at AS "updatedAt", ended_at AS "endedAt"
           FROM orders WHERE order_id = ANY ($1) ORDER BY order_id FOR UPDATE`,
    values: [orderIds],
  })
  return rows.map(row => ({
    ...row,
    captured: BigInt(row.captured),
    refunded: BigInt(row.refunded),
    createdAt: row.createdAt?.toISOString() ?? null,
    updatedAt: row.updatedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    placed: null,
  }))
}

/** The parts of an order that may change, or come late, as the arrays of a statement. */
const orderColumns = (orders: readonly Order[]): unknown[] => [
  orders.map(o => o.orderId),
  orders.map(o => o.placed?.customerId ?? null),
  orders.map(o => (o.placed === null ? null : JSON.stringify(o.placed.items))),
  orders.map(o => o.placed?.correlationId ?? null),
  orders.map(o => o.status),
  orders.map(o => o.reason),
  orders.map(o => o.total?.amount ?? null),
  orders.map(o => o.total?.currency ?? null),
  orders.map(o => o.captured),
  orders.map(o => o.refunded),
  orders.map(o => o.dispatches),
  orders.map(o => o.createdAt),
  orders.map(o => o.updatedAt),
  orders.map(o => o.endedAt),
]

const orderArrays = `unnest($1::text[], $2::text[], $3::jsonb[], $4::text[], $5::text[], $6::text[], $7::bigint[],
  $8::text[], $9::bigint[], $10::bigint[], $11::integer[], $12::timestamptz[], $13::timestamptz[], $14::timestamptz[])`

function insertOrders(orders: readonly Order[]): Statement[] {
  if (orders.length === 0) return []
  return [
    {
      name: 'orders-insert',
      text: `INSERT INTO orders (order_id, customer_id, items, correlation_id, status, reason, total_amount,
               total_currency, captured, refunded, dispatches, created_at, updated_at, ended_at)
             SELECT * FROM ${orderArrays}`,
      values: orderColumns(orders.toSorted((a, b) => (a.orderId < b.orderId ? -1 : 1))),
    },
  ]
}

function updateOrders(orders: readonly Order[]): Statement[] {
  if (orders.length === 0) return []
  return [
    {
      name: 'orders-update',
      text: `UPDATE orders o SET customer_id = coalesce(n.customer_id, o.customer_id), items = coalesce(n.items, o.items),
               correlation_id = coalesce(n.correlation_id, o.correlation_id), status = n.status, reason = n.reason,
               total_amount = n.total_amount, total_currency = n.total_currency, captured = n.captured,
               refunded = n.refunded, dispatches = n.dispatches, created_at = n.created_at, updated_at = n.updated_at, ended_at = n.ended_at
             FROM ${orderArrays} AS n (order_id, customer_id, items, correlation_id, status, reason, total_amount,
               total_currency, captured, refunded, dispatches, created_at, updated_at, ended_at)
             WHERE o.order_id = n.order_id`,
      values: orderColumns(orders),
    },
  ]
}

function insertJourneys(events: readonly JourneyEvent[]): Statement[] {
  if (events.length === 0) return []
  return [
    {
      name: 'journeys-insert',
      text: `INSERT INTO journeys (event_id, order_id, event)
             SELECT * FROM unnest($1::uuid[], $2::text[], $3::json[])`,
      values: [
        events.map(e => e.event.id),
        events.map(e => e.orderId),
        events.map(e => JSON.stringify(e.event)),
      ],
    },
  ]
}

function writeStock(rows: readonly (StockLevel | StockDeletion)[]): Statement[] {
  const levels = rows.filter((row): row is StockLevel => !('deleted' in row))
  const gone = rows.filter(row => 'deleted' in row || row.anew === true)
  return [...deleteStock(gone.map(({ productId }) => productId)), ...upsertStock(levels)]
}

/** Locked in the order of their keys, as all that writes here does. */
function deleteStock(productIds: readonly string[]): Statement[] {
  if (productIds.length === 0) return []
  return [
    {
      name: 'stock-delete',
      text: `DELETE FROM stock WHERE product_id IN (
               SELECT product_id FROM stock WHERE product_id = ANY ($1) ORDER BY product_id FOR UPDATE)`,
      values: [productIds],
    },
  ]
}

function upsertStock(levels: readonly StockLevel[]): Statement[] {
  if (levels.length === 0) return []
  const sorted = levels.toSorted((a, b) => (a.productId < b.productId ? -1 : 1))
  return [
    {
      name: 'stock-upsert',
      text: `INSERT INTO stock (product_id, available, reserved, sold, version, updated_at)
             SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::timestamptz[])
             ON CONFLICT (product_id) DO UPDATE SET available = excluded.available, reserved = excluded.reserved,
               sold = excluded.sold, version = excluded.version, updated_at = excluded.updated_at
             WHERE stock.version < excluded.version`,
      values: [
        sorted.map(s => s.productId),
        sorted.map(s => s.available),
        sorted.map(s => s.reserved),
        sorted.map(s => s.sold),
        sorted.map(s => s.version),
        sorted.map(s => s.updatedAt),
      ],
    },
  ]
}

/** As many as the stream shows. */
const maxChanged = 20

/** Orders in no list yet are left out, too. The latest first, before those of earlier batches. */
function noteChangedLast(orders: readonly Order[]): Statement[] {
  const ids = orders
    .slice(-maxChanged)
    .map(({ orderId }) => orderId)
    .reverse()
  if (ids.length === 0) return []
  return [
    {
      name: 'changed-last-note',
      text: `UPDATE changed_last SET order_ids = (
               SELECT array_agg(id ORDER BY place) FROM (
                 SELECT id, min(place) AS place FROM unnest($1::text[] || order_ids) WITH ORDINALITY AS u (id, place)
                 GROUP BY id ORDER BY place LIMIT $2) AS newest)`,
      values: [ids, maxChanged],
    },
  ]
}
