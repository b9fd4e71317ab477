import { arrivals } from '@orderflow/messaging/testing/arrivals'
import { describe, expect, test } from 'vitest'
import { amount, orderId, when } from '../domain.fixture.ts'
import { Ledger } from './ledger.ts'
import type { PaymentStatus } from './payment.ts'
import type { Inputs } from './transitions.ts'

/** Plays inputs, and sees that no money is ever paid back that was not captured, nor captured twice. */
function play(arrived: readonly Inputs[]) {
  const ledger = new Ledger()
  const published = arrived.flatMap(input => {
    const { events = [] } = when(ledger, input)
    const { captured = 0, refunded = 0 } = ledger.get(orderId) ?? {}
    if (refunded < 0 || refunded > captured || captured > amount.amount) {
      throw new Error(`captured ${captured}, refunded ${refunded} after ${arrived.join(', ')}`)
    }
    return events.map(({ type }) => type)
  })
  return { ledger, payment: ledger.get(orderId), published }
}

/** What has to be there before an input can come. The gateway answers only what it was asked. */
const cause: Partial<Record<Inputs, (played: ReturnType<typeof play>) => boolean>> = {
  CaptureApproved: ({ ledger }) => hasEntry(ledger, 'CaptureRequested'),
  CaptureDeclined: ({ ledger }) => hasEntry(ledger, 'CaptureRequested'),
  RefundApproved: ({ ledger }) => hasEntry(ledger, 'RefundRequested'),
  ShipmentFailed: ({ published }) => published.includes('PaymentCaptured'),
}
const hasEntry = (ledger: Ledger, type: string) => ledger.appended().some(({ entry }) => entry.type === type)

interface Race {
  readonly race: string
  readonly inputs: readonly Inputs[]
  /** All the states in which such a payment may end, with what it has published by then. */
  readonly ends: Readonly<Partial<Record<PaymentStatus, readonly string[]>>>
}

const refunded = ['PaymentCaptured', 'PaymentRefunded']
const races: readonly Race[] = [
  {
    race: 'a cancellation, and a gateway that approves',
    inputs: ['StockReserved', 'ShipmentCancelled', 'CaptureApproved', 'RefundApproved'],
    ends: { VOIDED: [], REFUNDED: refunded },
  },
  {
    race: 'a cancellation, and a gateway that declines',
    inputs: ['StockReserved', 'ShipmentCancelled', 'CaptureDeclined'],
    ends: { VOIDED: [], DECLINED: ['PaymentDeclined'] },
  },
  {
    race: 'of saga 2, a cancellation, and a gateway that approves',
    inputs: ['OrderCleared', 'ShipmentCancelled', 'CaptureApproved', 'RefundApproved'],
    ends: { VOIDED: [], REFUNDED: refunded },
  },
  {
    race: 'a failed shipment',
    inputs: ['StockReserved', 'CaptureApproved', 'ShipmentFailed', 'RefundApproved'],
    ends: { REFUNDED: refunded },
  },
  {
    race: 'a cancellation of an order that is never reserved',
    inputs: ['ShipmentCancelled'],
    ends: { VOIDED: [] },
  },
]

describe('nothing is kept of an order that was undone, whatever comes first, each input twice', () => {
  test.each(races)('$race', ({ inputs, ends }) => {
    const all = [...arrivals(inputs, 2, (next, arrived) => cause[next]?.(play(arrived)) ?? true)]
    const endings = new Map<string, string>()
    for (const arrived of all) {
      const { payment, published } = play(arrived)
      const kept = (payment?.captured ?? 0) - (payment?.refunded ?? 0)
      endings.set(JSON.stringify([payment?.status, published, kept]), arrived.join(', '))
    }
    const expected = Object.entries(ends).map(([status, published]) => JSON.stringify([status, published, 0]))
    expect(Object.fromEntries(endings)).toEqual(
      Object.fromEntries(expected.map(ending => [ending, expect.any(String)])),
    )
  })

  // Shipping fails or cancels an order, never both. If it did, the customer would be paid back once all the same.
  test('a cancellation together with a failed shipment', () => {
    const inputs: Inputs[] = [
      'StockReserved',
      'CaptureApproved',
      'ShipmentCancelled',
      'ShipmentFailed',
      'RefundApproved',
    ]
    const all = arrivals(inputs, 1, (next, arrived) => cause[next]?.(play(arrived)) ?? true)
    for (const arrived of all) {
      const { payment, published } = play(arrived)
      const { status, captured, refunded: back } = payment ?? {}
      const ending = status === 'VOIDED' ? [0, 0, []] : [1250, 1250, refunded]
      expect([captured, back, published], arrived.join(', ')).toEqual(ending)
    }
  })
})

test('a customer whose payment stands is not paid back by anything but a compensation', () => {
  for (const arrived of arrivals<Inputs>(
    ['StockReserved', 'CaptureApproved'],
    3,
    (next, arrived) => cause[next]?.(play(arrived)) ?? true,
  )) {
    const { payment, published } = play(arrived)
    expect(payment).toMatchObject({ status: 'CAPTURED', captured: 1250, refunded: 0 })
    expect(published).toEqual(['PaymentCaptured'])
  }
})
