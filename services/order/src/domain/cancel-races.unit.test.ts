import { describe, expect, test } from 'vitest'
import { total } from '../domain.fixture.ts'
import { arrivals, type Ending, strayEndings } from '../endings.fixture.ts'
import type { Order } from './order.ts'
import type { Inputs } from './transitions.ts'

/** A saga that a wish to cancel crosses. Which ending it has depends on what the order hears of first. */
interface Crossed {
  readonly outcome: string
  readonly events: readonly Inputs[]
  /** Whether shipping grants the wish: only then ShipmentCancelled follows it. */
  readonly granted: boolean
  /** The event that ends the order, if the wish has not come before it. */
  readonly ends?: Inputs
  readonly inTime: (reason: string) => Ending
  readonly tooLate?: Ending
}

const cancelled = (price: Order['total']) => (reason: string) => ({
  order: { status: 'CANCELLED' as const, reason, total: price },
  told: ['OrderCancellationRequested', 'OrderCancelled'],
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
    tooLate: { order: { status: 'REJECTED', reason: 'OUT_OF_STOCK', total: null }, told: ['OrderRejected'] },
  },
  {
    outcome: 'crossed by a declined payment',
    events: ['StockReserved', 'PaymentDeclined'],
    granted: true,
    ends: 'PaymentDeclined',
    inTime: cancelled(total),
    tooLate: { order: { status: 'REJECTED', reason: 'CARD_DECLINED', total }, told: ['OrderRejected'] },
  },
  {
    outcome: 'too late: it was dispatched',
    events: ['StockReserved', 'PaymentCaptured', 'ShipmentDispatched'],
    granted: false,
    ends: 'ShipmentDispatched',
    inTime: () => ({
      order: { status: 'COMPLETED', reason: null, total },
      told: ['OrderCancellationRequested', 'OrderCompleted'],
    }),
    tooLate: { order: { status: 'COMPLETED', reason: null, total }, told: ['OrderCompleted'] },
  },
  {
    outcome: 'too late: its shipment has failed',
    events: ['StockReserved', 'PaymentCaptured', 'ShipmentFailed'],
    granted: false,
    ends: 'ShipmentFailed',
    inTime: () => ({
      order: { status: 'CANCELLED', reason: 'UNDELIVERABLE_ADDRESS', total },
      told: ['OrderCancellationRequested', 'OrderCancelled'],
    }),
    tooLate: {
      order: { status: 'CANCELLED', reason: 'UNDELIVERABLE_ADDRESS', total },
      told: ['OrderCancelled'],
    },
  },
]

describe.each([
  ['CancelOrder', 'CUSTOMER_REQUEST'],
  ['DeadlinePassed', 'DEADLINE_EXCEEDED'],
] as const)('%s', (wish, reason) => {
  const twice = (...events: Inputs[]) => arrivals([...events, ...events])
  const isBefore = (first: Inputs, second?: Inputs) => (arrived: Inputs[]) =>
    second === undefined || arrived.indexOf(first) < arrived.indexOf(second)

  test.each(crossed)('$outcome, with every event twice', ({ events, granted, ends, inTime, tooLate }) => {
    // Shipping's word comes of the wish, so never before it, and never where the order was at its end.
    const asked = twice(...events, wish, ...(granted ? (['ShipmentCancelled'] as const) : []))
      .filter(isBefore(wish, ends))
      .filter(isBefore(wish, granted ? 'ShipmentCancelled' : undefined))
    expect(asked.length).toBeGreaterThan(0)
    expect(strayEndings(asked, inTime(reason), reason)).toEqual(new Map())

    if (ends === undefined || tooLate === undefined) return
    const refused = twice(...events, wish).filter(isBefore(ends, wish))
    expect(refused.length).toBeGreaterThan(0)
    expect(strayEndings(refused, tooLate)).toEqual(new Map())
  })
})

test('a person and a deadline wish for the same: shipping is asked once, for the first of them', () => {
  const told = ['OrderCancellationRequested', 'OrderCancelled']
  const events = ['StockReserved', 'PaymentCaptured', 'CancelOrder', 'DeadlinePassed', 'ShipmentCancelled']
  const all = arrivals(events as Inputs[])
  for (const [first, reason] of [
    ['CancelOrder', 'CUSTOMER_REQUEST'],
    ['DeadlinePassed', 'DEADLINE_EXCEEDED'],
  ] as const) {
    const arrived = all.filter(
      inputs =>
        inputs.find(input => input === 'CancelOrder' || input === 'DeadlinePassed') === first &&
        inputs.indexOf(first) < inputs.indexOf('ShipmentCancelled'),
    )
    expect(arrived).toHaveLength(40)
    const ending = { order: { status: 'CANCELLED', reason, total }, told } as const
    expect(strayEndings(arrived, ending, reason)).toEqual(new Map())
  }
})
