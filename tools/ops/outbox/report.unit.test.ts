import { describe, expect, it } from 'vitest'
import { outboxTables, rowPage } from './report.ts'

const now = new Date('2026-03-01T12:00:00Z')
const hold = {
  code: 'MESSAGE_TOO_LARGE',
  reason: 'The request included a message larger than the max message size the server will accept',
  until: 'until `max.message.bytes` is raised',
  since: '2026-03-01T11:30:00.000Z',
  tries: 9,
  nextTry: '2026-03-01T12:04:00.000Z',
}

describe('outboxTables', () => {
  it('says that nothing waits', () => {
    const empty = { service: 'order', unsent: 0, topics: [], keys: [], keysInAll: 0 }
    expect(outboxTables([empty], now)).toBe('Nothing waits in the outboxes.')
  })

  it('has the topics and the keys of each service that waits', () => {
    const topic = { topic: 'order.rejected.v1', rows: 3, since: hold.since }
    const key = { topic: topic.topic, key: 'o-1', seq: '17', rows: 2, quarantined: true, ...hold }
    const payment = {
      service: 'payment',
      unsent: 3,
      topics: [topic, { ...topic, topic: 'gone', rows: 1, held: { ...hold, nextTry: null } }],
      keys: [key],
      keysInAll: 4,
    }
    expect(outboxTables([payment], now)).toMatchInlineSnapshot(`
      "payment: rows that wait: 3
        topic              rows  oldest  tries  next try       held back by
        order.rejected.v1  3     30m
        gone               1     30m     9      when released  MESSAGE_TOO_LARGE
      payment: keys held back: 4, the first 1:
        order.rejected.v1: MESSAGE_TOO_LARGE
        id          key  rows  since  tries  next try
        payment/17  o-1  2     30m    9      in 4m
      See one: npm run outbox -- show payment/17"
    `)
  })
})

it('rowPage says why a row waits, and how it is tried again', () => {
  const row = {
    seq: '17',
    topic: 'order.rejected.v1',
    key: 'o-1',
    since: hold.since,
    headers: { ce_type: 'OrderRejected' },
    valueBase64: Buffer.from('{"a":1}').toString('base64'),
    behind: 1,
    keyHeld: { seq: '17', ...hold },
  }
  expect(rowPage('payment/17', row)).toMatchInlineSnapshot(`
    "payment/17
      topic      order.rejected.v1
      key        o-1
      since      2026-03-01T11:30:00.000Z
      behind it  1 of its key

    Its key waits
      error          MESSAGE_TOO_LARGE
      the broker     The request included a message larger than the max message size the server will accept
      why, or until  until \`max.message.bytes\` is raised
      since          2026-03-01T11:30:00.000Z, 9 tries
      next try       2026-03-01T12:04:00.000Z

    Try again now: npm run outbox -- release payment/17

    Headers
      ce_type  OrderRejected

    Value (JSON)
    {
      "a": 1
    }"
  `)
})
