import { expect, test } from 'vitest'
import { stepsOf } from './mixed-releases.ts'

type Named = Parameters<typeof stepsOf>[0][number] & { readonly name: string }
const steps = (...chain: readonly Named[]) =>
  stepsOf(chain).map(({ release, setsUp }) => release.name + (setsUp ? '' : ' without set-up'))

test('a release is rolled out, back and out again, as far as it can be', () => {
  expect(steps({ name: 'a' }, { name: 'b' })).toEqual(['b', 'a', 'b'])
  expect(steps({ name: 'a' }, { name: 'b', setUpStays: 'why' })).toEqual(['b', 'a without set-up', 'b'])
  const oneWay = { name: 'b', noWayBack: 'why' }
  expect(steps({ name: 'a' }, oneWay, { name: 'c' })).toEqual(['b', 'c', 'b', 'c'])
  expect(steps({ name: 'a' })).toEqual([])
})
