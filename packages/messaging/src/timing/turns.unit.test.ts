import { expect, it } from 'vitest'
import { nextTurn } from './turns.ts'

/** Keeps the processor busy. */
const work = (milliseconds: number) => {
  for (const until = performance.now() + milliseconds; performance.now() < until; );
}

it('lets others have their turn when the time of this one is over, whoever took it', async () => {
  const happened: string[] = []
  setImmediate(() => happened.push('others'))
  expect(nextTurn()).toBeUndefined()
  work(4)
  expect(nextTurn()).toBeUndefined()
  work(10)
  const goOn = async () => {
    await nextTurn()
    happened.push('this')
  }
  await Promise.all([goOn(), goOn()])
  expect(happened).toEqual(['others', 'this', 'this'])
  expect(nextTurn()).toBeUndefined()
})

it('waits for nothing where there is time', async () => {
  let turns = 0
  const count = setImmediate(() => turns++)
  for (let n = 0; n < 100; n++) await nextTurn()
  expect(turns).toBe(0)
  clearImmediate(count)
})
