import { type Input, Rows } from '@orderflow/messaging'
import { describe, expect, test } from 'vitest'
import { decide } from '../consumers.ts'
import type { IdempotencyKey, Order, Orders } from './order.ts'
import type { Progress } from './transitions.ts'

const orderId = 'order-1'
const at = '2026-01-15T10:30:00.000Z'
const total = { amount: 3000, currency: 'EUR' }

const data: Partial<Record<Progress, Record<string, unknown>>> = {
  StockReserved: { orderId, total },
  StockRejected: { orderId, reason: 'OUT_OF_STOCK' },
  PaymentCaptured: { orderId, amount: total },
  PaymentDeclined: { orderId, reason: 'CARD_DECLINED' },
  ShipmentDispatched: { orderId },
  ShipmentFailed: { orderId, reason: 'UNDELIVERABLE_ADDRESS' },
}

const outcomes: {
  outcome: string
  events: Progress[]
  order: Partial<Order>
  told: string
}[] = [
  {
    outcome: 'completed',
    events: ['StockReserved', 'PaymentCaptured', 'ShipmentDispatched'],
    order: { status: 'COMPLETED', reason: null, total },
    told: 'OrderCompleted',
  },
  {
    outcome: 'rejected by stock',
    events: ['StockRejected'],
    order: { status: 'REJECTED', reason: 'OUT_OF_STOCK', total: null },
    told: 'OrderRejected',
  },
  {
    outcome: 'declined',
    events: ['StockReserved', 'PaymentDeclined'],
    order: { status: 'REJECTED', reason: 'CARD_DECLINED', total },
    told: 'OrderRejected',
  },
  {
    outcome: 'shipment failed',
    events: ['StockReserved', 'PaymentCaptured', 'ShipmentFailed'],
    order: { status: 'CANCELLED', reason: 'UNDELIVERABLE_ADDRESS', total },
    told: 'OrderCancelled',
  },
]

/** There is no order between topics: the events of one saga, each delivered twice, in every order. */
function arrivals(events: readonly Progress[]): Progress[][] {
  if (events.length === 0) return [[]]
  return [...new Set(events)].flatMap(first => {
    const rest = events.toSpliced(events.indexOf(first), 1)
    return arrivals(rest).map(tail => [first, ...tail])
  })
}

function pendingOrder(): Orders {
  const order: Order = {
    orderId,
    customerId: 'customer-1',
    items: [{ productId: 'prod-1', quantity: 2 }],
    currency: 'EUR',
    destinationCountry: null,
    status: 'PENDING',
    reason: null,
    total: null,
    correlationId: 'correlation-1',
    version: 1,
    deadlineAt: at,
    createdAt: at,
    updatedAt: at,
  }
  return {
    orders: new Rows<Order>(o => o.orderId, [order]),
    idempotencyKeys: new Rows<IdempotencyKey>(({ key }) => key),
  }
}

function play(events: readonly Progress[]) {
  const world = pendingOrder()
  const told = events.flatMap(type => {
    const input = { id: type, type, data: data[type], at, correlationId: 'c', initiator: 'customer' }
    const decision = decide[type](world, input as Input<never>)
    world.orders.commit(input)
    return decision.events ?? []
  })
  return { order: world.orders.get(orderId), told }
}

describe.each(outcomes)('$outcome', ({ events, order, told }) => {
  const once = arrivals(events).map(arrived => ({ arrived, order: arrived.join(', ') }))
  const twice = arrivals([...events, ...events])

  test.each(once)('after $order', ({ arrived }) => {
    const result = play(arrived)
    expect(result.order).toMatchObject(order)
    expect(result.told.map(event => event.type)).toEqual([told])
  })

  test(`with every event twice, in all ${twice.length} orders of arrival`, () => {
    for (const arrived of twice) {
      const result = play(arrived)
      expect(result.order, arrived.join(', ')).toMatchObject(order)
      expect(
        result.told.map(event => event.type),
        arrived.join(', '),
      ).toEqual([told])
      // What is published carries the version at which it became true, never a later one.
      expect(result.told[0]?.sequence).toBeLessThanOrEqual(result.order?.version as number)
    }
  })
})
