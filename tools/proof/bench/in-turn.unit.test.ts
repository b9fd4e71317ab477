import { expect, test } from 'vitest'
import { runInTurn, type Stage } from './in-turn.ts'
import type { BenchContext, Scenario } from './scenario.ts'

/** Scenarios and a stage that write down what is done, in order. */
function play(broken: { audit?: true; prepare?: true; run?: string; abortIn?: string } = {}) {
  const done: string[] = []
  const stopping = new AbortController()
  const note = (what: string) => async () => void done.push(what)
  const context = { signal: stopping.signal, settle: note('settle') } as unknown as BenchContext
  const stage: Stage = {
    context,
    async prepare() {
      done.push('prepare')
      if (broken.prepare) throw new Error('no room')
    },
    startServices: note('start'),
    stopServices: note('stop'),
    warmUp: note('warm up'),
    async audit() {
      done.push('audit')
      if (broken.audit) throw new Error('one capture too many')
    },
  }
  const scenario = (name: string, services: Scenario['services']): Scenario => ({
    name,
    group: 'ours',
    about: name,
    services,
    headline: 'rate',
    async run() {
      done.push(name)
      if (broken.abortIn === name) stopping.abort(new Error('interrupted'))
      if (broken.run === name) throw new Error('it broke')
      return { rate: 1 }
    },
  })
  const run = () =>
    runInTurn(
      [
        scenario('limit', 'stopped'),
        scenario('a', 'running'),
        scenario('b', 'running'),
        scenario('peer', 'stopped'),
      ],
      stage,
      {
        onFigures: ({ name }) => done.push(`figures of ${name}`),
        onFailure: ({ name }, error) => done.push(`no figure of ${name}: ${(error as Error).message}`),
      },
    )
  return { done, run }
}

test('services run only where they are measured, begin warm, and each of their runs is audited', async () => {
  const { done, run } = play()
  await run()

  expect(done.join(', ')).toBe(
    'prepare, stop, limit, figures of limit, start, warm up, a, settle, audit, figures of a, ' +
      'start, b, settle, audit, figures of b, stop, peer, figures of peer',
  )
})

test('a run that fails its audit has no figure; what needs no audit goes on', async () => {
  const { done, run } = play({ audit: true })
  await run()

  expect(done.filter(what => what.includes('figure'))).toEqual([
    'figures of limit',
    'no figure of a: one capture too many',
    'no figure of b: one capture too many',
    'figures of peer',
  ])
})

test('a scenario that breaks leaves the others alone', async () => {
  const { done, run } = play({ run: 'a' })
  await run()

  expect(done.filter(what => what.includes('figure'))).toEqual([
    'figures of limit',
    'no figure of a: it broke',
    'figures of b',
    'figures of peer',
  ])
})

test('on a system that cannot be got ready, nothing has a figure', async () => {
  const { done, run } = play({ prepare: true })
  await run()

  expect(done.filter(what => what !== 'prepare')).toEqual([
    'no figure of limit: no room',
    'no figure of a: no room',
    'no figure of b: no room',
    'no figure of peer: no room',
  ])
})

test('who interrupts gets no figure of what was under way', async () => {
  const { done, run } = play({ abortIn: 'b' })

  await expect(run()).rejects.toThrow('interrupted')
  expect(done.filter(what => what.includes('figure'))).toEqual(['figures of limit', 'figures of a'])
})
