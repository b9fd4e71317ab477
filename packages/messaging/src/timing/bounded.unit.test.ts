import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { aborted, backoff, delay, settledWithin, within } from './bounded.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  // Whatever the way it ended, no timer is left to keep a process alive.
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** Whether the promise is settled after so much time has passed. */
async function settledAfter(milliseconds: number, promise: Promise<unknown>) {
  let settled = false
  void promise.then(() => {
    settled = true
  })
  await vi.advanceTimersByTimeAsync(milliseconds)
  return settled
}

describe('settledWithin', () => {
  test.each([
    ['resolves', () => Promise.resolve('done')],
    ['rejects', () => Promise.reject(new Error('no'))],
  ])('does not wait for the limit when the work %s, and never rejects', async (_, work) => {
    expect(await settledAfter(0, settledWithin(1_000, work()))).toBe(true)
  })

  test('gives up on work that never ends, at the limit and not before', async () => {
    const bounded = settledWithin(1_000, new Promise(() => {}))
    expect(await settledAfter(999, bounded)).toBe(false)
    expect(await settledAfter(1, bounded)).toBe(true)
  })

  test('work that fails after the limit does no harm', async () => {
    const work = Promise.withResolvers<void>()
    const bounded = settledWithin(10, work.promise)
    await vi.advanceTimersByTimeAsync(10)
    await bounded
    work.reject(new Error('too late'))
    await vi.advanceTimersByTimeAsync(0)
  })
})

describe('within', () => {
  test('is what the work is, with nothing left behind', async () => {
    expect(await within(1_000, Promise.resolve('done'))).toBe('done')
    await expect(within(1_000, Promise.reject(new Error('no')))).rejects.toThrow('no')
  })

  test('rejects at the limit; work that fails after it does no harm', async () => {
    const work = Promise.withResolvers<void>()
    const bounded = expect(within(1_000, work.promise)).rejects.toThrow('no answer in time')
    await vi.advanceTimersByTimeAsync(1_000)
    await bounded
    work.reject(new Error('too late'))
    await vi.advanceTimersByTimeAsync(0)
  })
})

describe('delay', () => {
  test('takes its time', async () => {
    const waiting = delay(100)
    expect(await settledAfter(99, waiting)).toBe(false)
    expect(await settledAfter(1, waiting)).toBe(true)
  })

  test('ends when it is aborted', async () => {
    const stopping = new AbortController()
    const waiting = delay(60_000, stopping.signal)
    expect(await settledAfter(10, waiting)).toBe(false)
    stopping.abort()
    expect(await settledAfter(0, waiting)).toBe(true)
  })

  test('does not begin when it is aborted already', async () => {
    expect(await settledAfter(0, delay(60_000, AbortSignal.abort()))).toBe(true)
  })
})

test('aborted resolves once the signal is, at once or later', async () => {
  const stopping = new AbortController()
  const waiting = aborted(stopping.signal)
  expect(await settledAfter(1_000, waiting)).toBe(false)
  stopping.abort()
  expect(await settledAfter(0, waiting)).toBe(true)
  expect(await settledAfter(0, aborted(stopping.signal))).toBe(true)
})

describe('backoff doubles up to its limit, with jitter over the upper half', () => {
  test.each([
    [0, undefined, undefined, 100],
    [1, undefined, undefined, 200],
    [5, undefined, undefined, 3_200],
    [6, undefined, undefined, 5_000],
    [100_000, undefined, undefined, 5_000],
    [0, 50, 1_000, 50],
    [4, 50, 1_000, 800],
    [5, 50, 1_000, 1_000],
  ])('attempt %i from %o ms up to %o ms: at most %i ms', (attempt, first, max, ceiling) => {
    const random = vi.spyOn(Math, 'random').mockReturnValue(0)
    expect(backoff(attempt, first, max)).toBe(ceiling / 2)
    random.mockReturnValue(1 - Number.EPSILON)
    expect(backoff(attempt, first, max)).toBeCloseTo(ceiling)
    expect(backoff(attempt, first, max)).toBeLessThanOrEqual(ceiling)
  })
})
