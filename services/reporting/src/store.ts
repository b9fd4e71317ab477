import { type Columns, insertRows, type Statement, type Tx, updateRows } from '@orderflow/messaging/database'
import { type Input, Rows, type Store } from '@orderflow/messaging/decider'
import {
  addDurations,
  addEventCounts,
  addMinutes,
  addOutcomes,
  addPlacements,
  addRevenue,
} from './counters.ts'
import { Arrivals } from './domain/arrivals.ts'
import { isMadeOf, type Order } from './domain/order.ts'
import { placementsOf } from './domain/tallies.ts'
import type { Reporting, StockDeletion, StockLevel } from './domain/world.ts'
import { type JourneyRow, journeysOf } from './journey-rows.ts'

/**
 * Read models as rows. However many events a batch has: one statement to load, and one for each table that it
 * changes. Counters are added to, in key order and after the orders are locked, so that replicas never deadlock.
 */
export const store: Store<Reporting> = {
  memory: {
    keeps: input => orderIdOf(input) !== undefined,
    knows({ orders }, input) {
      const order = orders.get(orderIdOf(input) as string)
      return order !== undefined && isMadeOf(order, input.id)
    },
  },

  load: async (tx, inputs) =>
    worldOf(await lockOrders(tx, [...new Set(inputs.flatMap(input => orderIdOf(input) ?? []))])),

  save: world => {
    const journeys = journeysOf(world.journeys.inserted())
    const placed = (order: Order) => ({ ...order, journeys: journeys.ofOrder(order.orderId) })
    return [
      ...insertOrders(world.orders.inserted().toSorted(byOrder).map(placed)),
      ...updateOrders(world.orders.updated().map(placed)),
      ...journeys.rows.map(insertJourney),
      ...writeStock(world.stock.inserted()),
      ...addEventCounts(world.eventCounts.inserted()),
      ...addOutcomes(world.outcomes.inserted()),
      ...addRevenue(world.revenue.inserted()),
      ...addMinutes(world.minutes.inserted()),
      ...addDurations(world.durations.inserted()),
      ...addPlacements(placementsOf(world.orders)),
      ...noteChangedLast(world.orders.changes().map(({ row }) => row)),
    ]
  },
}

/** What a batch works on, given the orders that are there already. */
export const worldOf = (orders: Iterable<Order> = []): Reporting => ({
  orders: new Rows(({ orderId }) => orderId, orders),
  journeys: new Arrivals(),
  stock: new Rows(({ productId }) => productId),
  eventCounts: new Rows(({ type }) => type),
  outcomes: new Rows(({ outcome, reason }) => `${outcome} ${reason}`),
  revenue: new Rows(({ currency }) => currency),
  minutes: new Rows(({ minute }) => minute),
  durations: new Rows(({ ended, outcome, bucket }) => `${ended} ${outcome} ${bucket}`),
})

/** Undefined for what is of no order. */
const orderIdOf = ({ data }: Pick<Input, 'data'>) => (data as { readonly orderId?: string }).orderId

type OrderRow = Omit<Order, 'placed' | 'added' | 'captured' | 'refunded'> & {
  readonly captured: string
  readonly refunded: string
}

async function lockOrders(tx: Tx, orderIds: readonly string[]): Promise<Order[]> {
  if (orderIds.length === 0) return []
  const { rows } = await tx.query<OrderRow>({
    name: 'orders-lock',
    text: `SELECT order_id AS "orderId", status, reason,
             CASE WHEN total_amount IS NOT NULL
                  THEN json_build_object('amount', total_amount, 'currency', total_currency) END AS total,
             captured::text, refunded::text, dispatches, created_at AS "createdAt", updated_at AS "updatedAt", ended_at AS "endedAt",
             events::text AS known
           FROM orders WHERE order_id = ANY ($1) ORDER BY order_id FOR UPDATE`,
    values: [orderIds],
  })
  return rows.map(row => ({
    ...row,
    captured: BigInt(row.captured),
    refunded: BigInt(row.refunded),
    placed: null,
    added: [],
  }))
}

