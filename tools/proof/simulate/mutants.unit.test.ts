import { describe, expect, it } from 'vitest'
import { readTable } from './document.ts'
import { type Found, hunt, maxSchedules, mutants } from './mutants/index.ts'
import { mutantTable } from './report.ts'
import { system } from './system/index.ts'

describe(`each of ${mutants.length} seeded bugs is found within ${maxSchedules} schedules`, () => {
  const found: Found[] = []

  it.each(mutants.map(mutant => [mutant.name, mutant] as const))(
    '%s',
    (_, mutant) => {
      const hunted = hunt(system, mutant, 1)
      found.push(hunted)
      expect(hunted.schedules).toBeLessThanOrEqual(maxSchedules)
    },
    120_000,
  )

  it('as docs/simulation.md says: if not, run `npm run simulate -- --mutants --write`', async () => {
    expect(found).toHaveLength(mutants.length)
    expect(await readTable('mutants')).toBe(mutantTable(found))
  })
})
