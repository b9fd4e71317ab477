import pino from 'pino'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createCommitter, type OffsetsByTopicPartition } from './committer.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const offsets = (...of: number[]): OffsetsByTopicPartition => ({
  topics: [
    { topic: 'a', partitions: of.map((offset, partition) => ({ partition, offset: String(offset) })) },
  ],
})
const flat = (...of: number[]) =>
  of.map((offset, partition) => ({ topic: 'a', partition, offset: String(offset) }))

function given() {
  let done = offsets()
  const commitOffsets = vi.fn(async (_: unknown) => {})
  const committer = createCommitter({ commitOffsets }, pino({ enabled: false }))
  const commit = (...of: number[]) => {
    done = offsets(...of)
    committer.commit(() => done)
  }
  return { commitOffsets, committer, commit }
}

test('commits the newest offsets once, within a second of the first', async () => {
  const { commitOffsets, commit } = given()
  commit(1, 5)
  await vi.advanceTimersByTimeAsync(900)
  commit(3, 7)
  await vi.advanceTimersByTimeAsync(99)
  expect(commitOffsets).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  expect(commitOffsets.mock.calls).toEqual([[flat(3, 7)]])
})

test('what counts is what is done and not committed at the moment of the commit', async () => {
  const { commitOffsets, committer } = given()
  let partitions = [
    { partition: 0, offset: '4' },
    { partition: 1, offset: '8' },
  ]
  committer.commit(() => ({ topics: [{ topic: 'a', partitions }] }))
  partitions = partitions.slice(1) // another member has partition 0 now
  await committer.flush()
  expect(commitOffsets.mock.calls).toEqual([[[{ topic: 'a', partition: 1, offset: '8' }]]])
})

test('a flush commits at once, and nothing is committed twice', async () => {
  const { commitOffsets, committer, commit } = given()
  commit(1)
  await committer.flush()
  await committer.flush()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(commitOffsets.mock.calls).toEqual([[flat(1)]])
})

test('with nothing left to commit, the broker is not asked', async () => {
  const { commitOffsets, committer, commit } = given()
  commit()
  await committer.flush()
  expect(commitOffsets).not.toHaveBeenCalled()
})

test('a commit that fails is left to the next one', async () => {
  const { commitOffsets, committer, commit } = given()
  commitOffsets.mockRejectedValueOnce(new Error('the group rebalances'))
  commit(1)
  await expect(committer.flush()).resolves.toBeUndefined()
  commit(1, 5) // kafkajs still counts the first one as uncommitted
  await vi.advanceTimersByTimeAsync(1_000)
  expect(commitOffsets.mock.calls).toEqual([[flat(1)], [flat(1, 5)]])
})

test('a consumer that has left its group has nothing to commit', async () => {
  const { committer } = given()
  committer.commit(() => {
    throw new TypeError('no group')
  })
  await expect(committer.flush()).resolves.toBeUndefined()
})

test('an offset that is held keeps those after it of its partition back, until it is done', async () => {
  const { commitOffsets, committer, commit } = given()
  const [four, six] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  committer.hold('a', 0, '6', six.promise)
  committer.hold('a', 0, '4', four.promise)
  commit(9, 9)
  await committer.flush()
  four.resolve()
  await vi.advanceTimersByTimeAsync(1_000)
  commit(12, 12)
  six.resolve()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(commitOffsets.mock.calls).toEqual([[flat(4, 9)], [flat(6, 9)], [flat(12, 12)]])
})

test('one that is given up stays held: its record is to be delivered again', async () => {
  const { commitOffsets, committer, commit } = given()
  committer.hold('a', 0, '4', Promise.reject(new Error('given up')))
  await vi.advanceTimersByTimeAsync(0)
  commit(9)
  await committer.flush()
  expect(commitOffsets.mock.calls).toEqual([[flat(4)]])
})
