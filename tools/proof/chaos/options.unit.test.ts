import { describe, expect, it } from 'vitest'
import { mutants } from './mutants/index.ts'
import { chosen, chosenMutants, listLines } from './options.ts'
import { scenarios } from './scenarios/index.ts'

const namesOf = (asked: ReturnType<typeof chosen>) =>
  typeof asked === 'string' ? asked : asked.map(({ name }) => name)

describe('chosen', () => {
  it('takes one, several in the order of the table, or all', () => {
    expect(namesOf(chosen(scenarios, { all: false, scenario: ['kafka-down'] }))).toEqual(['kafka-down'])
    expect(namesOf(chosen(scenarios, { all: false, scenario: ['poison', 'service-kills'] }))).toEqual([
      'service-kills',
      'poison',
    ])
    expect(chosen(scenarios, { all: true, scenario: [] })).toBe(scenarios)
  })

  it('says what there is, where it is asked for nothing or for what is not there', () => {
    for (const scenario of [[], ['kafka'], ['poison', '']]) {
      expect(chosen(scenarios, { all: false, scenario })).toMatch(/service-kills, .*open-transaction/)
    }
    expect(chosen(scenarios, { all: true, scenario: ['poison'] })).toContain('not both')
  })
})

describe('chosenMutants', () => {
  const none = { mutant: [], all: false, scenario: [] }

  it('takes all, or those that are named', () => {
    expect(chosenMutants(mutants, none)).toBe(mutants)
    const [one] = chosenMutants(mutants, { ...none, mutant: ['no-inbox'] })
    expect(one).toMatchObject({ name: 'no-inbox' })
  })

  it('says what there is, and that each has its scenario', () => {
    expect(chosenMutants(mutants, { ...none, mutant: ['no-outbox'] })).toMatch(
      /no mutant no-outbox; .*no-inbox/,
    )
    expect(chosenMutants(mutants, { ...none, scenario: ['poison'] })).toContain('without --scenario')
    expect(chosenMutants(mutants, { ...none, all: true })).toContain('without --scenario or --all')
  })
})

describe('the scenarios', () => {
  it('are numbered by their place, each with a short form of at most two minutes', () => {
    expect(scenarios.map(({ row }) => row)).toEqual(scenarios.map((_, i) => i + 1))
    expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length)
    expect(scenarios.filter(({ short }) => short.minutes > 2)).toEqual([])
    expect(scenarios.reduce((sum, { short }) => sum + short.minutes, 0)).toBeLessThan(40)
  })

  it('are listed in 80 columns', () => {
    expect(listLines(scenarios).filter(line => line.length > 80)).toEqual([])
  })
})
