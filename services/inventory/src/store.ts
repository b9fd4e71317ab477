import { insertRows, type Tx, updateRows } from '@orderflow/messaging/database'
import { type Input, Rows, type Store } from '@orderflow/messaging/decider'
import { rememberSetAside } from '@orderflow/service-kit'
import { newQuantities } from './domain/decide.ts'
import type { Adjustment, AdjustStock, Line, Product, Reservation, Stock } from './domain/stock.ts'

/** Products, reservations and adjustments as rows. */
export const store: Store<Stock> = {
  async load(tx, inputs) {
    const reservations = await lockReservations(tx, inputs.flatMap(orderIdOf))
    const productIds = [
      ...inputs.flatMap(productIdsOf),
      ...reservations.flatMap(r => r.lines.map(productIdOf)),
    ]
    return {
      reservations: new Rows(({ orderId }) => orderId, reservations),
      products: new Rows(productIdOf, await lockProducts(tx, productIds)),
      adjustments: new Rows(({ adjustmentId }) => adjustmentId),
    }
  },

  save: ({ products, reservations, adjustments }) => [
    ...insertReservations(reservations.inserted().toSorted(byOrder)),
    ...updateReservations(reservations.updated()),
    ...updateProducts(products.updated()),
    ...insertAdjustments(adjustments.inserted()),
  ],

  conclude: newQuantities,
  setAside: rememberSetAside,
}

const productIdOf = ({ productId }: { productId: string }) => productId

const byOrder = (a: Reservation, b: Reservation) => (a.orderId < b.orderId ? -1 : 1)

const orderIdOf = ({ type, data }: Input) =>
  type === 'AdjustStock' ? [] : [(data as { orderId: string }).orderId]

function productIdsOf({ type, data }: Input): string[] {
  if (type === 'AdjustStock') return [(data as AdjustStock).productId]
  return type === 'OrderCreated' ? (data as { items: Line[] }).items.map(productIdOf) : []
}

const productColumns = `product_id AS "productId", name, unit_price AS "unitPrice", currency,
  available, reserved, sold, version`

/** All products, or the named ones, without locking them; for queries. */
export async function findProducts(tx: Tx, productIds: readonly string[] | null): Promise<Product[]> {
  const { rows } = await tx.query<Product>({
    name: 'products-find',
    text: `SELECT ${productColumns} FROM products WHERE $1::text[] IS NULL OR product_id = ANY ($1) ORDER BY product_id`,
    values: [productIds],
  })
  return rows
}

async function lockProducts(tx: Tx, productIds: readonly string[]): Promise<Product[]> {
  if (productIds.length === 0) return []
  const { rows } = await tx.query<Product>({
    name: 'products-lock',
    text: `SELECT ${productColumns} FROM products WHERE product_id = ANY ($1) ORDER BY product_id FOR UPDATE`,
    values: [[...new Set(productIds)]],
  })
  return rows
}

async function lockReservations(tx: Tx, orderIds: readonly string[]): Promise<Reservation[]> {
  if (orderIds.length === 0) return []
  const { rows } = await tx.query<Reservation>({
    name: 'reservations-lock',
    text: `SELECT order_id AS "orderId", status, lines, version FROM reservations
           WHERE order_id = ANY ($1) ORDER BY order_id FOR UPDATE`,
    values: [orderIds],
  })
  return rows
}

const insertReservations = insertRows<Reservation>('reservations', {
  order_id: ['text', r => r.orderId],
  status: ['text', r => r.status],
  lines: ['jsonb', r => JSON.stringify(r.lines)],
  version: ['integer', r => r.version],
})

const updateReservations = updateRows<Reservation>('reservations', 'order_id', {
  order_id: ['text', r => r.orderId],
  status: ['text', r => r.status],
  version: ['integer', r => r.version],
})

const updateProducts = updateRows<Product>('products', 'product_id', {
  product_id: ['text', productIdOf],
  available: ['integer', p => p.available],
  reserved: ['integer', p => p.reserved],
  sold: ['integer', p => p.sold],
  version: ['bigint', p => p.version],
})

const insertAdjustments = insertRows<Adjustment>('adjustments', {
  adjustment_id: ['uuid', a => a.adjustmentId],
  product_id: ['text', productIdOf],
  delta: ['integer', a => a.delta],
  reason: ['text', a => a.reason],
  at: ['timestamptz', a => a.at],
})