const byOrder = (a: Order, b: Order) => (a.orderId < b.orderId ? -1 : 1)

/** What of an order may change. */
const orderColumns: Columns<Order> = {
  order_id: ['text', o => o.orderId],
  status: ['text', o => o.status],
  reason: ['text', o => o.reason],
  total_amount: ['bigint', o => o.total?.amount ?? null],
  total_currency: ['text', o => o.total?.currency ?? null],
  captured: ['bigint', o => o.captured],
  refunded: ['bigint', o => o.refunded],
  dispatches: ['integer', o => o.dispatches],
  created_at: ['timestamptz', o => o.createdAt],
  updated_at: ['timestamptz', o => o.updatedAt],
  ended_at: ['timestamptz', o => o.endedAt],
}

/** What only its OrderCreated says; null where this batch has none: it is not read back. */
const placedColumns: Columns<Order> = {
  customer_id: ['text', o => o.placed?.customerId ?? null],
  items: ['jsonb', o => (o.placed === null ? null : JSON.stringify(o.placed.items))],
  correlation_id: ['text', o => o.placed?.correlationId ?? null],
}

/** An order with the rows of journeys that hold what this batch has brought of it. */
type PlacedOrder = Order & { readonly journeys: readonly string[] }

/** What is added to; arrays go as texts, since an array of arrays has no ragged ends. */
const eventsAdded: Writable = ['text', o => `{${o.added}}`]
const journeysAdded: Writable = ['text', o => `{${o.journeys}}`]
type Writable = readonly [type: string, value: (order: PlacedOrder) => unknown]

const keptWhereNull = (columns: Columns<Order>): Columns<Order> =>
  Object.fromEntries(
    Object.entries(columns).map(([name, [type, value]]) => [
      name,
      [type, value, `coalesce(n.${name}, t.${name})`],
    ]),
  )

const insertOrders = insertRows<PlacedOrder>('orders', {
  ...orderColumns,
  ...placedColumns,
  events: [...eventsAdded, 'events::uuid[]'],
  journeys: [...journeysAdded, 'journeys::uuid[]'],
})
const updateOrders = updateRows<PlacedOrder>('orders', 'order_id', {
  ...orderColumns,
  ...keptWhereNull(placedColumns),
  events: [...eventsAdded, 't.events || n.events::uuid[]'],
  journeys: [...journeysAdded, 't.journeys || n.journeys::uuid[]'],
})

/** One statement each: pg sends bytes as they are, but an array of them as a text of twice their length. */
const insertJourney = ({ key, events }: JourneyRow): Statement => ({
  name: 'journeys-insert',
  text: 'INSERT INTO journeys (first_id, events) VALUES ($1, $2)',
  values: [key, events],
})

function writeStock(rows: readonly (StockLevel | StockDeletion)[]): Statement[] {
  const levels = rows.filter((row): row is StockLevel => !('deleted' in row))
  const gone = rows.filter(row => 'deleted' in row || row.anew === true)
  return [...deleteStock(gone.map(({ productId }) => productId)), ...upsertStock(levels.toSorted(byProduct))]
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

const byProduct = (a: StockLevel, b: StockLevel) => (a.productId < b.productId ? -1 : 1)

const upsertStock = insertRows<StockLevel>(
  'stock',
  {
    product_id: ['text', s => s.productId],
    available: ['bigint', s => s.available],
    reserved: ['bigint', s => s.reserved],
    sold: ['bigint', s => s.sold],
    version: ['bigint', s => s.version],
    updated_at: ['timestamptz', s => s.updatedAt],
  },
  `ON CONFLICT (product_id) DO UPDATE SET available = excluded.available, reserved = excluded.reserved,
     sold = excluded.sold, version = excluded.version, updated_at = excluded.updated_at
   WHERE t.version < excluded.version`,
)

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
