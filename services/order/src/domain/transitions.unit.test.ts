import { Rows } from '@orderflow/messaging/decider'
import { describe, expect, test } from 'vitest'
import { decide } from '../consumers.ts'
import { at, data, events, given, orderId, pseudonym, suspect, total, when } from '../domain.fixture.ts'
import type { Order, OrderStatus, Saga } from './order.ts'
import { type Inputs, sagas, tableOf } from './transitions.ts'

const dated = {
  OrderCleared: 'clearedAt',
  OrderCancellationRequested: 'requestedAt',
  OrderCompleted: 'completedAt',
  OrderRejected: 'rejectedAt',
  OrderCancelled: 'cancelledAt',
}
type Announced = keyof typeof dated

/** What an input does to an order: where it moves and what is told to the others, or why it does not move. */
type Effect = [OrderStatus] | [OrderStatus, Announced] | 'duplicate' | 'late' | 'throws'

const reserved: Effect = ['STOCK_RESERVED']
const cleared: Effect = ['STOCK_RESERVED', 'OrderCleared']
const paid: Effect = ['PAID']
const completed: Effect = ['COMPLETED', 'OrderCompleted']
const rejected: Effect = ['REJECTED', 'OrderRejected']
const cancelled: Effect = ['CANCELLED', 'OrderCancelled']
const asked: Effect = ['CANCEL_PENDING', 'OrderCancellationRequested']

const columns = [...events, 'CancelOrder', 'DeadlinePassed'] as const satisfies Inputs[]

// Written out from the saga, not from the code. The order has a price.
const first: Record<OrderStatus, Effect[]> = {
  PENDING: [reserved, rejected, paid, rejected, completed, cancelled, 'throws', asked, asked],
  STOCK_RESERVED: ['duplicate', 'throws', paid, rejected, completed, cancelled, 'throws', asked, asked],
  PAID: ['late', 'throws', 'duplicate', 'throws', completed, cancelled, 'throws', asked, asked],
  CANCEL_PENDING: [
    ...(['late', 'late', 'late', 'late'] as const),
    ...[completed, cancelled, cancelled],
    ...(['duplicate', 'duplicate'] as const),
  ],
  COMPLETED: ['late', 'throws', 'late', 'throws', 'duplicate', 'throws', 'throws', 'late', 'late'],
  REJECTED: ['late', 'duplicate', 'throws', 'duplicate', 'throws', 'throws', 'throws', 'late', 'late'],
  CANCELLED: ['late', 'late', 'late', 'late', 'throws', 'duplicate', 'duplicate', 'late', 'late'],
}
/** Nothing of a payment comes before the order is cleared. */
const second: typeof first = {
  ...first,
  PENDING: [cleared, rejected, 'throws', 'throws', 'throws', 'throws', 'throws', asked, asked],
}
const cells = ([1, 2] as const).flatMap(saga =>
  Object.entries({ 1: first, 2: second }[saga]).flatMap(([status, effects]) =>
    effects.map((effect, i) => {
      return { saga, status: status as OrderStatus, event: columns[i] as Inputs, effect }
    }),
  ),
)
/** The reasons that a request gives. An event brings its own. */
const reasons: Partial<Record<Inputs, string>> = {
  CancelOrder: 'CUSTOMER_REQUEST',
  DeadlinePassed: 'DEADLINE_EXCEEDED',
}

describe('every status against every input', () => {
  test('the table is complete', () => {
    expect(Object.keys(decide(() => false)).sort()).toEqual([...columns, 'PlaceOrder'].sort())
    expect(cells).toHaveLength(2 * 7 * 9)
  })

  test.each(cells)('saga $saga, $status, $event: $effect', ({ saga, status, event, effect }) => {
    const world = given(status, { saga, total })
    const before = world.orders.get(orderId)

    if (effect === 'throws') {
      expect(() => when(world, event)).toThrow(`${event} cannot happen to order order-1, which is ${status}`)
      expect(world.orders.get(orderId)).toBe(before)
      return
    }
    const { reply: _, ...decision } = when(world, event)
    if (typeof effect === 'string') {
      expect(decision).toEqual({ ignored: effect })
      expect(world.orders.changes()).toEqual([])
      return
    }
    const [next, announced] = effect
    const reason = reasons[event] ?? (data[event].reason as string | undefined) ?? null
    expect(world.orders.updated()).toEqual([
      { ...before, status: next, reason, total, version: 8, updatedAt: at },
    ])
    const because = reason === null ? {} : { reason }
    const also = announced === 'OrderCleared' ? { customerId: pseudonym, total } : {}
    expect(decision).toEqual({
      events: announced
        ? [{ type: announced, sequence: 8, data: { orderId, ...because, ...also, [dated[announced]]: at } }]
        : [],
    })
  })
})

