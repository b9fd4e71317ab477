import type { Entry, Money } from './payment.ts'

/**
 * The accounts of the ledger. A balance is debits − credits, in minor units of one currency.
 *
 * - `customer_receivable`: what customers were asked for and have not paid yet; 0 when no payment is open.
 * - `gateway_clearing`: what the provider has taken from customers for us, and not given back.
 * - `refunds_payable`: what customers are to get back and have not yet, as a credit; 0 when no refund is open.
 * - `sales`: what was sold, as a credit.
 */
export type Account = 'customer_receivable' | 'gateway_clearing' | 'refunds_payable' | 'sales'

/** Money that moves: a debit of one account and a credit of another, of the same amount. */
export interface Posting {
  readonly debit: Account
  readonly credit: Account
  readonly money: Money
}

type Rule = Pick<Posting, 'debit' | 'credit'>

/** Between which accounts an entry moves the payment's amount; a type of entry without a row does not compile. */
export const rules: Readonly<Record<Entry['type'], Rule | 'moves nothing'>> = {
  CaptureRequested: { debit: 'customer_receivable', credit: 'sales' },
  Captured: { debit: 'gateway_clearing', credit: 'customer_receivable' },
  Declined: { debit: 'sales', credit: 'customer_receivable' },
  RefundRequested: { debit: 'sales', credit: 'refunds_payable' },
  Refunded: { debit: 'refunds_payable', credit: 'gateway_clearing' },
  // The capture is still under way: it will be entered, and paid back, or declined.
  VoidRequested: 'moves nothing',
  Voided: 'moves nothing',
}

/** What an entry posts, given the payment after it: nothing, or as much to debit as to credit. */
export function postingsOf(type: Entry['type'], { amount }: { readonly amount: Money | null }): Posting[] {
  const rule = rules[type]
  if (rule === 'moves nothing') return []
  if (amount === null) throw new Error(`${type} moves an amount that its payment does not know`)
  return [{ ...rule, money: amount }]
}

/** All that moved between two accounts in one currency. A sum may be larger than any amount. */
export interface Flow {
  readonly debit: Account
  readonly credit: Account
  readonly currency: string
  readonly amount: bigint
}

/** What identifies a flow; in its order the rows are locked. */
export const flowKey = ({ debit, credit, currency }: Omit<Flow, 'amount'>) => `${debit} ${credit} ${currency}`

/** Postings summed up per pair of accounts and currency, by key. */
export function flowsOf(postings: Iterable<Posting>): Flow[] {
  const sums = new Map<string, Flow>()
  for (const { debit, credit, money } of postings) {
    const { currency } = money
    const key = flowKey({ debit, credit, currency })
    const amount = (sums.get(key)?.amount ?? 0n) + BigInt(money.amount)
    sums.set(key, { debit, credit, currency, amount })
  }
  return [...sums.keys()].sort().map(key => sums.get(key) as Flow)
}
