import { expect, test } from 'vitest'
import { restMs } from './pace.ts'

test('a single order is never kept waiting, however slow the machine', () => {
  expect(restMs(1, 80)).toBe(0)
  expect(restMs(15, 80)).toBe(0)
})

test('under load the rest grows with the round, up to a tenth of a second', () => {
  expect(restMs(100, 10)).toBe(30)
  expect(restMs(100, 20)).toBe(60)
  expect(restMs(500, 900)).toBe(100)
})

test('a backlog is worked off without a rest', () => {
  expect(restMs(1_000, 900)).toBe(0)
})
