import { describe, expect, it } from 'vitest'
import { chosen, listLines } from './options.ts'
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

describe('the scenarios', () => {
  it('are the rows 1 to 13, each with a short form of at most two minutes', () => {
    expect(scenarios.map(({ row }) => row)).toEqual(Array.from({ length: 13 }, (_, index) => index + 1))
    expect(new Set(scenarios.map(({ name }) => name)).size).toBe(13)
    expect(scenarios.filter(({ short }) => short.minutes > 2)).toEqual([])
    expect(scenarios.reduce((sum, { short }) => sum + short.minutes, 0)).toBeLessThan(25)
  })

  it('are listed in 80 columns', () => {
    expect(listLines(scenarios).filter(line => line.length > 80)).toEqual([])
  })
})
