import { afterEach, expect, test } from 'vitest'
import type { Frame } from '../../src/api.ts'
import { lines } from '../charts/shown.ts'
import { eventRates, frame, latest, recently, samples, shown, takeFrame } from './store.ts'

const began = Date.UTC(2026, 0, 15, 10, 30)
const nothing = {
  events: null,
  orders: null,
  revenue: null,
  sagaMs: null,
  lag: null,
  deadLetters: null,
  watch: null,
}

/** A frame half a second after the one before, with so many orders placed; undefined while the database is away. */
function take(n: number, total: number | undefined): void {
  const orders = { total: total ?? 0, open: 1, completed: 0, rejected: 0, cancelled: 0 }
  const known = total === undefined ? {} : { orders, events: { OrderCreated: total } }
  const at = new Date(began + n * 500).toISOString()
  takeFrame({ ...nothing, stock: [], gone: [], recent: [], ...known, at } satisfies Frame)
}
const placed = () => recently(({ created }) => created)

afterEach(() => {
  samples.value = []
  frame.value = undefined
})

test('while the database is away no rate is known, and what came meanwhile is no burst when it is back', () => {
  for (const n of [0, 1, 2, 3, 4]) take(n, n * 10)
  expect(placed()).toBe(20)
  for (const n of [5, 6, 7, 8]) take(n, undefined)
  expect([placed(), eventRates.value.OrderCreated]).toEqual([Number.NaN, Number.NaN])
  expect(latest.value).toMatchObject({ open: undefined })
  expect(shown.value).toMatchObject({ orders: { total: 40 } })
  for (const n of [9, 10, 11, 12]) take(n, n * 10)
  expect([placed(), eventRates.value.OrderCreated]).toEqual([20, 20])
  const { placed: line } = lines.value
  expect(line.map(value => value ?? null)).toEqual([20, 20, 20, 20, null, null, null, null, 20, 20, 20, 20])
})

test('where no frame came for a while, every line is interrupted', () => {
  for (const n of [0, 1, 2, 60, 61]) take(n, n * 10)
  const { at, placed: rate, open } = lines.value
  expect(rate.map(value => value ?? null)).toEqual([20, 20, null, 20, 20])
  expect(open).toEqual([1, 1, undefined, 1, 1])
  expect(at.map(time => time - began)).toEqual([500, 1_000, 1_000, 30_000, 30_500])
  for (const n of [71, 81]) take(n, n * 10)
  expect(lines.value.open).toEqual([...open, 1, 1])
})
