import { describe, expect, it } from 'vitest'
import { type Entry, evolve, type Payment } from './payment.ts'
import { postingsOf, turnovers } from './postings.ts'

const orderId = 'order-1'
const at = '2026-01-15T10:30:00.000Z'
const amount = { amount: 1250, currency: 'EUR' }

const entries: { readonly [T in Entry['type']]: Entry } = {
  CaptureRequested: { type: 'CaptureRequested', orderId, customerId: 'customer-1', amount, at },
  Captured: { type: 'Captured', orderId, gatewayReference: 'cap-1', at },
  Declined: { type: 'Declined', orderId, reason: 'CARD_DECLINED', at },
  RefundRequested: { type: 'RefundRequested', orderId, at },
  Refunded: { type: 'Refunded', orderId, gatewayReference: 'ref-1', at },
  VoidRequested: { type: 'VoidRequested', orderId, at },
  Voided: { type: 'Voided', orderId, at },
}

/** What a stream comes to, account by account. */
function balancesOf(types: readonly Entry['type'][]) {
  let payment: Payment | undefined
  const postings = types.flatMap(type => {
    payment = evolve(payment, entries[type])
    return postingsOf(type, payment)
  })
  const open = turnovers(postings).filter(({ debits, credits }) => debits !== credits)
  return Object.fromEntries(open.map(({ account, debits, credits }) => [account, Number(debits - credits)]))
}

describe('what the accounts hold of a payment', () => {
  const table: [Entry['type'][], Record<string, number>][] = [
    [['CaptureRequested'], { customer_receivable: 1250, sales: -1250 }],
    [['CaptureRequested', 'Declined'], {}],
    [['CaptureRequested', 'Captured'], { gateway_clearing: 1250, sales: -1250 }],
    [['CaptureRequested', 'Captured', 'RefundRequested'], { gateway_clearing: 1250, refunds_payable: -1250 }],
    [['CaptureRequested', 'Captured', 'RefundRequested', 'Refunded'], {}],
    [['CaptureRequested', 'VoidRequested'], { customer_receivable: 1250, sales: -1250 }],
    [['CaptureRequested', 'VoidRequested', 'Declined'], {}],
    [
      ['CaptureRequested', 'VoidRequested', 'Captured', 'RefundRequested'],
      { gateway_clearing: 1250, refunds_payable: -1250 },
    ],
    [['CaptureRequested', 'VoidRequested', 'Captured', 'RefundRequested', 'Refunded'], {}],
    [['Voided'], {}],
  ]

  it.each(table)('%j', (types, expected) => {
    expect(balancesOf(types)).toEqual(expected)
  })

  it.each(table)('sums to zero: %j', types => {
    expect(Object.values(balancesOf(types)).reduce((sum, balance) => sum + balance, 0)).toBe(0)
  })
})

describe('turnovers', () => {
  const posting = (amount: number, currency = 'EUR') => ({
    debit: 'gateway_clearing' as const,
    credit: 'customer_receivable' as const,
    money: { amount, currency },
  })

  it('are one per account and currency, in the order in which their rows are locked', () => {
    expect(turnovers([posting(5, 'USD'), posting(3), posting(4)])).toEqual([
      { account: 'customer_receivable', currency: 'EUR', debits: 0n, credits: 7n },
      { account: 'customer_receivable', currency: 'USD', debits: 0n, credits: 5n },
      { account: 'gateway_clearing', currency: 'EUR', debits: 7n, credits: 0n },
      { account: 'gateway_clearing', currency: 'USD', debits: 5n, credits: 0n },
    ])
  })

  it('are exact beyond what a number can hold', () => {
    const most = Number.MAX_SAFE_INTEGER
    expect(turnovers([posting(most), posting(most), posting(2)])[1]?.debits).toBe(18014398509481984n)
  })

  it('of nothing are nothing', () => {
    expect(turnovers([])).toEqual([])
  })
})

it('an entry cannot move an amount that nobody knows', () => {
  expect(() => postingsOf('Captured', { amount: null })).toThrow('does not know')
})
