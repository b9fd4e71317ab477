import { expect, it } from 'vitest'
import type { Frame } from '../../src/api.ts'
import { maxSamples, type Sample, sampleBetween, withSample } from './samples.ts'

const orders = { total: 0, open: 0, completed: 0, rejected: 0, cancelled: 0 }
const frame = (at: string, change: Partial<Frame> = {}): Frame => ({
  at,
  events: {},
  orders,
  revenue: [],
  sagaMs: null,
  stock: [],
  gone: [],
  recent: [],
  lag: null,
  deadLetters: null,
  watch: null,
  ...change,
})

it('turns counters into rates by the time between frames', () => {
  const before = frame('2026-01-15T10:30:00.000Z', { events: { OrderCreated: 10, PaymentCaptured: 5 } })
  const after = frame('2026-01-15T10:30:00.500Z', {
    events: { OrderCreated: 25, PaymentCaptured: 2, OrderRejected: 1 },
    orders: { ...orders, total: 15, open: 14, rejected: 1 },
    sagaMs: { p50: 12, p99: 80, n: 3 },
    lag: { inventory: 7 },
  })
  expect(sampleBetween(before, after)).toEqual({
    at: Date.parse('2026-01-15T10:30:00.500Z'),
    created: 30,
    completed: 0,
    rejected: 2,
    cancelled: 0,
    open: 14,
    // Went back: no change. New: all of it.
    events: { OrderCreated: 30, PaymentCaptured: 0, OrderRejected: 2 },
    p50: 12,
    p99: 80,
    lag: { inventory: 7 },
  })
})

it('makes nothing of a frame that was seen before', () => {
  const seen = frame('2026-01-15T10:30:00.000Z')
  expect(sampleBetween(seen, seen)).toBeUndefined()
  expect(sampleBetween(seen, frame('2026-01-15T10:29:59.000Z'))).toBeUndefined()
})

it('keeps a bounded number of samples, the newest', () => {
  let samples: readonly Sample[] = []
  for (let at = 0; at < maxSamples + 50; at++) samples = withSample(samples, { at } as Sample)
  expect(samples).toHaveLength(maxSamples)
  expect(samples.at(-1)?.at).toBe(maxSamples + 49)
  expect(samples[0]?.at).toBe(50)
})
