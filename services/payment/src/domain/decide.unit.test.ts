import { describe, expect, test } from 'vitest'
import { decide } from '../consumers.ts'
import {
  amount,
  at,
  captured,
  customerId,
  declined,
  orderId,
  refunded,
  refundRequested,
  requested,
  requestedOnceCleared,
  streams,
  voided,
  voidRequested,
  when,
} from '../domain.fixture.ts'
import { Ledger } from './ledger.ts'
import type { Entry, PaymentStatus } from './payment.ts'
import type { Inputs, State } from './transitions.ts'

const event = (type: string, sequence: number, data: object) => ({ type, sequence, data })

/** What an input appends and publishes, why it is ignored, or that it throws. */
type Effect = { appends: Entry[]; publishes: object[] } | 'duplicate' | 'late' | 'throws'

const asks = (entry: Entry): Effect => ({ appends: [entry], publishes: [] })
const capturedEvent = (sequence: number) =>
  event('PaymentCaptured', sequence, {
    orderId,
    customerId,
    amount,
    gatewayReference: 'cap-1',
    capturedAt: at,
  })
const declines = (sequence: number): Effect => ({
  appends: [declined],
  publishes: [event('PaymentDeclined', sequence, { orderId, reason: 'CARD_DECLINED', declinedAt: at })],
})
const captures: Effect = { appends: [captured], publishes: [capturedEvent(2)] }
// A capture that lands late is paid back. It is published too: it has happened.
const capturesToRefund: Effect = { appends: [captured, refundRequested], publishes: [capturedEvent(3)] }
const refunds: Effect = {
  appends: [refunded],
  publishes: [event('PaymentRefunded', 4, { orderId, amount, gatewayReference: 'ref-1', refundedAt: at })],
}

const columns = [
  'StockReserved',
  'OrderCleared',
  'ShipmentFailed',
  'ShipmentCancelled',
  'CaptureApproved',
  'CaptureDeclined',
  'RefundApproved',
] as const satisfies Inputs[]
// Written out from the saga, not from the code.
const table: Record<State, Effect[]> = {
  NONE: [asks(requested), asks(requestedOnceCleared), 'throws', asks(voided), 'throws', 'throws', 'throws'],
  PENDING: ['duplicate', 'duplicate', 'throws', asks(voidRequested), captures, declines(2), 'throws'],
  VOID_PENDING: ['duplicate', 'duplicate', 'throws', 'duplicate', capturesToRefund, declines(3), 'throws'],
  CAPTURED: [
    ...(['duplicate', 'duplicate'] as const),
    ...[asks(refundRequested), asks(refundRequested)],
    ...(['duplicate', 'throws', 'throws'] as const),
  ],
  DECLINED: ['duplicate', 'duplicate', 'throws', 'late', 'throws', 'duplicate', 'throws'],
  REFUND_PENDING: ['duplicate', 'duplicate', 'duplicate', 'duplicate', 'duplicate', 'throws', refunds],
  REFUNDED: ['duplicate', 'duplicate', 'duplicate', 'duplicate', 'duplicate', 'throws', 'duplicate'],
  VOIDED: ['late', 'late', 'throws', 'duplicate', 'throws', 'throws', 'throws'],
}
const cells = Object.entries(table).flatMap(([state, effects]) =>
  effects.map((effect, i) => ({ state: state as State, input: columns[i] as Inputs, effect })),
)

describe('every state against every input', () => {
  test('the table is complete', () => {
    expect(Object.keys(decide).sort()).toEqual(
      ['StockReserved', 'OrderCleared', 'ShipmentFailed', 'ShipmentCancelled', 'GatewayAnswered'].sort(),
    )
    expect(cells).toHaveLength(8 * 7)
  })

  test.each(cells)('$state, $input', ({ state, input, effect }) => {
    const ledger = new Ledger(streams[state])
    const before = ledger.get(orderId)

    if (effect === 'throws') {
      const refusal = `${input} cannot happen to the payment of order order-1, which is ${state}`
      expect(() => when(ledger, input)).toThrow(refusal)
    } else if (typeof effect === 'string') expect(when(ledger, input)).toEqual({ ignored: effect })
    else {
      expect(when(ledger, input)).toEqual({ events: effect.publishes })
      expect(ledger.appended()).toMatchObject(
        effect.appends.map((entry, i) => ({
          entry,
          version: (before?.version ?? 0) + 1 + i,
          by: { id: `a ${input}` },
        })),
      )
      return
    }
    expect(ledger.appended()).toEqual([])
    expect(ledger.get(orderId)).toBe(before)
  })
})

test('of an amount only what is known of it is kept and passed on: what else stands in it is whatever its sender likes', () => {
  const ledger = new Ledger([])
  const data = { orderId, customerId, lines: [], total: { ...amount, note: '\u0000' }, reservedAt: at }
  const input = { id: 'i', type: 'StockReserved', data, at, correlationId: 'c', initiator: 'customer' }
  decide.StockReserved({ ledger }, input)
  ledger.commit(input)
  expect(ledger.appended().map(({ entry }) => entry)).toEqual([requested])
})

describe('answers of the gateway that repeat and cross', () => {
  test.each([
    { arrivals: ['CaptureApproved'], status: 'CAPTURED', kept: 1250 },
    { arrivals: ['CaptureApproved', 'CaptureApproved', 'CaptureApproved'], status: 'CAPTURED', kept: 1250 },
    { arrivals: ['CaptureDeclined', 'CaptureDeclined'], status: 'DECLINED', kept: 0 },
    {
      arrivals: ['CaptureApproved', 'ShipmentFailed', 'CaptureApproved'],
      status: 'REFUND_PENDING',
      kept: 1250,
    },
    { arrivals: ['CaptureApproved', 'ShipmentFailed', 'RefundApproved'], status: 'REFUNDED', kept: 0 },
    {
      arrivals: [
        'CaptureApproved',
        'ShipmentFailed',
        'ShipmentFailed',
        'RefundApproved',
        'CaptureApproved',
        'RefundApproved',
      ],
      status: 'REFUNDED',
      kept: 0,
    },
  ] as { arrivals: Inputs[]; status: PaymentStatus; kept: number }[])(
    '$arrivals: $status, captured − refunded = $kept',
    ({ arrivals, status, kept }) => {
      const ledger = new Ledger()
      when(ledger, 'StockReserved')

      const published = arrivals.flatMap(arrival => when(ledger, arrival).events ?? [])

      const payment = ledger.get(orderId)
      expect(payment?.status).toBe(status)
      expect((payment?.captured ?? 0) - (payment?.refunded ?? 0)).toBe(kept)
      const types = published.map(({ type }) => type)
      expect(types).toEqual([...new Set(types)])
    },
  )
})
