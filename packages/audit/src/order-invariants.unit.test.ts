import { describe, expect, it } from 'vitest'
import {
  capturedAsCleared,
  completedIsDispatched,
  hasEnded,
  moneyAddsUp,
  servicesAgree,
} from './order-invariants.ts'
import type { OrderFacts, PaymentStream } from './types.ts'

const paid = (...types: string[]): PaymentStream => ({
  versions: types.map((_, index) => index + 1),
  types,
  cleared: false,
  amount: 700n,
  currency: 'EUR',
  mislabelled: 0,
})
const order = (status: string, total: bigint | null = 700n) => {
  return { saga: 1, status, total, currency: 'EUR', overdue: false }
}
const voided: PaymentStream = { ...paid('Voided'), amount: null, currency: null }
const facts = (more: Partial<OrderFacts>): OrderFacts => ({ orderId: 'o', shipments: [], ...more })

const captured = paid('CaptureRequested', 'Captured')
const declined = paid('CaptureRequested', 'Declined')
const refundPending = paid('CaptureRequested', 'Captured', 'RefundRequested')
const refunded = paid('CaptureRequested', 'Captured', 'RefundRequested', 'Refunded')

const sound: Record<string, OrderFacts> = {
  completed: facts({
    order: order('COMPLETED'),
    reservation: 'SOLD',
    payment: captured,
    shipments: ['DISPATCHED'],
  }),
  'out of stock': facts({ order: order('REJECTED', null), reservation: 'REFUSED' }),
  declined: facts({ order: order('REJECTED'), reservation: 'RELEASED', payment: declined }),
  cancelled: facts({
    order: order('CANCELLED'),
    reservation: 'RELEASED',
    payment: refunded,
    shipments: ['FAILED'],
  }),
  ...Object.fromEntries(
    (
      [
        ['before anything was done', 'BARRED', voided],
        ['after the stock was refused', 'REFUSED', voided],
        ['before payment heard of it', 'RELEASED', voided],
        ['and declined all the same', 'RELEASED', paid('CaptureRequested', 'VoidRequested', 'Declined')],
        ['after it was captured', 'RELEASED', refunded],
        [
          'while it was captured',
          'RELEASED',
          paid('CaptureRequested', 'VoidRequested', 'Captured', 'RefundRequested', 'Refunded'),
        ],
      ] as const
    ).map(([when, reservation, payment]) => [
      `cancelled ${when}`,
      facts({ order: order('CANCELLED'), reservation, payment, shipments: ['CANCELLED'] }),
    ]),
  ),
}
const completed = sound.completed as OrderFacts

const checks = { hasEnded, moneyAddsUp, completedIsDispatched, capturedAsCleared, servicesAgree }
const verdicts = (known: OrderFacts) =>
  Object.fromEntries(
    Object.entries(checks).flatMap(([name, check]) => {
      const detail = check(known)
      return detail === undefined ? [] : [[name, detail]]
    }),
  )