test.each(events)('%s for an order that was never accepted throws', event => {
  const world = { ...given('PENDING'), orders: new Rows<Order>(o => o.orderId) }
  expect(() => when(world, event)).toThrow(`${event} for order order-1, which was never accepted here`)
})

test.each([
  ['PENDING', 'StockReserved', total],
  ['PENDING', 'PaymentCaptured', total],
  ['PENDING', 'ShipmentDispatched', null],
  ['CANCEL_PENDING', 'StockReserved', total],
  ['CANCEL_PENDING', 'PaymentCaptured', total],
  ['CANCEL_PENDING', 'ShipmentDispatched', null],
  ['COMPLETED', 'StockReserved', total],
  ['COMPLETED', 'PaymentCaptured', total],
  ['REJECTED', 'StockReserved', total],
  ['CANCELLED', 'StockReserved', total],
  ['CANCELLED', 'PaymentCaptured', total],
] as const)(
  'an order without a price that is %s learns it from %s if that knows: %j',
  (status, event, price) => {
    const world = given(status, { total: null, reason: 'KEPT' })

    when(world, event)

    expect(world.orders.get(orderId)).toMatchObject({ total: price, version: 8, updatedAt: at })
    if (event !== 'ShipmentDispatched' && status !== 'PENDING')
      expect(world.orders.get(orderId)).toMatchObject({ status, reason: 'KEPT' })
  },
)

test.each(['StockReserved', 'PaymentCaptured'] as const)('the first price stays, whatever %s says', event => {
  const first = { amount: 1, currency: 'USD' }
  const world = given('COMPLETED', { total: first })
  expect(when(world, event)).toEqual({ ignored: 'late' })
  expect(world.orders.get(orderId)?.total).toEqual(first)
})

describe('the check for fraud, of an order of saga 2', () => {
  const reserved = (price: typeof total) => ({ ...data.StockReserved, total: price })
  const asksFor = (reason: string) => [
    { type: 'OrderCancellationRequested', sequence: 8, data: { orderId, reason, requestedAt: at } },
  ]

  test('is passed to the last cent of the limit; a cent more asks shipping, the arbiter, and the price is known', () => {
    const passed = given('PENDING', { saga: 2 })
    expect(when(passed, 'StockReserved', reserved(total)).events).toMatchObject([
      { type: 'OrderCleared', data: { total } },
    ])

    const refused = given('PENDING', { saga: 2 })
    expect(when(refused, 'StockReserved', reserved(suspect))).toEqual({ events: asksFor('FRAUD_SUSPECTED') })
    expect(refused.orders.get(orderId)).toMatchObject({
      status: 'CANCEL_PENDING',
      reason: 'FRAUD_SUSPECTED',
      total: suspect,
    })
    expect(when(refused, 'StockReserved', reserved(suspect))).toEqual({ ignored: 'late' })
    expect(when(refused, 'CancelOrder').reply).toEqual({ outcome: 'accepted', status: 'CANCEL_PENDING' })
    when(refused, 'ShipmentCancelled', { ...data.ShipmentCancelled, reason: 'FRAUD_SUSPECTED' })
    expect(refused.orders.get(orderId)).toMatchObject({ status: 'CANCELLED', reason: 'FRAUD_SUSPECTED' })
  })

  test.each(['CancelOrder', 'DeadlinePassed'] as const)('is not made any more after %s', request => {
    const world = given('PENDING', { saga: 2 })
    when(world, request)
    expect(when(world, 'StockReserved', reserved(total))).toEqual({ events: [] })
    expect(world.orders.get(orderId)).toMatchObject({ status: 'CANCEL_PENDING', total })
  })

  test('is none of an order of saga 1, whatever it costs', () => {
    const world = given('PENDING')
    expect(when(world, 'StockReserved', reserved(suspect))).toEqual({ events: [] })
    expect(world.orders.get(orderId)?.status).toBe('STOCK_RESERVED')
  })
})

test('an order of a version of the saga that this release does not know goes by the newest that it knows', () => {
  const newest = Math.max(...Object.keys(sagas).map(Number)) as Saga
  const saga = (newest + 1) as Saga
  expect(tableOf({ saga })).toBe(sagas[newest].transitions)
  const world = given('PENDING', { saga })
  expect(when(world, 'DeadlinePassed').events).toMatchObject([{ type: 'OrderCancellationRequested' }])
  expect(() => when(given('PENDING', { saga }), 'PaymentCaptured')).toThrow('cannot happen')
})
