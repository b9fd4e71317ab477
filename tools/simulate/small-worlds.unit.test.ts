import { type Coverage, explore } from '@orderflow/testing/simulator'
import { describe, expect, it } from 'vitest'
import { cellVisits } from './cells.ts'
import { mutants } from './mutants/index.ts'
import { smallWorlds } from './small-worlds.ts'
import { system } from './system/index.ts'

/** How many permutations there are; a change of the saga changes them. */
const permutations: Readonly<Record<string, number>> = {
  'cancelled by the customer': 163_124_709,
  'cancelled, declined': 13_143_799,
  'cancelled, undeliverable': 201_363_662,
  'cancelled, out of stock': 6_357,
  'cancelled, an answer is lost': 934_895_015,
  expired: 163_116_245,
  'cancelled and expired': 4_958_001_513,
}

describe('every permutation of a small world', () => {
  const coverage: Coverage = {}

  it.each(smallWorlds.map(small => [small.name, permutations[small.name], small] as const))(
    '%s: %i permutations, no violation',
    (_, count, small) => {
      const explored = explore(system, small, { coverage })
      expect(explored.violation).toBeUndefined()
      expect(explored.permutations).toBe(count)
      expect(explored.deliveries).toBeGreaterThanOrEqual(7)
    },
    120_000,
  )

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
