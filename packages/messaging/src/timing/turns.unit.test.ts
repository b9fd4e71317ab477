import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { nextTurn } from './turns.ts'

let now = 0
beforeEach(() => void vi.spyOn(performance, 'now').mockImplementation(() => now))
afterEach(() => void vi.restoreAllMocks())

/** Keeps the processor busy, on a machine that nobody else uses. */
const work = (milliseconds: number) => {
  now += milliseconds
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
