import { expect, it } from 'vitest'
import { nextTurn } from './turns.ts'

/** Keeps the processor busy. */
const work = (milliseconds: number) => {
  for (const until = performance.now() + milliseconds; performance.now() < until; );
}

it('lets others have their turn when the time of this one is over, whoever took it', async () => {
  expect(nextTurn()).toBeUndefined()
  work(4)
  expect(nextTurn()).toBeUndefined()
  work(10)
  const happened: string[] = []
  setTimeout(() => happened.push('timer'), 0)
  const other = async () => {
    await nextTurn()
    happened.push('other')
  }
  const others = other()
  await nextTurn()
  happened.push('this')
  await others
  expect(happened.toSorted()).toEqual(['other', 'this', 'timer'].filter(each => happened.includes(each)))
  expect(nextTurn()).toBeUndefined()
})

it('waits for nothing where there is time', async () => {
  let turns = 0
  const count = setImmediate(() => turns++)
  for (let n = 0; n < 100; n++) await nextTurn()
  expect(turns).toBe(0)
  clearImmediate(count)
})
