import { arrivals } from '@orderflow/messaging/testing/arrivals'
import { describe, expect, test } from 'vitest'
import { total } from '../domain.fixture.ts'
import { type Ending, strayEndings } from '../endings.fixture.ts'
import type { Order } from './order.ts'
import type { Inputs } from './transitions.ts'

/** A saga that a request to cancel crosses. Which ending it has depends on what the order hears of first. */
interface Crossed {
  readonly outcome: string
  readonly events: readonly Inputs[]
  /** Whether shipping grants the request: only then ShipmentCancelled follows it. */
  readonly granted: boolean
  /** The event that ends the order, if the request has not come before it. */
  readonly ends?: Inputs
  readonly inTime: (reason: string) => Ending
  readonly tooLate?: Ending
}

const cancelled = (price: Order['total']) => (reason: string) => ({
  order: { status: 'CANCELLED' as const, reason, total: price },
  published: ['OrderCancellationRequested', 'OrderCancelled'],
})

const crossed: readonly Crossed[] = [
  { outcome: 'before the reservation', events: [], granted: true, inTime: cancelled(null) },
  {
    outcome: 'before the payment',
    events: ['StockReserved'],
    granted: true,
    inTime: cancelled(total),
  },
  {
    outcome: 'before the shipment, and what was paid comes back',
    events: ['StockReserved', 'PaymentCaptured'],
    granted: true,
    inTime: cancelled(total),
  },
  {
    outcome: 'crossed by a refusal of inventory',
    events: ['StockRejected'],
    granted: true,
    ends: 'StockRejected',
    inTime: cancelled(null),
    tooLate: {
      order: { status: 'REJECTED', reason: 'OUT_OF_STOCK', total: null },
      published: ['OrderRejected'],
    },
  },
  {
    outcome: 'crossed by a declined payment',
    events: ['StockReserved', 'PaymentDeclined'],
    granted: true,
    ends: 'PaymentDeclined',
    inTime: cancelled(total),
    tooLate: { order: { status: 'REJECTED', reason: 'CARD_DECLINED', total }, published: ['OrderRejected'] },
  },
  {
    outcome: 'too late: it was dispatched',
    events: ['StockReserved', 'PaymentCaptured', 'ShipmentDispatched'],
    granted: false,
    ends: 'ShipmentDispatched',
    inTime: () => ({
      order: { status: 'COMPLETED', reason: null, total },
      published: ['OrderCancellationRequested', 'OrderCompleted'],
    }),
    tooLate: { order: { status: 'COMPLETED', reason: null, total }, published: ['OrderCompleted'] },
  },
  {
    outcome: 'too late: its shipment has failed',
    events: ['StockReserved', 'PaymentCaptured', 'ShipmentFailed'],
    granted: false,
    ends: 'ShipmentFailed',
    inTime: () => ({
      order: { status: 'CANCELLED', reason: 'UNDELIVERABLE_ADDRESS', total },
      published: ['OrderCancellationRequested', 'OrderCancelled'],
    }),
    tooLate: {
      order: { status: 'CANCELLED', reason: 'UNDELIVERABLE_ADDRESS', total },
      published: ['OrderCancelled'],
    },
  },
]

describe.each([
  ['CancelOrder', 'CUSTOMER_REQUEST'],
  ['DeadlinePassed', 'DEADLINE_EXCEEDED'],
] as const)('%s', (request, reason) => {
  test.each(crossed)('$outcome, with every event twice', ({ events, granted, ends, inTime, tooLate }) => {
    const isInTime = (arrived: readonly Inputs[]) =>
      arrived.includes(request) &&
      (ends === undefined || !arrived.slice(0, arrived.indexOf(request)).includes(ends))
    const all = [
      ...arrivals<Inputs>([...events, request, 'ShipmentCancelled'], 2, (next, arrived) =>
        next === 'ShipmentCancelled' ? granted && isInTime(arrived) : true,
      ),
    ]
    expect(new Set(all.map(isInTime)).size).toBe(tooLate === undefined ? 1 : 2)

    const expected = (arrived: readonly Inputs[]) =>
      isInTime(arrived) || tooLate === undefined ? inTime(reason) : tooLate
    expect(strayEndings(all, expected, reason)).toEqual(new Map())
  })
})

test('a person and a deadline ask for the same: shipping is asked once, for the first of them', () => {
  const reasons = { CancelOrder: 'CUSTOMER_REQUEST', DeadlinePassed: 'DEADLINE_EXCEEDED' } as const
  for (const first of ['CancelOrder', 'DeadlinePassed'] as const) {
    const isCancelRequest = (input: Inputs) => Object.hasOwn(reasons, input)
    const all = arrivals<Inputs>(
      ['StockReserved', 'PaymentCaptured', 'CancelOrder', 'DeadlinePassed', 'ShipmentCancelled'],
      1,
      (next, arrived) =>
        next === first || arrived.includes(first) || !(isCancelRequest(next) || next === 'ShipmentCancelled'),
    )
    expect(strayEndings(all, () => cancelled(total)(reasons[first]), reasons[first])).toEqual(new Map())
  }
})
