import { inspect } from 'node:util'
import { contracts, type EventData } from '@orderflow/events'
import type { Input } from '@orderflow/messaging/decider'
import { decide } from './consumers.ts'
import type { OrderEventType } from './domain/order.ts'
import type { Reporting } from './domain/world.ts'
import { worldOf } from './store.ts'

export const orderId = 'order-1'
export const total = { amount: 1050, currency: 'EUR' }
const items = [{ productId: 'prod-1', quantity: 2 }]

/** Time n of the story: each event a second after the one before. */
export const second = (n: number) => `2026-01-15T10:30:${String(n).padStart(2, '0')}.000Z`

/** What the events say that the tests are about. */
const stated: { readonly [T in OrderEventType]?: Partial<EventData<T>> } = {
  OrderCreated: { customerId: 'customer-1', items, createdAt: second(0) },
  OrderCancellationRequested: { reason: 'CUSTOMER_REQUEST' },
  OrderRejected: { reason: 'CARD_DECLINED' },
  OrderCancelled: { reason: 'CUSTOMER_REQUEST' },
  StockReserved: { total },
  PaymentCaptured: { amount: total },
  PaymentRefunded: { amount: total },
}

/** What an event says: its schema's example, of the order of these tests. */
function dataOf(type: OrderEventType): object {
  const { examples } = contracts[type].schema as { readonly examples: readonly [object] }
  return { ...examples[0], orderId, ...stated[type] }
}

/** The events of an order's life, the first at second 0, each a second after the one before. */
export const story = (...types: readonly OrderEventType[]): Input[] =>
  types.map((type, n) => ({
    id: `event-${n}`,
    type,
    data: dataOf(type),
    at: '2026-02-01T00:00:00.000Z',
    correlationId: 'correlation-1',
    initiator: 'customer',
    event: { topic: `${type}.v1`, source: '/services/test', time: second(n), sequence: n + 1 },
  }))

/** How orders end, as the saga's events tell it. */
export const stories = {
  completed: story(
    'OrderCreated',
    'StockReserved',
    'PaymentCaptured',
    'ShipmentDispatched',
    'OrderCompleted',
  ),
  declined: story('OrderCreated', 'StockReserved', 'PaymentDeclined', 'OrderRejected', 'StockReleased'),
  undeliverable: story(
    'OrderCreated',
    'StockReserved',
    'PaymentCaptured',
    'ShipmentFailed',
    'OrderCancelled',
    'PaymentRefunded',
  ),
  cancelled: story(
    'OrderCreated',
    'OrderCancellationRequested',
    'StockReserved',
    'ShipmentCancelled',
    'OrderCancelled',
  ),
}

/** Decides and keeps, as the shell does. */
export function when(world: Reporting, input: Input): void {
  decide[input.type as OrderEventType](world, input as Input<never>)
  for (const rows of Object.values(world)) rows.commit(input)
}

/** All that some events leave, in one batch: rows that are not zero, sorted. */
export function left(events: readonly Input[], world = worldOf()): Record<string, unknown[]> {
  for (const event of events) when(world, event)
  return Object.fromEntries(
    Object.entries(world).map(([name, rows]) => [
      name,
      changedIn(rows)
        .map(row => ('added' in row ? { ...row, added: (row.added as string[]).toSorted() } : row))
        .filter(row => !('n' in row) || row.n !== 0)
        .toSorted((a, b) => (inspect(a) < inspect(b) ? -1 : 1)),
    ]),
  )
}

const changedIn = (rows: Reporting[keyof Reporting]): readonly object[] =>
  'changes' in rows ? rows.changes().map(({ row }) => row) : rows.inserted()
