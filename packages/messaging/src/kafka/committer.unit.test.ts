import type { Consumer } from 'kafkajs'
import pino from 'pino'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createCommitter } from './committer.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** What the broker is told: the offset after the last one that is done. */
const flat = (...of: number[]) =>
  of.map((offset, partition) => ({ topic: 'a', partition, offset: String(offset + 1) }))

function given() {
  const commitOffsets = vi.fn(async (_: unknown) => {})
  const committer = createCommitter({ commitOffsets } as unknown as Consumer, pino({ enabled: false }))
  return { commitOffsets, committer }
}

test('commits the newest offsets once, within 250 ms of the first', async () => {
  const { commitOffsets, committer } = given()
  committer.done('a', 0, '1')
  committer.done('a', 1, '5')
  await vi.advanceTimersByTimeAsync(200)
  committer.done('a', 0, '3')
  committer.done('a', 1, '7')
  await vi.advanceTimersByTimeAsync(49)
  expect(commitOffsets).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  expect(commitOffsets.mock.calls).toEqual([[flat(3, 7)]])
})

test('a flush commits at once, and nothing is committed twice', async () => {
  const { commitOffsets, committer } = given()
  committer.done('a', 0, '1')
  await committer.flush()
  await committer.flush()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(commitOffsets.mock.calls).toEqual([[flat(1)]])
})

test('a commit that fails is left to the next one', async () => {
  const { commitOffsets, committer } = given()
  commitOffsets.mockRejectedValueOnce(new Error('the group rebalances'))
  committer.done('a', 0, '1')
  await expect(committer.flush()).resolves.toBeUndefined()
  committer.done('a', 0, '2')
  await vi.advanceTimersByTimeAsync(250)
  expect(commitOffsets.mock.calls).toEqual([[flat(1)], [flat(2)]])
})
