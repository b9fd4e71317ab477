import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { projectRoot } from '../../../dev/lib/system.ts'
import type { ScenarioResult } from '../result.ts'
import { scenarios } from '../scenarios/index.ts'
import { mutants } from './index.ts'
import { type Mutant, mutated } from './mutant.ts'
import { judgeMutant, mutantTable } from './report.ts'
import { verdictIn } from './run-copy.ts'

const read = (file: string) => readFileSync(join(projectRoot, file), 'utf8')

describe(`each of ${mutants.length} mutants`, () => {
  it.each(mutants.map(mutant => [mutant.name, mutant] as const))('%s fits the sources', (_, mutant) => {
    for (const [file, text] of mutated(mutant, read)) {
      expect(text).not.toBe(read(file))
      // Parses, as Node runs it.
      expect(() => stripTypeScriptTypes(text)).not.toThrow()
    }
  })

  it('is found by a scenario that there is, has a name of its own and is in what a system runs on', () => {
    const known = scenarios.map(({ name }) => name)
    expect(mutants.map(({ scenario }) => scenario).filter(name => !known.includes(name))).toEqual([])
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length)
    expect(mutants.length).toBeGreaterThanOrEqual(10)
    const files = mutants.flatMap(({ edits }) => edits.map(({ file }) => file))
    const may = ['packages/messaging/src/', 'services/', 'tools/ops/']
    expect(files.filter(file => !may.some(folder => file.startsWith(folder)))).toEqual([])
  })
})

describe('mutated', () => {
  const mutant = (replace: string): Mutant => {
    return { name: 'm', about: '', rule: '', scenario: '', edits: [{ file: 'f', replace, by: '$&' }] }
  }

  it('replaces what is there once, by exactly what is said', () => {
    expect(mutated(mutant('b'), () => 'abc')).toEqual(new Map([['f', 'a$&c']]))
  })

  it('fails where that is not there, or twice', () => {
    expect(() => mutated(mutant('x'), () => 'abc')).toThrow('f has 0 times, not once: x')
    expect(() => mutated(mutant('b'), () => 'abcb')).toThrow('f has 2 times, not once: b')
  })
})

const result = (over: Partial<ScenarioResult>): ScenarioResult => ({
  ...{
    name: 's',
    row: 1,
    form: 'short',
    brokers: 1,
    orders: 9,
    faults: 1,
    lost: 0,
    doubled: 0,
    violations: 0,
  },
  ...{ duplicates: 0, recoverySeconds: null, recoveryMedianSeconds: null, drainSeconds: 0, seconds: 0 },
  ...{ figures: {}, findings: [], ok: true },
  ...over,
})

describe('a mutant', () => {
  it('is detected by what the oracle counts, or by a check of the scenario', () => {
    const counted = judgeMutant(
      'm',
      's',
      result({ ok: false, lost: 2, violations: 3, findings: ['lost: o'] }),
      7,
    )
    expect(counted).toMatchObject({ detected: true, by: 'lost 2, violations 3', finding: 'lost: o' })
    const found = judgeMutant('m', 's', result({ ok: false, findings: ['f'] }), 7)
    expect(found).toMatchObject({ detected: true, by: 'finding', finding: 'f' })
  })

  it('is not detected by a run that passes, nor by one without a verdict', () => {
    expect(judgeMutant('m', 's', result({}), 7)).toMatchObject({ detected: false, by: 'nothing' })
    const ran = verdictIn(`x\n${JSON.stringify(result({ ok: false, findings: ['no verdict: away'] }))}\n`)
    expect(judgeMutant('m', 's', ran as string, 7)).toMatchObject({ detected: false, by: 'no verdict: away' })
    expect(verdictIn('The broker did not start.\n')).toBeUndefined()
  })

  it('has a line of 80 columns at most in the table', () => {
    const long = result({ ok: false, lost: 1234, doubled: 1234, violations: 123456 })
    const name = 'x'.repeat(19)
    const results = [
      judgeMutant(name, 'coordinator-gone', long, 1234),
      judgeMutant(name, 'coordinator-gone', `no verdict: ${'x'.repeat(99)}`, 1234),
    ]
    const lines = mutantTable(results)
    expect(lines.filter(line => line.length > 80)).toEqual([])
    expect(lines[1]).toContain(' lost, doubled, violations ')
  })

  it('has a name that fits into the table', () => {
    expect(mutants.filter(({ name }) => name.length > 19)).toEqual([])
  })
})
