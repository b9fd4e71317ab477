import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLedger, type Entry, type Ledger } from './ledger.ts'

const entry = (key: string, over: Partial<Entry> = {}): Entry => ({
  key,
  operation: 'capture',
  result: 'approved',
  orderId: 'order-1',
  customerId: 'customer-1',
  amount: { amount: 1250, currency: 'EUR' },
  ...over,
})
const refund = (key: string, over: Partial<Entry> = {}) => entry(key, { operation: 'refund', ...over })
const after = (...entries: Entry[]): Ledger => {
  const ledger = createLedger()
  for (const each of entries) ledger.decide(each)
  return ledger
}
const codes = (ledger: Ledger) => ledger.totals().violations.map(({ code }) => code)

describe('the books of the gateway', () => {
  it('count what was charged, paid back and declined', () => {
    const declined = entry('d', { orderId: 'order-2', result: 'declined' })
    expect(after(entry('c'), refund('r'), declined).totals()).toEqual({
      charges: 1,
      refunds: 1,
      declined: 1,
      charged: 1250,
      refunded: 1250,
      repeated: 0,
      violations: [],
    })
  })

  it('know a key again, and count that', () => {
    const ledger = after(entry('c'))
    expect(ledger.find('c', 'capture', entry('c'))).toEqual(entry('c'))
    expect(ledger.find('other', 'capture', entry('c'))).toBeUndefined()
    expect(ledger.totals().repeated).toBe(1)
  })

  it.each([
    ['CHARGED_TWICE', [entry('c'), entry('c2')]],
    ['REFUNDED_TWICE', [entry('c'), refund('r'), refund('r2')]],
    ['REFUND_WITHOUT_CHARGE', [refund('r')]],
    ['REFUND_WITHOUT_CHARGE', [entry('c', { result: 'declined' }), refund('r')]],
  ])('note %s', (code, entries) => {
    expect(codes(after(...entries))).toEqual([code])
  })

  it.each([
    { orderId: 'order-2' },
    { customerId: 'customer-2' },
    { amount: { amount: 1251, currency: 'EUR' } },
    { amount: { amount: 1250, currency: 'USD' } },
  ])('note a key that comes with another request: %j', other => {
    const ledger = after(entry('c'))
    expect(ledger.find('c', 'capture', entry('c', other))).toBe('reused')
    expect(codes(ledger)).toEqual(['KEY_REUSED'])
  })
})

describe('with a file', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gateway-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('they outlive the process, but for a line that was cut short', () => {
    const file = join(folder, 'books.jsonl')
    createLedger(file).decide(entry('c'))
    appendFileSync(file, '{"key":"r","oper')
    const again = createLedger(file)
    expect(again.find('c', 'capture', entry('c'))).toEqual(entry('c'))
    again.decide(refund('r'))
    expect(createLedger(file).totals()).toMatchObject({ charges: 1, refunds: 1, violations: [] })
  })
})
