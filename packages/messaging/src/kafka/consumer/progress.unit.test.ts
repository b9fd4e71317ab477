import { describe, expect, test } from 'vitest'
import { createProgress, type PartitionEnds } from './progress.ts'

const limits = { stalledMs: 30, patienceMs: 5, portionsPerFetch: 3 }
const ends = (change: Partial<PartitionEnds> = {}): PartitionEnds => {
  return { topic: 't', partition: 0, committed: 10, low: 0, high: 20, ...change }
}
const batch = (
  change: { partition?: number; batchSize?: number; lastOffset?: string; offsetLag?: string } = {},
) => {
  return { topic: 't', partition: 0, batchSize: 1, lastOffset: '10', offsetLag: '0', ...change }
}

/** Looks every 15 ms at what does not change, after `between` each time; the verdict of the last of them. */
function verdict(
  looks: number,
  between: (progress: ReturnType<typeof createProgress>, now: number) => void = () => {},
  at: (look: number) => PartitionEnds = () => ends(),
) {
  const progress = createProgress(limits)
  progress.assigned({ t: [0, 1, 2, 3] })
  let result: string | undefined
  for (let look = 0; look < looks && result === undefined; look++) {
    between(progress, look * 15)
    result = progress.judge([at(look)], look * 15)
  }
  return result
}

test('a partition with records that gets nowhere has stalled, once it has been seen for long enough', () => {
  expect(verdict(2)).toBeUndefined()
  expect(verdict(3)).toBe('t/0 stands still at 10 of 20 for 0.03 s')
})

test('one that never committed has stalled at what is left of it, too', () => {
  expect(verdict(3, undefined, () => ends({ committed: -1, low: 5 }))).toMatch('t/0')
})

describe('has not stalled', () => {
  const looks = 9
  test.each<[string, Parameters<typeof verdict>[1], Parameters<typeof verdict>[2]]>([
    ['an idle topic', undefined, () => ends({ high: 10 })],
    ['an empty topic that nobody read', undefined, () => ends({ committed: -1, low: 0, high: 0 })],
    ['a topic whose records have expired', undefined, () => ends({ committed: 3, low: 20 })],
    ['a partition that moves', undefined, look => ends({ committed: 10 + look })],
    ['a partition that fetches bring', progress => progress.fetched(batch()), undefined],
    ["another member's partition", undefined, () => ends({ partition: 7 })],
    [
      'a batch that waits, and what waits behind it',
      (progress, now) => now === 0 && progress.working(-1),
      undefined,
    ],
    ['short work after long waits', (progress, now) => progress.working(now)(now + 6), undefined],
    [
      'a partition whose turn has not come, because fetches are full',
      progress => {
        for (const partition of [1, 2, 3]) progress.fetched(batch({ partition, offsetLag: '900' }))
      },
      undefined,
    ],
    [
      'a partition with nothing but markers of transactions left',
      (progress, now) => now === 0 && progress.fetched(batch({ batchSize: 0, lastOffset: '19' })),
      undefined,
    ],
    ['a partition that was assigned anew', progress => progress.assigned({ t: [0] }), undefined],
  ])('%s', (_, between, at) => {
    expect(verdict(looks, between, at)).toBeUndefined()
  })
})

test('others that go on, with short batches, do not hide it', () => {
  const others = (progress: ReturnType<typeof createProgress>, now: number) => {
    progress.fetched(batch({ partition: 1 }))
    progress.working(now)(now + 1)
  }
  expect(verdict(3, others)).toMatch('t/0')
})
