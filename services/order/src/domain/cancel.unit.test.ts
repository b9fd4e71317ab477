import { describe, expect, test } from 'vitest'
import { at, data, given, orderId, pseudonym, when } from '../domain.fixture.ts'
import type { OrderStatus } from './order.ts'

const open = ['PENDING', 'STOCK_RESERVED', 'PAID'] as const satisfies OrderStatus[]
const accepted = (status: OrderStatus) => ({ outcome: 'accepted', status })
const refused = (status: OrderStatus, reason: string | null) => ({ outcome: 'refused', status, reason })
const requested = (reason: string) => [
  { type: 'OrderCancellationRequested', sequence: 8, data: { orderId, reason, requestedAt: at } },
]
const unknown = { orderId: 'order-2' }

describe('a person asks for a cancellation', () => {
  test.each(open)('of an order that is %s: shipping is asked, and the person may go', status => {
    expect(when(given(status), 'CancelOrder')).toEqual({
      events: requested('CUSTOMER_REQUEST'),
      reply: accepted('CANCEL_PENDING'),
    })
  })

  test.each([
    ['under their pseudonym', pseudonym],
    ['that holds their own id, from before there were pseudonyms', 'customer-1'],
  ])('of an order of theirs %s', (_, customerId) => {
    const world = given('PAID', { customerId })
    const { reply } = when(world, 'CancelOrder', { orderId, customerId: 'customer-1' })
    expect(reply).toEqual(accepted('CANCEL_PENDING'))
  })

  test('again: the answer is the same, and shipping is not asked again', () => {
    const world = given('PAID')
    when(world, 'CancelOrder')
    const again = { ignored: 'duplicate', reply: accepted('CANCEL_PENDING') }
    expect(when(world, 'CancelOrder')).toEqual(again)

    when(world, 'ShipmentCancelled')
    expect(when(world, 'CancelOrder')).toEqual({ ignored: 'duplicate', reply: accepted('CANCELLED') })
  })

  test.each([
    ['COMPLETED', null],
    ['REJECTED', 'OUT_OF_STOCK'],
    ['REJECTED', 'CARD_DECLINED'],
    ['CANCELLED', 'UNDELIVERABLE_ADDRESS'],
    ['CANCELLED', 'DEADLINE_EXCEEDED'],
  ] as const)('of an order that is %s (%s): refused, and told why', (status, reason) => {
    const world = given(status, { reason })
    expect(when(world, 'CancelOrder')).toEqual({ ignored: 'late', reply: refused(status, reason) })
    expect(world.orders.changes()).toEqual([])
  })

  test('of an order that was dispatched before: refused after all', () => {
    const world = given('PAID')
    when(world, 'CancelOrder')
    when(world, 'ShipmentDispatched')
    expect(when(world, 'CancelOrder').reply).toEqual(refused('COMPLETED', null))
  })

  test.each([
    ['that is not there', unknown],
    ["that is another's", { orderId, customerId: 'customer-2' }],
  ])('of an order %s', (_, asked) => {
    const world = given('PENDING')
    expect(when(world, 'CancelOrder', asked)).toEqual({
      ignored: 'not-ours',
      reply: { outcome: 'unknown-order' },
    })
    expect(world.orders.changes()).toEqual([])
  })
})

describe('a deadline passes', () => {
  test.each(open)(
    'of an order that is %s: it asks for its own cancellation, and nobody is answered',
    status => {
      const world = given(status)
      expect(when(world, 'DeadlinePassed')).toEqual({ events: requested('DEADLINE_EXCEEDED') })
      expect(when(world, 'DeadlinePassed')).toEqual({ ignored: 'duplicate' })
    },
  )

  test('of an order that is not there', () => {
    expect(when(given('PENDING'), 'DeadlinePassed', unknown)).toEqual({ ignored: 'not-ours' })
  })

  test('a person who asks for the same after that is told that it is under way, and later whose request it was', () => {
    const world = given('PAID')
    when(world, 'DeadlinePassed')
    expect(when(world, 'CancelOrder').reply).toEqual(accepted('CANCEL_PENDING'))

    when(world, 'ShipmentCancelled', { ...data.ShipmentCancelled, reason: 'DEADLINE_EXCEEDED' })
    expect(when(world, 'CancelOrder').reply).toEqual(refused('CANCELLED', 'DEADLINE_EXCEEDED'))
  })
})
