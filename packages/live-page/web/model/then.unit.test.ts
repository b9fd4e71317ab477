import { expect, test } from 'vitest'
import type { Past } from '../../src/api.ts'
import { intervalAt, thenOf, timesOf } from './then.ts'

const from = '2026-01-15T10:30:00.000Z'
const at = (seconds: number) => Date.parse(from) + seconds * 1_000

const past: Past = {
  from,
  step: 10,
  placed: [20, null, 0],
  completed: [10, null, 30],
  rejected: [0, null, 0],
  cancelled: [5, null, 0],
  p50Ms: [100, null, null],
  p99Ms: [900, null, null],
  orders: {
    total: [20, null, 20],
    open: [5, null, 0],
    completed: [10, null, 15],
    rejected: [0, null, 0],
    cancelled: [5, null, 5],
  },
  revenue: [{ currency: 'EUR', captured: ['1000', null, '2000'], refunded: ['0', null, '10'] }],
  events: { OrderCreated: [20, null, null] },
  lag: { order: [3, null, null] },
  deadLetters: { 'order.created.v1.payment.dlq': [1, null, 0] },
}

test('a moment is in one interval, the last one if it is not over, and in none of another time', () => {
  expect([-1, 0, 9.9, 10, 29, 30, 49.9, 50].map(seconds => intervalAt(past, at(seconds)))).toEqual([
    undefined,
    0,
    0,
    1,
    2,
    2,
    2,
    undefined,
  ])
  expect(intervalAt({ ...past, placed: [] }, at(0))).toBeUndefined()
  expect(timesOf(past)).toEqual([at(0), at(10), at(20)])
})

test('an interval is told in the terms of now: how things stood at its end, and what came in it, a second', () => {
  const { frame, sample, ...when } = thenOf(past, 0)
  expect(when).toEqual({ from: at(0), to: at(10) })
  expect(frame).toMatchObject({
    at: '2026-01-15T10:30:10.000Z',
    orders: { total: 20, open: 5, completed: 10, rejected: 0, cancelled: 5 },
    revenue: [{ currency: 'EUR', captured: '1000', refunded: '0' }],
    sagaMs: { p50: 100, p99: 900, n: 15 },
    lag: { order: 3 },
    deadLetters: { 'order.created.v1.payment.dlq': 1 },
  })
  expect(sample).toMatchObject({ created: 2, completed: 1, cancelled: 0.5, events: { OrderCreated: 2 } })
})

test('what is not known is no zero', () => {
  const { frame, sample } = thenOf(past, 1)
  expect(frame).toMatchObject({ orders: null, revenue: [], sagaMs: null, lag: null, deadLetters: null })
  expect([sample.created, sample.events.OrderCreated]).toEqual([Number.NaN, Number.NaN])
  const none = { ...past, deadLetters: {} }
  expect([0, 1].map(n => thenOf(none, n).frame.deadLetters)).toEqual([{}, null])
})
