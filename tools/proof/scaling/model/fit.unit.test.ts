import { expect, test } from 'vitest'
import { fitLine } from './fit.ts'

const line = (perOrder: number, perRound: number, rounds: readonly number[]) =>
  rounds.map(each => ({ rounds: each, micros: perOrder + perRound * each }))

test('what lies on a line is found, however far apart', () => {
  const { perOrder, perRound, worst } = fitLine(line(250, 400, [0.05, 0.1, 2, 8]))
  expect(perOrder).toBeCloseTo(250, 6)
  expect(perRound).toBeCloseTo(400, 6)
  expect(worst).toBeLessThan(1e-9)
})

test('neither cost is below nothing, and the error is told', () => {
  const falling = fitLine([
    { rounds: 1, micros: 200 },
    { rounds: 2, micros: 100 },
  ])
  expect(falling.perRound).toBe(0)
  expect(falling.perOrder).toBeCloseTo(120, 6)
  expect(falling.worst).toBeCloseTo(0.4, 6)

  const steep = fitLine([
    { rounds: 1, micros: 50 },
    { rounds: 2, micros: 200 },
  ])
  expect(steep.perOrder).toBe(0)
  expect(steep.perRound).toBeGreaterThan(50)
})
