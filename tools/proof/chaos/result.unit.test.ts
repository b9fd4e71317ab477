import { expect, it } from 'vitest'
import { holds, resultLines, resultTable, type ScenarioResult } from './result.ts'

const result: ScenarioResult = {
  name: 'coordinator-gone',
  row: 4,
  form: 'full',
  brokers: 3,
  orders: 1_234_567,
  faults: 1_000,
  lost: 0,
  doubled: 0,
  violations: 0,
  duplicates: 7_113,
  recoverySeconds: 12.3,
  recoveryMedianSeconds: 6.4,
  drainSeconds: 0.2,
  seconds: 65.4,
  figures: { 'consumers back, s': 8.1 },
  findings: [],
  ok: true,
}

it('tells a result in lines of at most 80 columns', () => {
  const lines = [...resultLines(result), ...resultTable([result, { ...result, recoverySeconds: null }])]
  expect(lines.filter(line => line.length > 80)).toEqual([])
  expect(lines.join('\n')).toMatchInlineSnapshot(`
    "✓ coordinator-gone: 1,234,567 orders, 1,000 faults, 65.4 s
      lost 0, effects doubled 0, violations 0, duplicates delivered 7,113
      orders ended again 6.4 s after a fault (median), 12.3 s at most
      consumers back, s: 8.1
      scenario                   orders   faults     lost  doubled   broken recovery
    ✓ coordinator-gone        1,234,567    1,000        0        0        0   12.3 s
    ✓ coordinator-gone        1,234,567    1,000        0        0        0        -"
  `)
})

it('shows what does not hold', () => {
  const bad = { ...result, ok: false, lost: 1, findings: ['lost: o-1: was answered 202 and does not exist'] }
  expect(resultLines(bad).join('\n')).toContain('! lost: o-1: was answered 202')
  expect(resultTable([bad])[1]).toMatch(/^✗ coordinator-gone/)
})

it('is well only if nothing is lost, doubled, violated or said', () => {
  expect(holds(result)).toBe(true)
  for (const flaw of [{ lost: 1 }, { doubled: 1 }, { violations: 1 }, { findings: ['not settled'] }]) {
    expect(holds({ ...result, ...flaw })).toBe(false)
  }
})
