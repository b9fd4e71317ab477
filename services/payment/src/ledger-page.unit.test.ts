import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { rules } from './domain/postings.ts'

it('docs/ledger.md shows what each entry posts', () => {
  const page = readFileSync(new URL('../../../docs/ledger.md', import.meta.url), 'utf8')
  const cells = page.split('\n').map(line => line.split('|').map(cell => cell.trim().replaceAll('`', '')))
  for (const [type, rule] of Object.entries(rules)) {
    const [debit, credit] = rule === 'moves nothing' ? ['', ''] : [rule.debit, rule.credit]
    expect(cells.find(([, entry]) => entry === type)?.slice(2, 4), type).toEqual([debit, credit])
  }
})
