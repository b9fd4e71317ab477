import type { EventData } from '@orderflow/events'
import type { Concluded, Decision, Input } from '@orderflow/messaging/decider'
import { stepFor, unreachable } from '@orderflow/messaging/transitions'
import {
  type AdjustStock,
  type AdjustStockReply,
  type InventoryEvent,
  type Line,
  maxPieces,
  type Product,
  type Reservation,
  type Stock,
} from './stock.ts'
import { type Inputs, transitions } from './transitions.ts'

/** An order has come: reserves all its lines, or none. */
export function onOrderCreated(
  stock: Stock,
  { data, at }: Input<EventData<'OrderCreated'>>,
): Decision<InventoryEvent> {
  const step = stepOf(stock, 'OrderCreated', data.orderId)
  return step === 'reserve' ? reserve(stock, data, at) : { ignored: step }
}

/** Compensation: a declined payment, a failed shipment or a granted cancellation gives the pieces back. */
export const onCompensation =
  (type: 'PaymentDeclined' | 'ShipmentFailed' | 'ShipmentCancelled') =>
  (
    stock: Stock,
    { data: { orderId }, at }: Input<EventData<'PaymentDeclined' | 'ShipmentFailed' | 'ShipmentCancelled'>>,
  ): Decision<InventoryEvent> => {
    const step = stepOf(stock, type, orderId)
    switch (step) {
      case 'release':
        return release(stock, orderId, at)
      case 'bar':
        stock.reservations.set({ orderId, status: 'BARRED', lines: [], version: 1 })
        return { events: [] }
      case 'duplicate':
      case 'late':
        return { ignored: step }
      default:
        return unreachable(step)
    }
  }

/** The pieces have left the house. */
export function onShipmentDispatched(
  stock: Stock,
  { data: { orderId } }: Input<EventData<'ShipmentDispatched'>>,
): Decision<InventoryEvent> {
  const step = stepOf(stock, 'ShipmentDispatched', orderId)
  return step === 'sell' ? sell(stock, orderId) : { ignored: step }
}

function reserve(
  { products, reservations }: Stock,
  { orderId, customerId, items, currency, saga }: EventData<'OrderCreated'>,
  at: string,
): Decision<InventoryEvent> {
  const lines = linePerProduct(items)
  const refusal = whyNot(lines, currency, products)
  if (refusal !== undefined) {
    reservations.set({ orderId, status: 'REFUSED', lines, version: 1 })
    return { events: [{ type: 'StockRejected', sequence: 1, data: { orderId, ...refusal, rejectedAt: at } }] }
  }
  const priced = lines.map(({ productId, quantity }) => {
    const product = products.get(productId) as Product
    products.set(move(product, quantity, 'available', 'reserved'))
    return { productId, quantity, unitPrice: { amount: product.unitPrice, currency } }
  })
  reservations.set({ orderId, status: 'RESERVED', lines, version: 1 })
  const total = { amount: priceOf(lines, products), currency }
  const data = { orderId, customerId, lines: priced, total, saga, reservedAt: at }
  // In one version alone: payment, which reads the first, would capture what is not cleared.
  const versions = [saga === 1 ? 1 : 2] as const
  return { events: [{ type: 'StockReserved', sequence: 1, data, versions }] }
}

function release({ products, reservations }: Stock, orderId: string, at: string): Decision<InventoryEvent> {
  const reservation = reservations.get(orderId) as Reservation
  const { lines } = reservation
  for (const { productId, quantity } of lines) {
    products.set(move(products.get(productId) as Product, quantity, 'reserved', 'available'))
  }
  const sequence = reservation.version + 1
  reservations.set({ ...reservation, status: 'RELEASED', version: sequence })
  return {
    events: [{ type: 'StockReleased', sequence, data: { orderId, lines: [...lines], releasedAt: at } }],
  }
}

function sell({ products, reservations }: Stock, orderId: string): Decision<InventoryEvent> {
  const reservation = reservations.get(orderId) as Reservation
  for (const { productId, quantity } of reservation.lines) {
    products.set(move(products.get(productId) as Product, quantity, 'reserved', 'sold'))
  }
  reservations.set({ ...reservation, status: 'SOLD', version: reservation.version + 1 })
  return { events: [] }
}

const stepOf = <Type extends Inputs>({ reservations }: Stock, type: Type, orderId: string) =>
  stepFor(
    transitions,
    reservations.get(orderId)?.status ?? 'NONE',
    type,
    `the reservation of order ${orderId}`,
  )

/** Changes the available pieces by hand. */
export function adjust(
  { products, adjustments }: Stock,
  { id, data, at }: Input<AdjustStock>,
): Decision<InventoryEvent, AdjustStockReply> {
  const product = products.get(data.productId)
  if (product === undefined) return { ignored: 'not-ours', reply: { outcome: 'unknown-product' } }
  const available = product.available + data.delta
  if (available < 0) {
    return { ignored: 'not-ours', reply: { outcome: 'not-enough', available: product.available } }
  }
  const room = maxPieces - product.available - product.reserved - product.sold
  if (data.delta > room) return { ignored: 'not-ours', reply: { outcome: 'too-many', room } }
  const adjusted = { ...product, available, version: product.version + 1 }
  products.set(adjusted)
  adjustments.set({ adjustmentId: id, ...data, at })
  return { events: [], reply: { outcome: 'adjusted', product: adjusted } }
}

/** The new quantities of every product that a batch has changed: one event each, however often it changed. */
export function newQuantities({ products }: Stock, at: string): Concluded[] {
  return products.changes().map(({ row, by }) => {
    const { productId, available, reserved, sold, version: sequence } = row
    const emission: InventoryEvent = {
      type: 'InventoryAdjusted',
      sequence,
      data: { productId, available, reserved, sold, adjustedAt: at },
    }
    return { emission, by }
  })
}

/** The reason why these lines cannot be reserved, with the first product it is true of. */
function whyNot(lines: readonly Line[], currency: string, products: Stock['products']) {
  if (lines.length === 0) return { reason: 'EMPTY_ORDER' }
  for (const { productId, quantity } of lines) {
    const product = products.get(productId)
    if (product === undefined) return { reason: 'UNKNOWN_PRODUCT', productId }
    if (product.available < quantity) return { reason: 'OUT_OF_STOCK', productId }
    if (product.currency !== currency) return { reason: 'CURRENCY_NOT_OFFERED', productId }
  }
  return Number.isSafeInteger(priceOf(lines, products)) ? undefined : { reason: 'TOTAL_TOO_LARGE' }
}

/** Minor units. Beyond 2^53 − 1, which no amount may be, it is rounded and no safe integer. */
const priceOf = (lines: readonly Line[], products: Stock['products']) =>
  lines.reduce(
    (sum, { productId, quantity }) => sum + quantity * (products.get(productId) as Product).unitPrice,
    0,
  )

function linePerProduct(items: readonly Line[]): Line[] {
  const quantities = new Map<string, number>()
  for (const { productId, quantity } of items) {
    quantities.set(productId, (quantities.get(productId) ?? 0) + quantity)
  }
  return [...quantities].map(([productId, quantity]) => ({ productId, quantity }))
}

type Place = 'available' | 'reserved' | 'sold'

function move(product: Product, quantity: number, from: Place, to: Place): Product {
  return {
    ...product,
    [from]: product[from] - quantity,
    [to]: product[to] + quantity,
    version: product.version + 1,
  }
}
