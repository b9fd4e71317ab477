import type { Decide } from '@orderflow/messaging/decider'
import type { Published } from '@orderflow/messaging/events'
import type { Order, OrderEvent, OrderStatus, Orders } from '@orderflow/order/domain/order.ts'
import { changeService, type Flaw, type Mutant, wrongDecision } from './mutate.ts'

/** Moves an order as the real decisions do, but where the bug wants it. */
function move(
  { orders }: Orders,
  order: Order,
  status: OrderStatus,
  event: (sequence: number) => OrderEvent,
) {
  const version = order.version + 1
  orders.set({ ...order, status, version })
  return { events: [event(version)] }
}

const completed =
  (orderId: string, completedAt: string) =>
  (sequence: number): OrderEvent => ({ type: 'OrderCompleted', sequence, data: { orderId, completedAt } })

const inStatus =
  (
    status: OrderStatus,
    flaw: (world: Orders, order: Order, at: string) => ReturnType<Flaw<Orders, unknown>>,
  ) =>
  (): Flaw<Orders, { readonly orderId: string }> =>
  (world, { data, at }) => {
    const order = world.orders.get(data.orderId)
    return order?.status === status ? flaw(world, order, at) : undefined
  }

export const orderMutants: readonly Mutant[] = [
  wrongDecision(
    'order-ignores-failed-shipment',
    'a default case in the order ignores ShipmentFailed',
    'order',
    ['ShipmentFailed'],
    () => () => ({ ignored: 'late' }),
  ),
  wrongDecision(
    'order-deadline-completes',
    'the deadline of a paid order completes it',
    'order',
    ['DeadlinePassed'],
    inStatus('PAID', (world, order, at) => move(world, order, 'COMPLETED', completed(order.orderId, at))),
  ),
  wrongDecision(
    'order-completed-by-payment',
    'an order is COMPLETED when it is paid, before its dispatch',
    'order',
    ['PaymentCaptured'],
    inStatus('STOCK_RESERVED', (world, order, at) =>
      move(world, order, 'COMPLETED', completed(order.orderId, at)),
    ),
  ),
  wrongDecision(
    'order-two-ends',
    'StockRejected ends an order that waits for the word on its cancellation',
    'order',
    ['StockRejected'],
    inStatus('CANCEL_PENDING', (world, order, rejectedAt) =>
      move(world, order, 'REJECTED', sequence => {
        const data = { orderId: order.orderId, reason: 'OUT_OF_STOCK', rejectedAt }
        return { type: 'OrderRejected', sequence, data }
      }),
    ),
  ),
  wrongDecision<Orders>(
    'order-cancelled-at-once',
    'an order is CANCELLED by the request alone: shipping is told, not asked',
    'order',
    ['CancelOrder', 'DeadlinePassed'],
    real => (world, input) => {
      const decision = real(world, input)
      const order = world.orders.get(input.data.orderId)
      if (order?.status !== 'CANCEL_PENDING') return decision
      const { orderId, version: sequence } = order
      world.orders.set({ ...order, status: 'CANCELLED', version: sequence + 1 })
      const data = { orderId, reason: 'CUSTOMER_REQUEST', cancelledAt: input.at }
      const cancelled = { type: 'OrderCancelled', sequence: sequence + 1, data } as const
      return { ...decision, events: [...(decision.events ?? []), cancelled] }
    },
  ),
  {
    name: 'order-key-forgotten',
    bug: 'the Idempotency-Key is checked, and never kept',
    mutate: system => changeService(system, 'order', () => ({ keepsReplies: false })),
  },
  wrongDecision(
    'order-late-is-impossible',
    'an order that was dispatched before its cancellation does not expect the dispatch any more',
    'order',
    ['ShipmentDispatched'],
    inStatus('CANCEL_PENDING', () => {
      throw new Error('ShipmentDispatched cannot happen to an order that is CANCEL_PENDING')
    }),
  ),
  ...([1, 2] as const).map(setting =>
    wrongDecision<Orders>(
      `order-goes-by-saga-${setting}`,
      `the version of the saga that new orders go by, ${setting}, decides orders of the other too`,
      'order',
      ['StockReserved'],
      real => (world, input) => {
        const order = world.orders.get(input.data.orderId)
        if (order === undefined || order.saga === setting) return undefined
        const get = (orderId: string) => (orderId === order.orderId ? { ...order, saga: setting } : undefined)
        const set = (row: Order) => world.orders.set({ ...row, saga: order.saga })
        return real({ ...world, orders: { get, set } as Orders['orders'] }, input)
      },
    ),
  ),
  {
    name: 'order-saga-2-told-to-all',
    bug: 'an order of saga 2 is told in version 2 of OrderCreated too, whose readers take it for one of saga 1',
    mutate: system =>
      changeService(system, 'order', ({ decide, contracts }) => ({
        decide: { ...decide, PlaceOrder: toldInAll(decide.PlaceOrder as Decide<Orders, unknown>) },
        contracts: { ...contracts, published: type => contracts.published(type).map(sayingTheFirst) },
      })),
  },
]

/** Without its choice of versions: every one that is published tells it. */
const toldInAll =
  (real: Decide<Orders, unknown>): Decide<Orders, unknown> =>
  (world, input) => {
    const { events = [], ...decision } = real(world, input)
    return { ...decision, events: events.map(({ versions: _, ...event }) => event) }
  }

/** A downcast that does not mind which version of the saga it leaves unsaid. */
const sayingTheFirst = (version: Published): Published => ({
  ...version,
  downcast: data => (version.version < 3 ? version.downcast({ ...(data as object), saga: 1 }) : data),
})
