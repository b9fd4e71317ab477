import type { Input } from '@orderflow/messaging'
import { describe, expect, test } from 'vitest'
import { decide } from '../consumers.ts'
import { Ledger } from './ledger.ts'
import type { Entry, GatewayAnswer, PaymentStatus } from './payment.ts'

const orderId = 'order-1'
const customerId = 'customer-1'
const at = '2026-01-15T10:30:00.000Z'
const amount = { amount: 1250, currency: 'EUR' }

const requested: Entry = { type: 'CaptureRequested', orderId, customerId, amount, at }
const captured: Entry = { type: 'Captured', orderId, gatewayReference: 'cap-1', at }
const declined: Entry = { type: 'Declined', orderId, reason: 'CARD_DECLINED', at }
const refundRequested: Entry = { type: 'RefundRequested', orderId, at }
const refunded: Entry = { type: 'Refunded', orderId, gatewayReference: 'ref-1', at }

const streams: Record<PaymentStatus | 'none', Entry[]> = {
  none: [],
  PENDING: [requested],
  CAPTURED: [requested, captured],
  DECLINED: [requested, declined],
  REFUND_PENDING: [requested, captured, refundRequested],
  REFUNDED: [requested, captured, refundRequested, refunded],
}

const answer = (rest: object) => ({ orderId, ...rest }) as GatewayAnswer
const inputs = {
  StockReserved: ['StockReserved', { orderId, customerId, lines: [], total: amount, reservedAt: at }],
  ShipmentFailed: ['ShipmentFailed', { orderId, reason: 'UNDELIVERABLE_ADDRESS', failedAt: at }],
  approved: ['GatewayAnswered', answer({ operation: 'capture', result: 'approved', reference: 'cap-1' })],
  declined: [
    'GatewayAnswered',
    answer({ operation: 'capture', result: 'declined', reason: 'CARD_DECLINED' }),
  ],
  refunded: ['GatewayAnswered', answer({ operation: 'refund', result: 'approved', reference: 'ref-1' })],
} as const
type Name = keyof typeof inputs

function when(ledger: Ledger, name: Name) {
  const [type, data] = inputs[name]
  const input = { id: `a ${name}`, type, data, at, correlationId: 'c', initiator: 'customer' }
  const decision = decide[type]({ ledger }, input as Input<never>)
  ledger.commit(input)
  return decision
}

const event = (type: string, sequence: number, data: object) => ({ type, sequence, data })

/** What an input appends and publishes, why it is ignored, or what it throws. */
type Effect = { appends: Entry; publishes: object[] } | 'duplicate' | RegExp

const asks = (entry: Entry): Effect => ({ appends: entry, publishes: [] })
const captures: Effect = {
  appends: captured,
  publishes: [
    event('PaymentCaptured', 2, { orderId, customerId, amount, gatewayReference: 'cap-1', capturedAt: at }),
  ],
}
const declines: Effect = {
  appends: declined,
  publishes: [event('PaymentDeclined', 2, { orderId, reason: 'CARD_DECLINED', declinedAt: at })],
}
const refunds: Effect = {
  appends: refunded,
  publishes: [event('PaymentRefunded', 4, { orderId, amount, gatewayReference: 'ref-1', refundedAt: at })],
}
const impossible = (status: PaymentStatus) => new RegExp(`cannot happen to the payment of .*${status}$`)
const unknown = /which has no payment$/
const contradiction = /^the gateway now says/

const columns: Name[] = ['StockReserved', 'ShipmentFailed', 'approved', 'declined', 'refunded']
const table: Record<PaymentStatus | 'none', Effect[]> = {
  none: [asks(requested), unknown, unknown, unknown, unknown],
  PENDING: ['duplicate', impossible('PENDING'), captures, declines, impossible('PENDING')],
  CAPTURED: ['duplicate', asks(refundRequested), 'duplicate', contradiction, impossible('CAPTURED')],
  DECLINED: ['duplicate', impossible('DECLINED'), contradiction, 'duplicate', impossible('DECLINED')],
  REFUND_PENDING: ['duplicate', 'duplicate', 'duplicate', contradiction, refunds],
  REFUNDED: ['duplicate', 'duplicate', 'duplicate', contradiction, 'duplicate'],
}
const cells = Object.entries(table).flatMap(([status, effects]) =>
  effects.map((effect, i) => ({ status: status as PaymentStatus, input: columns[i] as Name, effect })),
)

describe('every state against every input', () => {
  test.each(cells)('$status, $input', ({ status, input, effect }) => {
    const ledger = new Ledger(streams[status])
    const before = ledger.get(orderId)

    if (effect instanceof RegExp) expect(() => when(ledger, input)).toThrow(effect)
    else if (effect === 'duplicate') expect(when(ledger, input)).toEqual({ ignored: 'duplicate' })
    else {
      expect(when(ledger, input)).toEqual({ events: effect.publishes })
      expect(ledger.appended()).toMatchObject([
        { entry: effect.appends, version: (before?.version ?? 0) + 1, by: { id: `a ${input}` } },
      ])
      return
    }
    expect(ledger.appended()).toEqual([])
    expect(ledger.get(orderId)).toBe(before)
  })
})

describe('answers of the gateway that repeat and cross', () => {
  test.each([
    { arrivals: ['approved'], status: 'CAPTURED', kept: 1250 },
    { arrivals: ['approved', 'approved', 'approved'], status: 'CAPTURED', kept: 1250 },
    { arrivals: ['declined', 'declined'], status: 'DECLINED', kept: 0 },
    { arrivals: ['approved', 'ShipmentFailed', 'approved'], status: 'REFUND_PENDING', kept: 1250 },
    { arrivals: ['approved', 'ShipmentFailed', 'refunded'], status: 'REFUNDED', kept: 0 },
    {
      arrivals: ['approved', 'ShipmentFailed', 'ShipmentFailed', 'refunded', 'approved', 'refunded'],
      status: 'REFUNDED',
      kept: 0,
    },
  ] as { arrivals: Name[]; status: PaymentStatus; kept: number }[])(
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
