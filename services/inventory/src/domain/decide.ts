import type { EventData } from '@orderflow/event-contracts'
import type { Concluded, Decision, Input } from '@orderflow/messaging'
import {
  type AdjustStock,
  type AdjustStockReply,
  type InventoryEvent,
  type Line,
  mostPieces,
  type Product,
  type Reservation,
  type Stock,
} from './stock.ts'

/** Reserves all lines of an order, or none. */
export function reserve(
  { products, reservations }: Stock,
  { data, at }: Input<EventData<'OrderCreated'>>,
): Decision<InventoryEvent> {
  const { orderId, customerId, items, currency } = data
  if (reservations.get(orderId) !== undefined) return { ignored: 'duplicate' }

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
  const amount = priced.reduce((sum, line) => sum + line.quantity * line.unitPrice.amount, 0)
  const total = { amount, currency }
  return {
    events: [
      {
        type: 'StockReserved',
        sequence: 1,
        data: { orderId, customerId, lines: priced, total, reservedAt: at },
      },
    ],
  }
}

/** Gives the pieces of an order back: compensation for a declined payment or a failed shipment. */
export function release(
  { products, reservations }: Stock,
  { type, data, at }: Input<EventData<'PaymentDeclined' | 'ShipmentFailed'>>,
): Decision<InventoryEvent> {
  const reservation = expected(reservations.get(data.orderId), type, data.orderId)
  switch (reservation.status) {
    case 'RELEASED':
      return { ignored: 'duplicate' }
    case 'REFUSED':
    case 'SOLD':
      throw impossible(type, reservation)
    case 'RESERVED': {
      const { orderId, lines } = reservation
      for (const line of lines) {
        products.set(move(products.get(line.productId) as Product, line.quantity, 'reserved', 'available'))
      }
      const sequence = reservation.version + 1
      reservations.set({ ...reservation, status: 'RELEASED', version: sequence })
      return {
        events: [{ type: 'StockReleased', sequence, data: { orderId, lines: [...lines], releasedAt: at } }],
      }
    }
    default:
      return unreachable(reservation.status)
  }
}

/** The pieces have left the house: reserved becomes sold. */
export function sell(
  { products, reservations }: Stock,
  { type, data }: Input<EventData<'ShipmentDispatched'>>,
): Decision<InventoryEvent> {
  const reservation = expected(reservations.get(data.orderId), type, data.orderId)
  switch (reservation.status) {
    case 'SOLD':
      return { ignored: 'duplicate' }
    case 'REFUSED':
    case 'RELEASED':
      throw impossible(type, reservation)
    case 'RESERVED':
      for (const line of reservation.lines) {
        products.set(move(products.get(line.productId) as Product, line.quantity, 'reserved', 'sold'))
      }
      reservations.set({ ...reservation, status: 'SOLD', version: reservation.version + 1 })
      return { events: [] }
    default:
      return unreachable(reservation.status)
  }
}

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
  const room = mostPieces - product.available - product.reserved - product.sold
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
  return undefined
}

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

function expected(reservation: Reservation | undefined, type: string, orderId: string): Reservation {
  if (reservation === undefined) throw new Error(`${type} for order ${orderId}, which never came here`)
  return reservation
}

const impossible = (type: string, { orderId, status }: Reservation) =>
  new Error(`${type} cannot happen to the reservation of order ${orderId}, which is ${status}`)

function unreachable(status: never): never {
  throw new Error(`no decision for a reservation that is ${status}`)
}
