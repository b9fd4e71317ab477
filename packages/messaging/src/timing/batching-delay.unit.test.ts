import { expect, test, vi } from 'vitest'
import { batchingDelayMs, createRound } from './batching-delay.ts'

test('a single order is never kept waiting, however slow the machine', () => {
  expect(batchingDelayMs(1, 80)).toBe(0)
  expect(batchingDelayMs(15, 80)).toBe(0)
})

test('under load the rest grows with the round, up to a tenth of a second', () => {
  expect(batchingDelayMs(100, 10)).toBe(30)
  expect(batchingDelayMs(100, 20)).toBe(60)
  expect(batchingDelayMs(500, 900)).toBe(100)
})

test('a backlog is worked off without a rest', () => {
  expect(batchingDelayMs(1_000, 900)).toBe(0)
})

/** Work that takes so long, on the clock that the round reads. */
const taking = (milliseconds: number) => () => new Promise<void>(resolve => setTimeout(resolve, milliseconds))

test('parts at work together are one round, and it rests once, when the last of them is done', async () => {
  vi.useFakeTimers()
  const round = createRound(new AbortController().signal)
  const done: string[] = []
  const parts = [
    round.part(10, taking(5)).then(() => done.push('first')),
    round.part(10, taking(20)).then(() => done.push('last')),
  ]
  await vi.advanceTimersByTimeAsync(79)
  expect(done).toEqual(['first'])
  await vi.advanceTimersByTimeAsync(1)
  expect(done).toEqual(['first', 'last'])

  const small = round.part(15, taking(20)) // what was before does not count
  await vi.advanceTimersByTimeAsync(20)
  await Promise.all([...parts, small])
  vi.useRealTimers()
})

test('who stops waits for no rest, and a part that fails says so at once', async () => {
  const stopping = new AbortController()
  stopping.abort()
  await createRound(stopping.signal).part(100, taking(30))

  const failing = createRound(new AbortController().signal).part(100, () => Promise.reject(new Error('gone')))
  await expect(failing).rejects.toThrow('gone')
})

test('what may wait for others is gathered for so long, and no backlog is', async () => {
  vi.useFakeTimers()
  const round = createRound(new AbortController().signal, 100)
  const done: string[] = []
  const small = round.part(1, taking(5)).then(() => done.push('small'))
  await vi.advanceTimersByTimeAsync(104)
  expect(done).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(done).toEqual(['small'])
  const backlog = round.part(5_000, taking(5)).then(() => done.push('backlog'))
  await vi.advanceTimersByTimeAsync(5)
  expect(done).toEqual(['small', 'backlog'])
  await Promise.all([small, backlog])
  vi.useRealTimers()
})
