import { expect, it } from 'vitest'
import { ledgerLines, ledgerResult } from './report.ts'

const flow = { debit: 'gateway_clearing', credit: 'sales', currency: 'EUR', amount: 1_234_567n } as const
const report = {
  payments: 1_000,
  entries: 2_000,
  rebuilt: [flow],
  live: [flow],
  balances: [
    { account: 'gateway_clearing', currency: 'EUR', debits: 1_234_567n, credits: 0n, balance: 1_234_567n },
    { account: 'sales', currency: 'EUR', debits: 0n, credits: 1_234_567n, balance: -1_234_567n },
  ],
  streamFlaws: [],
  balanceFlaws: [],
} as const

it('shows a sound ledger in at most 80 columns', () => {
  expect(ledgerLines(report, [])).toEqual([
    'account             currency           debits         credits         balance',
    'gateway_clearing    EUR             1,234,567               0       1,234,567',
    'sales               EUR                     0       1,234,567      -1,234,567',
    '',
    '2,000 entries of 1,000 payments: every stream is sound and the balances are what they come to.',
  ])
  expect(ledgerResult(report, [])).toMatchObject({ violated: 0, violations: [], added: [] })
})

it('shows what was rebuilt, and the first of what is wrong', () => {
  const flaws = Array.from({ length: 25 }, (_, n) => ({ subject: `o-${n}`, detail: 'is wrong' }))
  const lines = ledgerLines({ ...report, streamFlaws: flaws }, [{ ...flow, amount: -7n }])
  expect(lines).toContain('Rebuilt gateway_clearing from sales EUR: -7 added.')
  expect(lines).toContain('2,000 entries of 1,000 payments: 25 violations.')
  expect(lines.slice(-2)).toEqual(['  o-19: is wrong', '  … and 5 more'])
  const result = ledgerResult({ ...report, streamFlaws: flaws }, [{ ...flow, amount: 2n ** 60n }])
  expect(result.violations).toHaveLength(20)
  expect(result).toMatchObject({ violated: 25, added: [{ amount: '1152921504606846976' }] })
})
