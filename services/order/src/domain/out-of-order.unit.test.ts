import { arrivals } from '@orderflow/messaging/testing/arrivals'
import { describe, expect, test } from 'vitest'
import { total } from '../domain.fixture.ts'
import { type Ending, play, strayEndings } from '../endings.fixture.ts'
import type { Inputs } from './transitions.ts'

/** What an order comes to hear of in one saga, and how it then ends, in whatever order it hears of it. */
const uncontested: readonly (Ending & { readonly outcome: string; readonly events: readonly Inputs[] })[] = [
  {
    outcome: 'completed',
    events: ['StockReserved', 'PaymentCaptured', 'ShipmentDispatched'],
    order: { status: 'COMPLETED', reason: null, total },
    published: ['OrderCompleted'],
  },
  {
    outcome: 'rejected by stock',
    events: ['StockRejected'],
    order: { status: 'REJECTED', reason: 'OUT_OF_STOCK', total: null },
    published: ['OrderRejected'],
  },
  {
    outcome: 'declined',
    events: ['StockReserved', 'PaymentDeclined'],
    order: { status: 'REJECTED', reason: 'CARD_DECLINED', total },
    published: ['OrderRejected'],
  },
  {
    outcome: 'shipment failed',
    events: ['StockReserved', 'PaymentCaptured', 'ShipmentFailed'],
    order: { status: 'CANCELLED', reason: 'UNDELIVERABLE_ADDRESS', total },
    published: ['OrderCancelled'],
  },
]

describe.each(uncontested)('$outcome', ({ events, ...ending }) => {
  const once = [...arrivals(events, 1)].map(arrived => ({ arrived, order: arrived.join(', ') }))
  const twice = [...arrivals(events, 2)]

  test.each(once)('after $order', ({ arrived }) => {
    const { order, published } = play(arrived)
    expect(order).toMatchObject(ending.order)
    expect(published.map(({ type }) => type)).toEqual(ending.published)
  })

  test(`with every event twice, in all ${twice.length} orders of arrival`, () => {
    expect(strayEndings(twice, () => ending)).toEqual(new Map())
  })
})
