import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { services } from '../../lib/services.ts'
import { sagaPage } from './page.ts'
import { inputsOf, type SagaTable, statesOf, stepIn, tablesOf } from './tables.ts'

describe.each([
  [1, 'docs/saga.md'],
  [2, 'docs/saga-2.md'],
] as const)('saga %i: %s', (saga, path) => {
  const tables = tablesOf(services, saga)
  const onDisk = readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8')
  const cells = tables.flatMap(table =>
    statesOf(table).flatMap(state => inputsOf(table).map(input => ({ table, state, input }))),
  )

  test('is what the tables say', () => {
    expect(onDisk).toBe(sagaPage(tables, saga))
  })

  test.each(tables)('is another for each cell of $name that is another', ({ name }) => {
    const unnoticed = cells
      .filter(({ table }) => table.name === name)
      .filter(({ table, state, input }) => {
        const other = stepIn(table, state, input) === 'late' ? 'duplicate' : 'late'
        return pageOrRefusal(changedCell(table, state, input, other)) === onDisk
      })
    expect(unnoticed.map(({ state, input }) => `${input} in ${state}`)).toEqual([])
  })

  test.each(tables)('is another when what a step of $name does is another', ({ name, steps }) => {
    for (const [step, facts] of Object.entries(steps).filter(([, { ends }]) => ends.length > 0)) {
      const other = { steps: { ...steps, [step]: { ...facts, does: 'something else' } } }
      expect(pageOrRefusal(changed(name, other))).not.toBe(onDisk)
    }
  })

  /** A table may also be such that the page cannot be made: a scenario of it is no longer possible. */
  function pageOrRefusal(of: readonly SagaTable[]): string {
    try {
      return sagaPage(of, saga)
    } catch (error) {
      return String(error)
    }
  }

  const changed = (name: string, change: Partial<SagaTable>) =>
    tables.map(table => (table.name === name ? { ...table, ...change } : table))

  const changedCell = ({ name, transitions }: SagaTable, state: string, input: string, step: string) =>
    changed(name, { transitions: { ...transitions, [state]: { ...transitions[state], [input]: step } } })
})
