import { describe, expect, it } from 'vitest'
import { unexpected } from './cells.ts'
import { mutants, shrunken } from './mutants/index.ts'
import { runParallel } from './parallel.ts'
import { readSchedule } from './schedule-file.ts'
import { recordSchedule, replay, runRange, runSchedule } from './simulator/index.ts'
import { system } from './system/index.ts'

const mutantNamed = (name: string) => {
  const mutant = mutants.find(each => each.name === name)
  if (mutant === undefined) throw new Error(`There is no mutant ${name}.`)
  return mutant
}

describe('a schedule', () => {
  it('is the same for the same seed, and when its actions are taken again', () => {
    for (let number = 0; number < 50; number++) {
      const trace = recordSchedule(system, { seed: 3, number })
      expect(recordSchedule(system, { seed: 3, number })).toEqual(trace)
      expect(replay(system, trace.schedule).lines).toEqual(trace.lines)
    }
  })

  it('is another one for another seed', () => {
    const [one, other] = [1, 2].map(seed => recordSchedule(system, { seed, number: 0 }))
    expect(one?.lines).not.toEqual(other?.lines)
  })
})

describe('a run', () => {
  it('violates nothing in 3,000 schedules, meets every fault and enters no impossible cell', () => {
    const { violations, tally, coverage } = runRange(system, 1, 0, 3_000)
    expect(violations).toBe(0)
    expect(Object.entries(tally).filter(([, n]) => n === 0)).toEqual([])
    expect(unexpected(coverage).impossible).toEqual([])
  }, 60_000)

  it('comes to the same however many threads it has', async () => {
    const runs = [1, 3].map(workers =>
      runParallel({ seed: 5, schedules: 2_000, workers, onProgress: () => {} }),
    )
    const [one, three] = await Promise.all(runs)
    expect(three).toEqual(one)
    expect(one?.schedules).toBe(2_000)
  }, 60_000)
})

describe('a violation', () => {
  const mutant = mutantNamed('inventory-no-tombstone')
  const mutated = mutant.mutate(system)
  const isFaulted = (n: number) =>
    recordSchedule(mutated, { seed: 1, number: n }).schedule.actions.some(action => action.do === 'set-aside')
  const number = Array.from({ length: 1000 }, (_, n) => n).find(
    n => runSchedule(mutated, { seed: 1, number: n }) !== undefined && !isFaulted(n),
  ) as number

  it('shrinks to a trace that a person can read', () => {
    const { lines, violation } = shrunken(system, mutant, 1, number)
    expect(violation?.invariant).toBe('nothing-reserved')
    expect(lines.length).toBeLessThanOrEqual(15)
    const overtaken = lines.findIndex(line => line.includes('inventory ← ShipmentCancelled order-'))
    const late = lines.findIndex(line => line.includes('inventory ← OrderCreated order-'))
    expect(lines[overtaken]).toContain('stays NONE, ignored: late')
    expect(lines[late]).toContain('NONE → RESERVED, StockReserved')
    expect(overtaken).toBeLessThan(late)
  })

  it('is there again when its schedule is written down and read', () => {
    const { schedule, violation, lines } = shrunken(system, mutant, 1, number)
    const again = replay(mutated, JSON.parse(JSON.stringify(schedule)))
    expect(again.violation).toEqual(violation)
    expect(again.lines).toEqual(lines)
    expect(replay(system, schedule).violation).toBeUndefined()
  })
})

it('a schedule that cannot be read is refused in a sentence', async () => {
  await expect(readSchedule(system, 'nothing.json')).rejects.toThrow(/neither a schedule such as 1:48213/)
})
