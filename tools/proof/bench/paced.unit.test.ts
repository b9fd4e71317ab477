import { expect, test } from 'vitest'
import { paced } from './paced.ts'

/** A clock that only sleeping, or the test, moves on. */
function clock(startMs = 500) {
  let ms = startMs
  return {
    now: () => ms,
    sleep: async (milliseconds: number) => {
      ms += milliseconds
    },
    pass: (milliseconds: number) => {
      ms += milliseconds
    },
  }
}

test('items come at their rate, and each when it is due', async () => {
  const time = clock()
  const seen: [string, number, number][] = []
  for await (const { item, dueMs } of paced('abcd', 100, time)) seen.push([item, dueMs, time.now()])

  expect(seen).toEqual([
    ['a', 500, 500],
    ['b', 510, 510],
    ['c', 520, 520],
    ['d', 530, 530],
  ])
})

test('who is late sends at once, and what is late keeps its due time', async () => {
  const time = clock()
  const seen: [number, number][] = []
  for await (const { dueMs } of paced([1, 2, 3, 4], 100, time)) {
    seen.push([dueMs, time.now()])
    if (seen.length === 1) time.pass(25)
  }

  expect(seen).toEqual([
    [500, 500],
    [510, 525],
    [520, 525],
    [530, 530],
  ])
})

test('a timer that rings early does not make an item early', async () => {
  const time = clock()
  const early = { ...time, sleep: (ms: number) => time.sleep(Math.max(ms / 2, 0.5)) }
  for await (const { dueMs } of paced([1, 2, 3], 100, early)) expect(time.now()).toBeGreaterThanOrEqual(dueMs)
})
