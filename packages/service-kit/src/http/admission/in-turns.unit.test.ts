import { expect, test } from 'vitest'
import { inTurns } from './in-turns.ts'

function given() {
  const done: number[] = []
  const turns: (() => void)[] = []
  const { add } = inTurns<number>(
    n => void done.push(n),
    run => turns.push(run),
  )
  return { add, done, turn: () => turns.shift()?.() }
}
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n)

test('does little in a turn, in the order of arrival, and all in the end', () => {
  const { add, done, turn } = given()
  upTo(50).forEach(add)
  expect(done).toEqual([])
  turn()
  expect(done).toEqual(upTo(32))
  add(50)
  turn()
  expect(done).toEqual(upTo(51))
  turn()
  add(51)
  turn()
  expect(done).toEqual(upTo(52))
})

test('does at once what would wait as one too many', () => {
  const { add, done, turn } = given()
  upTo(4_001).forEach(add)
  expect(done).toEqual([4_000])
  for (let n = 0; n < 125; n++) turn()
  expect(done).toHaveLength(4_001)
})
