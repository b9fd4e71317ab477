import { expect, test } from 'vitest'
import { chosenFrom, scenarios } from './scenarios.ts'

const names = (only?: string) => chosenFrom(scenarios, only).map(({ name }) => name)

test('a name selects what begins so; without one, everything runs that is not too long for every run', () => {
  expect(names('open-5')).toEqual(['open-50', 'open-500'])
  expect(names('soak')).toEqual(['soak'])
  expect(names()).not.toContain('soak')
  expect(names()).toContain('http-64')
})

test('each scenario has a name of its own', () => {
  expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length)
})
