import { expect, it } from 'vitest'
import { line, niceTop } from './chart.ts'

it('ends scales at round figures', () => {
  expect([1, 1.2, 3, 7, 12, 240, 1_000].map(niceTop)).toEqual([1, 2, 5, 10, 20, 250, 1_000])
})

const times = { at: [0, 10, 20, 30], from: 0, to: 30 }

it('draws each value at its time, and interrupts where nothing is known', () => {
  expect(line([10, 5, null, 0], times, 10)).toBe('M0.0 2.0L100.0 42.5M300.0 83.0h0')
  expect(line([10, undefined, Number.NaN, 10], times, 10)).toBe('M0.0 2.0h0M300.0 2.0h0')
  expect(line([], { ...times, at: [] }, 10)).toBe('')
})

it('leaves out what is not within its times', () => {
  expect(line([10, 10, 10, 10], { ...times, from: 10, to: 20 }, 10)).toBe('M0.0 2.0L300.0 2.0')
})
