import { expect, it, onTestFinished } from 'vitest'
import { createRepository } from '../../../packages/event-contracts/src/check/repository.fixture.ts'
import { mutants } from '../simulate/mutants/index.ts'
import { system } from '../simulate/system/index.ts'
import { recordJourneys } from './record.ts'
import { changedSince, keep, replayLines, replayRecorded } from './recorded.ts'

/** Bugs of the simulator that journeys are not for: what is around decisions, and what only an inbox that forgets lets through. */
const others = [
  'order-key-forgotten',
  'payment-refund-twice',
  'payment-captured-again',
  'inbox-not-used',
  'inbox-by-type',
  'adjustment-key-forgotten',
  'gateway-key-per-attempt',
  'redrive-under-its-own-id',
  'stuck-payment-not-counted',
  'payment-captures-unchecked',
]

it('what was recorded is decided as it was', async () => {
  const replayed = await replayRecorded(system)
  expect(replayed.differences).toEqual([])
  expect(replayed.journeys).toBeGreaterThan(20)
})

it.each(mutants.filter(({ name }) => !others.includes(name)).map(mutant => [mutant.name, mutant] as const))(
  '%s is told as a difference',
  async (_, mutant) => {
    const replayed = await replayRecorded(mutant.mutate(system))
    expect(replayed.differences.length).toBeGreaterThan(0)
    expect(replayLines(replayed).join('\n')).toMatch(
      /✗ saga-[12]\.jsonl:\d+: [a-z]+ decides [A-Za-z, ]+ otherwise/,
    )
  },
)

it('the same schedules are recorded again in the same words, and a version that is recorded stays', async () => {
  const [once, again] = [await recordJourneys(2, 200), await recordJourneys(2, 200)]
  expect(once.length).toBeGreaterThan(5)
  expect(again).toEqual(once)
  expect(await keep(2, once)).toBe(false)
})

it('a version that no simulated order goes by is not recorded', async () => {
  await expect(keep(99, [])).rejects.toThrow(/^No order of the simulation goes by version 99/)
})

it('a recorded file that is written anew or gone is told, until its version of the saga has no table any more', async () => {
  const { root, write, remove, commit, delete: forget } = createRepository()
  onTestFinished(forget)
  for (const name of ['real-1', 'saga-1', 'saga-2', 'saga-99']) write(`recorded/${name}.jsonl`, '{}\n')
  const then = commit('recorded')
  const changed = () => changedSince(then, `${root}/recorded`)
  write('recorded/saga-3.jsonl', '{}\n')
  expect(await changed()).toEqual([])
  remove('recorded/saga-1.jsonl')
  remove('recorded/real-1.jsonl')
  write('recorded/saga-2.jsonl', '{}\n{}\n')
  commit('changed')
  expect(await changed()).toEqual(['real-1.jsonl', 'saga-1.jsonl', 'saga-2.jsonl'])
  remove('recorded/saga-99.jsonl')
  expect(await changed()).toEqual(['saga-1.jsonl', 'saga-2.jsonl'])
})
