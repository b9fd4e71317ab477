import { describe, expect, it } from 'vitest'
import { auditTable, unsettledLine } from './report.ts'

const stock = { name: 'stock-adds-up', says: 'initial + adjusted = available + reserved + sold' }
const money = { name: 'money-adds-up', says: 'captured - refunded = total if completed, else 0' }

describe('auditTable', () => {
  it('shows each invariant on a line of at most 80 columns', () => {
    const text = auditTable({
      orders: 1_000_000,
      checked: 1_000_101,
      violations: [],
      invariants: [
        { ...stock, checked: 101, violated: 0 },
        { ...money, checked: 1_000_000, violated: 0 },
      ],
    })
    expect(text.split('\n')).toEqual([
      '  invariant                                             checked  verdict',
      '✓ initial + adjusted = available + reserved + sold          101  holds',
      '✓ captured - refunded = total if completed, else 0    1,000,000  holds',
      '',
      '1,000,000 orders, no violation',
    ])
  })

  it('says what was skipped and why', () => {
    const reporting = { name: 'reporting-agrees', says: "reporting's figures equal the owners' figures" }
    const skipped = 'there is no reporting'
    const invariants = [{ ...reporting, checked: 0, violated: 0, skipped }]
    expect(auditTable({ orders: 1, checked: 0, violations: [], invariants }).split('\n').slice(1)).toEqual([
      "– reporting's figures equal the owners' figures               0  skipped",
      '',
      "Skipped: reporting's figures equal the owners' figures, as there is no reporting.",
      '',
      '1 orders, no violation',
    ])
  })

  it('lists the violations, and how many more there are', () => {
    const text = auditTable({
      orders: 3,
      checked: 6,
      violations: [{ invariant: money.name, subject: 'o-1', detail: 'is CANCELLED, captured 7, refunded 0' }],
      invariants: [
        { ...stock, checked: 3, violated: 0 },
        { ...money, checked: 3, violated: 3 },
      ],
    })
    expect(text.split('\n').slice(2)).toEqual([
      '✗ captured - refunded = total if completed, else 0            3  3 broken',
      '',
      '3 orders, violations:',
      '',
      'captured - refunded = total if completed, else 0 (money-adds-up)',
      '  o-1 is CANCELLED, captured 7, refunded 0',
      '  … and 2 more',
    ])
  })
})

it('unsettledLine names what is still under way', () => {
  const nothing = { openOrders: 0, outbox: 0, gatewayRequests: 0, reserved: 0, late: 0, unreported: 0 }
  expect(unsettledLine({ ...nothing, openOrders: 1_200, gatewayRequests: 3 })).toBe(
    '1,200 open orders, 3 gateway requests',
  )
  expect(unsettledLine({ ...nothing, unreported: 2 })).toBe('2 events that reporting lacks')
})
