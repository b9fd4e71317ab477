import type { EventData } from '@orderflow/events'
import type { Product, Reservation, Stock } from '@orderflow/inventory/domain/stock.ts'
import type { Decision } from '@orderflow/messaging/decider'
import { type Mutant, wrongDecision } from './mutate.ts'

/** Gives the lines of a reservation back, whether or not anything is held for it. */
function giveBack({ products, reservations }: Stock, reservation: Reservation, at: string): Decision {
  for (const { productId, quantity } of reservation.lines) {
    const product = products.get(productId)
    if (product === undefined) continue
    const { available, reserved, version } = product
    products.set({
      ...product,
      available: available + quantity,
      reserved: reserved - quantity,
      version: version + 1,
    })
  }
  const sequence = reservation.version + 1
  reservations.set({ ...reservation, status: 'RELEASED', version: sequence })
  const data = { orderId: reservation.orderId, lines: [...reservation.lines], releasedAt: at }
  return { events: [{ type: 'StockReleased', sequence, data }] }
}

const releasedThough =
  (status: Reservation['status']) =>
  () =>
  (stock: Stock, { data, at }: { data: { readonly orderId: string }; at: string }) => {
    const reservation = stock.reservations.get(data.orderId)
    return reservation?.status === status ? giveBack(stock, reservation, at) : undefined
  }

export const inventoryMutants: readonly Mutant[] = [
  wrongDecision<Stock>(
    'inventory-no-tombstone',
    'a cancellation that comes before its order is ignored by inventory',
    'inventory',
    ['ShipmentCancelled'],
    () =>
      ({ reservations }, { data }) =>
        reservations.get(data.orderId) === undefined ? { ignored: 'late' } : undefined,
  ),
  wrongDecision<Stock, EventData<'OrderCreated'>>(
    'inventory-tombstone-overlooked',
    'an order whose cancellation has come before it is reserved nevertheless',
    'inventory',
    ['OrderCreated'],
    real => (stock, input) => {
      const { orderId } = input.data
      const barred = stock.reservations.get(orderId)
      if (barred?.status !== 'BARRED') return undefined
      const get = (key: string) => (key === orderId ? undefined : stock.reservations.get(key))
      const set = (row: Reservation) => stock.reservations.set({ ...row, version: barred.version + 1 })
      return real({ ...stock, reservations: { get, set } as Stock['reservations'] }, input)
    },
  ),
  wrongDecision(
    'inventory-release-of-nothing',
    'a cancellation releases what was refused and never reserved',
    'inventory',
    ['ShipmentCancelled'],
    releasedThough('REFUSED'),
  ),
  wrongDecision(
    'inventory-release-twice',
    'a compensation releases what another has released',
    'inventory',
    ['ShipmentCancelled', 'PaymentDeclined'],
    releasedThough('RELEASED'),
  ),
  wrongDecision<Stock, EventData<'OrderCreated'>>(
    'inventory-partial-reservation',
    'an order of which only some lines can be had gets those',
    'inventory',
    ['OrderCreated'],
    real =>
      (stock, { data, ...input }) => {
        const items = data.items.filter(({ productId, quantity }) => {
          return (stock.products.get(productId)?.available ?? 0) >= quantity
        })
        return items.length === 0 ? undefined : real(stock, { ...input, data: { ...data, items } })
      },
  ),
  wrongDecision(
    'inventory-sale-ignored',
    'what was dispatched stays reserved',
    'inventory',
    ['ShipmentDispatched'],
    () => () => ({ ignored: 'late' }),
  ),
  wrongDecision<Stock, { readonly productId: string; readonly delta: number; readonly reason: string }>(
    'inventory-adjusted-below-zero',
    'an adjustment takes away more pieces than there are',
    'inventory',
    ['AdjustStock'],
    () =>
      ({ products, adjustments }, { id, data, at }) => {
        const product = products.get(data.productId) as Product
        const { available, version } = product
        products.set({ ...product, available: available + data.delta, version: version + 1 })
        adjustments.set({ adjustmentId: id, ...data, at })
        return { events: [] }
      },
  ),
  wrongDecision<Stock>(
    'inventory-sequence-stands-still',
    'StockReleased carries the sequence of StockReserved',
    'inventory',
    ['PaymentDeclined', 'ShipmentFailed', 'ShipmentCancelled'],
    real => (stock, input) => {
      const { events = [], ...decision } = real(stock, input)
      return { ...decision, events: events.map(event => ({ ...event, sequence: 1 })) }
    },
  ),
]
