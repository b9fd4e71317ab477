import { describe, expect, test } from 'vitest'
import { type Entry, evolve, type Payment, type PaymentStatus } from './payment.ts'

const orderId = 'order-1'
const at = '2026-01-15T10:30:00.000Z'
const amount = { amount: 1250, currency: 'EUR' }

const entries = {
  CaptureRequested: { type: 'CaptureRequested', orderId, customerId: 'customer-1', amount, at },
  Captured: { type: 'Captured', orderId, gatewayReference: 'cap-1', at },
  Declined: { type: 'Declined', orderId, reason: 'CARD_DECLINED', at },
  RefundRequested: { type: 'RefundRequested', orderId, at },
  Refunded: { type: 'Refunded', orderId, gatewayReference: 'ref-1', at },
  VoidRequested: { type: 'VoidRequested', orderId, at },
  Voided: { type: 'Voided', orderId, at },
} as const satisfies { readonly [T in Entry['type']]: Entry }

const stream = (...types: Entry['type'][]) =>
  types.reduce<Payment | undefined>((payment, type) => evolve(payment, entries[type]), undefined)

describe('every stream that is ever written has a state', () => {
  const states: [Entry['type'][], PaymentStatus, number, number][] = [
    [['CaptureRequested'], 'PENDING', 0, 0],
    [['CaptureRequested', 'Captured'], 'CAPTURED', 1250, 0],
    [['CaptureRequested', 'Declined'], 'DECLINED', 0, 0],
    [['CaptureRequested', 'Captured', 'RefundRequested'], 'REFUND_PENDING', 1250, 0],
    [['CaptureRequested', 'Captured', 'RefundRequested', 'Refunded'], 'REFUNDED', 1250, 1250],
    [['CaptureRequested', 'VoidRequested'], 'VOID_PENDING', 0, 0],
    [['CaptureRequested', 'VoidRequested', 'Declined'], 'DECLINED', 0, 0],
    [['CaptureRequested', 'VoidRequested', 'Captured', 'RefundRequested'], 'REFUND_PENDING', 1250, 0],
    [
      ['CaptureRequested', 'VoidRequested', 'Captured', 'RefundRequested', 'Refunded'],
      ...(['REFUNDED', 1250, 1250] as const),
    ],
  ]

  test.each(states)('%j is %s: captured %i, refunded %i', (types, status, captured, refunded) => {
    const version = types.length
    expect(stream(...types)).toEqual({
      orderId,
      customerId: 'customer-1',
      status,
      amount,
      captured,
      refunded,
      version,
    })
  })

  test('a stream that begins with Voided is a tombstone: it knows neither customer nor amount', () => {
    const nothing = { customerId: null, amount: null, captured: 0, refunded: 0 }
    expect(stream('Voided')).toEqual({ orderId, status: 'VOIDED', ...nothing, version: 1 })
  })
})

const streams = {
  NONE: [],
  PENDING: ['CaptureRequested'],
  CAPTURED: ['CaptureRequested', 'Captured'],
  DECLINED: ['CaptureRequested', 'Declined'],
  REFUND_PENDING: ['CaptureRequested', 'Captured', 'RefundRequested'],
  REFUNDED: ['CaptureRequested', 'Captured', 'RefundRequested', 'Refunded'],
  VOID_PENDING: ['CaptureRequested', 'VoidRequested'],
  VOIDED: ['Voided'],
} as const satisfies Record<PaymentStatus | 'NONE', Entry['type'][]>

const legal = [
  'NONE CaptureRequested',
  'NONE Voided',
  'PENDING Captured',
  'PENDING Declined',
  'PENDING VoidRequested',
  'VOID_PENDING Captured',
  'VOID_PENDING Declined',
  'CAPTURED RefundRequested',
  'REFUND_PENDING Refunded',
]
const types = Object.keys(entries) as Entry['type'][]
const illegal = Object.entries(streams)
  .flatMap(([status, before]) => types.map(type => ({ status, before, type })))
  .filter(({ status, type }) => !legal.includes(`${status} ${type}`))

test.each(illegal)('$type cannot follow in a payment that is $status', ({ before, type }) => {
  expect(() => stream(...before, type)).toThrow(`${type} cannot follow in the payment of order order-1`)
})

test('an entry makes a new state and leaves the one before as it was', () => {
  const pending = Object.freeze(stream('CaptureRequested') as Payment)
  expect(evolve(pending, entries.Captured)).not.toBe(pending)
  expect(pending).toMatchObject({ status: 'PENDING', captured: 0, version: 1 })
})
