import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type LoopOptions, startLoop, warnRarely } from './loop.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A loop whose rounds are answered by a script, one after the other; beyond its end nothing is left to do. */
function scripted(script: readonly unknown[], options: Partial<LoopOptions> = {}) {
  const rounds: number[] = []
  const failures: number[] = []
  const loop = startLoop({
    async round() {
      const answer = script[rounds.length]
      rounds.push(Date.now() - begun)
      if (answer instanceof Promise) return await answer
      if (answer instanceof Error) throw answer
      return answer
    },
    restMs: failed => (failed === 0 ? 1_000 : 100 * 2 ** failed),
    onFailure: (_, n) => void failures.push(n),
    ...options,
  })
  return { loop, rounds, failures }
}

let begun = 0
beforeEach(() => {
  begun = Date.now()
})
const after = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds)

test('rounds follow each other with a rest, or at once where there is more to do', async () => {
  const { rounds } = scripted([true, true, undefined])
  await after(2_500)
  expect(rounds).toEqual([0, 0, 0, 1_000, 2_000])
})

test('the first one can wait as long as the others', async () => {
  const { rounds } = scripted([], { restsFirst: true })
  await after(1_500)
  expect(rounds).toEqual([1_000])
})

test('what wakes it ends the rest; during a round, it makes the next one begin at once, once', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const { loop, rounds } = scripted([undefined, promise])
  await after(300)
  loop.wake()
  await after(100)
  loop.wake()
  loop.wake()
  resolve()
  await after(100)
  expect(rounds).toEqual([0, 300, 400])
})

test('after failures the rest is another one, and the first success is told', async () => {
  let recoveries = 0
  const failed = new Error('away')
  const onRecovery = () => void recoveries++
  const { rounds, failures } = scripted([failed, failed, undefined], { onRecovery })
  await after(1_600)
  expect({ rounds, failures, recoveries }).toEqual({
    rounds: [0, 200, 600, 1_600],
    failures: [1, 2],
    recoveries: 1,
  })
})

test('it stops when the round under way is over, and begins no other', async () => {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const { loop, rounds } = scripted([promise])
  let stopped = false
  const stopping = loop.stop().then(() => {
    stopped = true
  })
  loop.wake()
  await after(5_000)
  expect(stopped).toBe(false)
  resolve(true)
  await stopping
  expect(rounds).toEqual([0])
})

test('a rest is no reason to wait with the end', async () => {
  const { loop, rounds } = scripted([])
  await after(10)
  await loop.stop()
  await after(5_000)
  expect(rounds).toEqual([0])
})

test('of failures in a row the 1st, 2nd, 4th and 8th are logged', () => {
  const logged: unknown[] = []
  const onFailure = warnRarely({ warn: (fields: object) => void logged.push(fields) }, 'again')
  for (let n = 1; n <= 10; n++) onFailure(new Error('away'), n)
  expect(logged).toEqual([1, 2, 4, 8].map(failures => ({ reason: 'away', failures })))
})
