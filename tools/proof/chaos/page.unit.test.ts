import { expect, it } from 'vitest'
import { withFigures } from './page.ts'
import type { ScenarioResult } from './result.ts'

const result: ScenarioResult = {
  name: 'kafka-down',
  row: 3,
  form: 'short',
  brokers: 1,
  orders: 3_287,
  faults: 1,
  lost: 0,
  doubled: 0,
  violations: 0,
  duplicates: 1_001,
  recoverySeconds: 5.9,
  recoveryMedianSeconds: 5.9,
  drainSeconds: 0.4,
  seconds: 92.2,
  figures: { 'POST success in the outage, %': 100 },
  findings: [],
  ok: true,
}
const page = '# Page\n\n<!-- figures: npm run chaos -- --write -->\n\nold\n\n<!-- /figures -->\n\nthe rest\n'

it('puts the figures in their place, and leaves the rest', () => {
  const written = withFigures(page, [result, { ...result, recoverySeconds: null, figures: {} }])
  expect(written).toContain(
    '| `kafka-down` | short | 3,287  | 1      | 0    | 0       | 0          | 1,001      | 5.9; at most 5.9 |',
  )
  expect(written).toContain('| 1,001      | -                |')
  expect(written).toContain('- `kafka-down`: POST success in the outage, % 100.')
  expect([written.startsWith('# Page\n'), written.endsWith('\n\nthe rest\n')]).toEqual([true, true])
  expect(written).not.toContain('old')
  expect(withFigures(written, [result, { ...result, recoverySeconds: null, figures: {} }])).toBe(written)
})

it('refuses a page without a place for them', () => {
  expect(() => withFigures('# Page\n', [result])).toThrow('no place for figures')
})
