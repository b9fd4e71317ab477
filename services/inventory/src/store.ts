import type { Statement, Tx } from '@orderflow/messaging/database'
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
    ...insertReservations(reservations.inserted()),
    ...updateReservations(reservations.updated()),
    ...updateProducts(products.updated()),
    ...insertAdjustments(adjustments.inserted()),
  ],

  conclude: newQuantities,
  setAside: rememberSetAside,
}

const productIdOf = ({ productId }: { productId: string }) => productId

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

function insertReservations(reservations: readonly Reservation[]): Statement[] {
  if (reservations.length === 0) return []
  const sorted = reservations.toSorted((a, b) => (a.orderId < b.orderId ? -1 : 1))
  return [
    {
      name: 'reservations-insert',
      text: `INSERT INTO reservations (order_id, status, lines, version)
           SELECT * FROM unnest($1::text[], $2::text[], $3::jsonb[], $4::integer[])`,
      values: [
        sorted.map(r => r.orderId),
        sorted.map(r => r.status),
        sorted.map(r => JSON.stringify(r.lines)),
        sorted.map(r => r.version),
      ],
    },
  ]
}

function updateReservations(reservations: readonly Reservation[]): Statement[] {
  if (reservations.length === 0) return []
  return [
    {
      name: 'reservations-update',
      text: `UPDATE reservations r SET status = n.status, version = n.version
           FROM unnest($1::text[], $2::text[], $3::integer[]) AS n (order_id, status, version)
           WHERE r.order_id = n.order_id`,
      values: [
        reservations.map(r => r.orderId),
        reservations.map(r => r.status),
        reservations.map(r => r.version),
      ],
    },
  ]
}

function updateProducts(products: readonly Product[]): Statement[] {
  if (products.length === 0) return []
  return [
    {
      name: 'products-update',
      text: `UPDATE products p SET available = n.available, reserved = n.reserved, sold = n.sold, version = n.version
           FROM unnest($1::text[], $2::integer[], $3::integer[], $4::integer[], $5::bigint[])
             AS n (product_id, available, reserved, sold, version)
           WHERE p.product_id = n.product_id`,
      values: [
        products.map(productIdOf),
        products.map(p => p.available),
        products.map(p => p.reserved),
        products.map(p => p.sold),
        products.map(p => p.version),
      ],
    },
  ]
}

function insertAdjustments(adjustments: readonly Adjustment[]): Statement[] {
  if (adjustments.length === 0) return []
  return [
    {
      name: 'adjustments-insert',
      text: `INSERT INTO adjustments (adjustment_id, product_id, delta, reason, at)
           SELECT * FROM unnest($1::uuid[], $2::text[], $3::integer[], $4::text[], $5::timestamptz[])`,
      values: [
        adjustments.map(a => a.adjustmentId),
        adjustments.map(productIdOf),
        adjustments.map(a => a.delta),
        adjustments.map(a => a.reason),
        adjustments.map(a => a.at),
      ],
    },
  ]
}
