import { type Consumed, decodeEvent, readData } from '@orderflow/messaging/events'
import { describe, expect, test } from 'vitest'
import { contractsOf } from './registry.ts'

const v1 = {
  orderId: 'order-1',
  customerId: 'customer-1',
  items: [{ productId: 'prod-1', quantity: 1 }],
  createdAt: '2026-01-15T10:30:00.000Z',
}

describe('an order of the public version 1 that is beyond the bounds of version 2', () => {
  const readers = [
    { OrderCreated: 2, PaymentDeclined: 1 },
    { OrderCreated: 2, OrderCompleted: 1 },
  ] as const
  const of = (quantity: number, productId: string) => ({ items: [{ productId, quantity }] })

  test.each<[string, object]>([
    ['no order id', { orderId: '' }],
    ['an order id of 101 characters', { orderId: 'x'.repeat(101) }],
    ['an order id of 10 kB', { orderId: 'x'.repeat(10_000) }],
    ['a NUL in the customer', { customerId: 'c\0' }],
    ['half a character in the customer', { customerId: 'c\ud83d' }],
    ['a line break in a product', of(1, 'prod\n1')],
    ['1,001 lines', { items: Array(1_001).fill(v1.items[0]) }],
  ])('%s: is a dead letter of whoever reads it, with the same reason', (_, change) => {
    const read = readers.map(consumes => {
      const contract = contractsOf({ consumes, publishes: {} }).consumed('order.created.v1') as Consumed
      return readData({ ...v1, ...change }, contract)
    })
    expect(read[0]).toMatchObject({ poison: { code: 'UPCAST_INVALID' } })
    expect(read[1]).toEqual(read[0])
  })

  test.each(['.', '..', '/', '%00', '?#&', ' ', 'Größe'])('an id such as "%s" is not', orderId => {
    const contract = contractsOf({ consumes: { OrderCreated: 2 }, publishes: {} }).consumed(
      'order.created.v1',
    )
    expect(readData({ ...v1, orderId }, contract as Consumed)).toMatchObject({ data: { orderId } })
  })
})

describe('the time of an event, in ce_time', () => {
  const contract = contractsOf({ consumes: { OrderCompleted: 1 }, publishes: {} }).consumed(
    'order.completed.v1',
  )

  const decoded = (ce_time: string | undefined) => {
    const data = { orderId: 'order-1', completedAt: v1.createdAt }
    const headers = {
      ce_specversion: '1.0',
      ce_id: '019bc1a2-7c3f-7abc-8def-0123456789ab',
      ce_type: 'OrderCompleted',
      ce_source: '/services/order',
      ce_time,
    }
    const value = Buffer.from(JSON.stringify(data))
    const place = { topic: 'order.completed.v1', partition: 0, offset: '0', timestamp: '1768473000000' }
    return contract && decodeEvent({ ...place, key: Buffer.from('order-1'), value, headers }, contract)
  }

  test.each([
    ['2026-01-15T10:30:00.000Z', '2026-01-15T10:30:00.000Z'],
    ['2026-01-15T12:30:00+02:00', '2026-01-15T10:30:00.000Z'],
    [undefined, '2026-01-15T10:30:00.000Z'],
  ])('%s is read as %s', (time, instant) => {
    expect(decoded(time)).toMatchObject({ event: { time: instant } })
  })

  test.each([
    '2016-12-31T23:59:60Z',
    '2026-01-15 10:30:00',
    '1',
    'Jan 15, 2026',
    '2026-01-15',
    '0001-01-01T00:00:00+23:59',
    '+275760-09-13T00:00:00Z',
  ])('%s is refused, not guessed', time => {
    expect(decoded(time)).toMatchObject({ poison: { code: 'TIME_INVALID' } })
  })
})
