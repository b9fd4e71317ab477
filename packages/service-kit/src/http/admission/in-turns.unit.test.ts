import { expect, test } from 'vitest'
import { inTurns } from './in-turns.ts'

function given() {
  const done: number[] = []
  const turns: (() => void)[] = []
  let at = 0
  const { add } = inTurns<number>(
    n => {
      done.push(n)
      at += 0.25
    },
    run => turns.push(run),
    () => at,
  )
  return { add, done, turn: () => turns.shift()?.() }
}
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n)

test('does little in a turn, in the order of arrival, and all in the end', () => {
  const { add, done, turn } = given()
  upTo(30).forEach(add)
  expect(done).toEqual([])
  turn()
  expect(done).toEqual(upTo(20))
  add(30)
  turn()
  expect(done).toEqual(upTo(31))
  turn()
  add(31)
  turn()
  expect(done).toEqual(upTo(32))
})

test('does at once what would wait as one too many', () => {
  const { add, done, turn } = given()
  upTo(4_001).forEach(add)
  expect(done).toEqual([4_000])
  for (let n = 0; n < 200; n++) turn()
  expect(done).toHaveLength(4_001)
})
