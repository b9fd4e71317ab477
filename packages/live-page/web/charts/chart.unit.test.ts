import { expect, it } from 'vitest'
import { line, niceTop } from './chart.ts'

it('ends scales at round figures', () => {
  expect([1, 1.2, 3, 7, 12, 240, 1_000].map(niceTop)).toEqual([1, 2, 5, 10, 20, 250, 1_000])
})

it('draws from the right edge, and interrupts where nothing was measured', () => {
  expect(line([0, undefined, 10, 5], 10)).toBe('M292.4 83.0M297.5 2.0L300.0 42.5')
  expect(line([], 10)).toBe('')
})
