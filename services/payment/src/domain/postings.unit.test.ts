import { describe, expect, it } from 'vitest'
import { type Entry, evolve, type Payment } from './payment.ts'
import { flowsOf, postingsOf } from './postings.ts'

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
  const balances: Record<string, number> = {}
  for (const { debit, credit, money } of postings) {
    balances[debit] = (balances[debit] ?? 0) + money.amount
    balances[credit] = (balances[credit] ?? 0) - money.amount
  }
  return Object.fromEntries(Object.entries(balances).filter(([, balance]) => balance !== 0))
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
})

describe('flows', () => {
  const posting = (amount: number, currency = 'EUR', credit: 'customer_receivable' | 'sales' = 'sales') => ({
    debit: 'gateway_clearing' as const,
    credit,
    money: { amount, currency },
  })

  it('are one per pair of accounts and currency, in the order in which their rows are locked', () => {
    const postings = [posting(5, 'USD'), posting(3), posting(1, 'EUR', 'customer_receivable'), posting(4)]
    expect(flowsOf(postings)).toEqual([
      { debit: 'gateway_clearing', credit: 'customer_receivable', currency: 'EUR', amount: 1n },
      { debit: 'gateway_clearing', credit: 'sales', currency: 'EUR', amount: 7n },
      { debit: 'gateway_clearing', credit: 'sales', currency: 'USD', amount: 5n },
    ])
  })

  it('are exact beyond what a number can hold', () => {
    const most = Number.MAX_SAFE_INTEGER
    expect(flowsOf([posting(most), posting(most), posting(2)])).toMatchObject([
      { amount: 18014398509481984n },
    ])
  })

  it('of nothing are nothing', () => {
    expect(flowsOf([])).toEqual([])
  })
})

it('an entry cannot move an amount that nobody knows', () => {
  expect(() => postingsOf('Captured', { amount: null })).toThrow('does not know')
})