describe('an order', () => {
  it.each(Object.entries(sound))('that is %s breaks nothing', (_, known) => {
    expect(verdicts(known)).toEqual({})
  })

  it.each([
    ['PENDING', {}],
    ['STOCK_RESERVED', { reservation: 'RESERVED', payment: paid('CaptureRequested') }],
    ['PAID', { reservation: 'RESERVED', payment: captured, shipments: ['DISPATCHED'] }],
    ['CANCEL_PENDING', { reservation: 'RESERVED', payment: captured }],
  ])('that is %s breaks only that it should have ended', (status, known) => {
    expect(verdicts(facts({ order: order(status), ...known }))).toEqual({ hasEnded: `is ${status}` })
  })

  it('that is open past its deadline breaks that', () => {
    const late = facts({ order: { ...order('PAID'), overdue: true } })
    expect(verdicts(late)).toEqual({ hasEnded: 'is PAID, past its deadline' })
  })

  it.each<[string, Partial<OrderFacts>, Record<string, string>]>([
    [
      'kept money of a rejected order',
      { order: order('REJECTED'), payment: captured, shipments: [], reservation: 'RELEASED' },
      { moneyAddsUp: 'is REJECTED, captured 700, refunded 0' },
    ],
    [
      'has a refund pending at its end',
      {
        order: order('CANCELLED'),
        payment: refundPending,
        shipments: ['FAILED'],
        reservation: 'RELEASED',
      },
      { moneyAddsUp: 'is CANCELLED, captured 700, refunded 0' },
    ],
    [
      'was charged another price',
      { order: order('COMPLETED', 701n) },
      { moneyAddsUp: 'is COMPLETED with a total of 701 EUR, captured 700, refunded 0 EUR' },
    ],
    [
      'was charged in another currency',
      { payment: { ...captured, currency: 'USD' } },
      { moneyAddsUp: 'is COMPLETED with a total of 700 EUR, captured 700, refunded 0 USD' },
    ],
    [
      'never learned its price',
      { order: order('COMPLETED', null) },
      { moneyAddsUp: 'is COMPLETED with a total of nothing known, captured 700, refunded 0 EUR' },
    ],
    [
      'was captured twice',
      { payment: paid('CaptureRequested', 'Captured', 'Captured') },
      { moneyAddsUp: 'its ledger is CaptureRequested, Captured, Captured' },
    ],
    [
      'has a gap in its ledger',
      { payment: { ...captured, versions: [1, 3] } },
      { moneyAddsUp: 'its ledger has the versions 1, 3' },
    ],
    [
      'has a mislabelled entry',
      { payment: { ...captured, mislabelled: 1 } },
      { moneyAddsUp: 'entries of its ledger that name another order or type: 1' },
    ],
    [
      'asks for less than nothing',
      { payment: { ...captured, amount: -1n } },
      { moneyAddsUp: 'its ledger asks for the amount -1' },
    ],
    [
      'has a tombstone that knows an amount',
      { payment: { ...voided, amount: 700n } },
      { moneyAddsUp: 'its ledger asks for the amount 700' },
    ],
    [
      'was captured for an amount that nobody knows',
      { payment: { ...captured, amount: null } },
      { moneyAddsUp: 'its ledger asks for the amount null' },
    ],
    [
      'waits for its void at its end',
      {
        order: order('CANCELLED'),
        reservation: 'RELEASED',
        payment: paid('CaptureRequested', 'VoidRequested'),
        shipments: ['CANCELLED'],
      },
      { servicesAgree: 'is CANCELLED: reservation RELEASED, payment VOID_PENDING, shipment CANCELLED' },
    ],
    [
      'kept a capture that came after its void',
      {
        order: order('CANCELLED'),
        reservation: 'RELEASED',
        payment: paid('CaptureRequested', 'VoidRequested', 'Captured'),
        shipments: ['CANCELLED'],
      },
      { moneyAddsUp: 'its ledger is CaptureRequested, VoidRequested, Captured' },
    ],
    [
      'was not dispatched',
      { shipments: ['FAILED'] },
      { completedIsDispatched: 'is COMPLETED with 0 dispatched shipments' },
    ],
    [
      'was dispatched twice',
      { shipments: ['DISPATCHED', 'DISPATCHED'] },
      { completedIsDispatched: 'is COMPLETED with 2 dispatched shipments' },
    ],
    [
      'still holds its stock',
      { reservation: 'RESERVED' },
      { servicesAgree: 'is COMPLETED: reservation RESERVED, payment CAPTURED, shipment DISPATCHED' },
    ],
    [
      'was rejected without a reason in stock or payment',
      { order: order('REJECTED', null), reservation: 'REFUSED', payment: declined, shipments: [] },
      { servicesAgree: 'is REJECTED: reservation REFUSED, payment DECLINED, shipment none' },
    ],
  ])('that %s breaks that, and nothing else', (_, change, expected) => {
    expect(verdicts({ ...completed, ...change })).toEqual(expected)
  })

  it('that only another service knows is reported', () => {
    expect(verdicts(facts({ payment: captured }))).toEqual({
      servicesAgree: 'is unknown to the order service: reservation none, payment CAPTURED, shipment none',
    })
  })
})
