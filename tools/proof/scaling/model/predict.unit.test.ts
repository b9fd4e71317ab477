import { describe, expect, test } from 'vitest'
import { costModel, readCostModel } from './kept.ts'
import { offBy } from './predict.ts'

const [kept, again] = await Promise.all([readCostModel(), costModel()])

test('the committed model is what the committed measurements come to', () => {
  expect(kept).toEqual(again)
})

test('each part is within a quarter of the line that it was fitted to, from batches of one order to hundreds', () => {
  expect(Math.max(...Object.values(kept.cpu).map(({ worst }) => worst))).toBeLessThan(0.25)
})

describe('the runs with one, two and four processes of each service', () => {
  const all = kept.sessions.flatMap(({ predictions }) => predictions)

  test('are all there: on shared processors, and each process held to a share', () => {
    const runs = all.map(({ replicas, share, figure }) => `${replicas} ${share} ${figure}`)
    expect(new Set(runs).size).toBe(12)
    expect(new Set(all.map(({ replicas }) => replicas))).toEqual(new Set([1, 2, 4]))
  })

  test.each(all)('$replicas of each, share $share: $figure is predicted within a fifth', prediction => {
    expect(Math.abs(offBy(prediction))).toBeLessThan(0.2)
  })
})
