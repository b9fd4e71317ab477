import { describe, expect, it } from 'vitest'
import { cellVisits } from './cells.ts'
import { readTable } from './document.ts'
import { mutants } from './mutants/index.ts'
import { exploredTable } from './report.ts'
import { type Coverage, type Explored, explore } from './simulator/index.ts'
import { smallWorlds } from './small-worlds.ts'
import { system } from './system/index.ts'

describe('every permutation of a small world', () => {
  const coverage: Coverage = {}

  const explored: Explored[] = []

  it.each(smallWorlds.map(small => [small.name, small] as const))(
    '%s: no violation',
    (_, small) => {
      const world = explore(system, small, { coverage })
      explored.push(world)
      expect(world.violation).toBeUndefined()
      expect(world.deliveries).toBeGreaterThanOrEqual(7)
    },
    120_000,
  )

  it('as docs/simulation.md counts them: if not, run `npm run simulate -- --exhaustive --write`', async () => {
    expect(explored).toHaveLength(smallWorlds.length)
    expect(await readTable('worlds')).toBe(exploredTable(explored))
  })

  it('enters every cell that the saga can enter', () => {
    const never = cellVisits(coverage).filter(({ step, visits }) => step !== 'impossible' && visits === 0)
    expect(never.map(({ cell }) => cell)).toEqual([])
  })
})

it.each([
  'inventory-no-tombstone',
  'payment-no-tombstone',
  'payment-late-capture-kept',
  'payment-void-ignored',
  'payment-refund-twice',
  'payment-captured-again',
  'shipping-cancels-the-dispatched',
])(
  'finds %s in a small world',
  name => {
    const mutated = mutants.find(mutant => mutant.name === name)?.mutate(system) ?? system
    const found = smallWorlds.find(small => explore(mutated, small).violation !== undefined)
    expect(found).toBeDefined()
  },
  120_000,
)
