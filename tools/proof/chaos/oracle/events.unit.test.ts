import { expect, it } from 'vitest'
import { compare } from './effects.ts'
import { tallyEvents } from './events.ts'
import type { TopicRecord } from './read-topics.ts'

const record = (topic: string, key: string, id: string, sequence = 1): TopicRecord => ({
  topic,
  partition: 0,
  offset: '0',
  key,
  value: null,
  headers: { ce_id: id, ce_sequence: String(sequence) },
})

function seen(...records: TopicRecord[]) {
  const tally = tallyEvents(key => key.startsWith('poison-'))
  for (const one of records) tally.add(one)
  return tally.seen()
}

it('tells an event that was sent twice from an effect that happened twice', () => {
  const captured = 'payment.captured.v1'
  expect(seen(record(captured, 'o-1', 'a'), record(captured, 'o-1', 'a'))).toMatchObject({
    records: 2,
    duplicates: 1,
    doubled: [],
  })
  expect(seen(record(captured, 'o-1', 'a'), record(captured, 'o-1', 'b'))).toMatchObject({
    duplicates: 0,
    doubled: [expect.stringContaining('o-1: two events on payment.captured.v1')],
  })
})

it('leaves out what the fault put there, and topics that carry no events', () => {
  expect(
    seen(
      record('payment.captured.v1', 'poison-1', 'a'),
      record('payment.captured.v1.shipping.dlq', 'o-1', 'b'),
    ),
  ).toMatchObject({ records: 0 })
})

it('sees versions of a key that step back, and not those of a resend', () => {
  const adjusted = (id: string, version: number) => record('inventory.adjusted.v1', 'prod-1', id, version)
  expect(seen(adjusted('a', 2), adjusted('b', 5), adjusted('a', 2), adjusted('b', 5)).disordered).toEqual([])
  expect(seen(adjusted('b', 5), adjusted('a', 2)).disordered).toEqual([
    'inventory.adjusted.v1 prod-1: version 2 after 5',
  ])
})

it('sees events that are missing, and events without their effect', () => {
  const facts = {
    orderId: 'o-1',
    order: { saga: 1, status: 'COMPLETED', total: 1n, currency: 'EUR', overdue: false },
    reservation: 'SOLD',
    payment: {
      versions: [1, 2],
      types: ['CaptureRequested', 'Captured'],
      cleared: false,
      amount: 1n,
      currency: 'EUR',
      mislabelled: 0,
    },
    shipments: ['DISPATCHED'],
  }
  const topics = [
    'order.created.v1',
    'stock.reserved.v1',
    'payment.captured.v1',
    'shipment.dispatched.v1',
    'order.completed.v1',
  ]
  const all = topics.map(topic => record(topic, 'o-1', topic))
  expect(compare(facts, seen(...all))).toEqual({ lost: [], unfounded: [] })
  expect(compare(facts, seen(...all.slice(0, 4))).lost).toEqual(['o-1: no event on order.completed.v1'])
  expect(compare(facts, seen(...all.slice(1))).lost).toEqual(['o-1: no event on order.created.v2'])
  expect(compare(facts, seen(...all, record('payment.refunded.v1', 'o-1', 'x'))).unfounded).toEqual([
    'o-1: an event on payment.refunded.v1 and no such effect',
  ])
})
