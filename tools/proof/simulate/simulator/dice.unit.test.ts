import { expect, it } from 'vitest'
import { diceOf, idText, parseId } from './dice.ts'

const throws = (seed: number, number: number) => {
  const dice = diceOf({ seed, number })
  return Array.from({ length: 20 }, () => dice.below(1000))
}

it('throws the same numbers for the same schedule, and others for any other', () => {
  expect(throws(1, 7)).toEqual(throws(1, 7))
  expect(throws(1, 7)).not.toEqual(throws(1, 8))
  expect(throws(1, 7)).not.toEqual(throws(2, 7))
})

it.each([
  ['1:48213', { seed: 1, number: 48213 }],
  ['1', undefined],
  ['schedule.json', undefined],
  ['-1:2', undefined],
])('reads %s', (text, id) => {
  expect(parseId(text)).toEqual(id)
  if (id !== undefined) expect(idText(id)).toBe(text)
})
