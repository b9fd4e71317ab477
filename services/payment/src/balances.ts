import { insertRows, type Tx } from '@orderflow/messaging/database'
import type { Account, Flow } from './domain/postings.ts'

/**
 * What adds a batch's postings to the projection: one statement. The changes are relative, so batches add up in
 * whatever order they come.
 * @param flows by key, which is the order in which the rows are locked
 */
export const addFlows = insertRows<Flow>(
  'account_flows',
  {
    debit: ['text', ({ debit }) => debit],
    credit: ['text', ({ credit }) => credit],
    currency: ['text', ({ currency }) => currency],
    amount: ['numeric', ({ amount }) => String(amount)],
  },
  'ON CONFLICT (debit, credit, currency) DO UPDATE SET amount = t.amount + excluded.amount',
)

/** The projection as the batches have kept it, by key. */
export async function readFlows(tx: Tx): Promise<Flow[]> {
  const { rows } = await tx.query<Flow & { amount: string }>({
    name: 'account-flows-read',
    text: 'SELECT debit, credit, currency, amount::text FROM account_flows ORDER BY debit, credit, currency',
  })
  return rows.map(row => ({ ...row, amount: BigInt(row.amount) }))
}

/** An account in one currency, in minor units: all that was ever debited and credited, and the difference. */
export interface Balance {
  readonly account: Account
  readonly currency: string
  readonly debits: bigint
  readonly credits: bigint
  readonly balance: bigint
}

/** The balances, by account and currency. */
export async function readBalances(tx: Tx): Promise<Balance[]> {
  const { rows } = await tx.query<Record<keyof Balance, string>>({
    name: 'balances-read',
    text: `SELECT account, currency, debits::text, credits::text, balance::text FROM balances
           ORDER BY account, currency`,
  })
  return rows.map(({ account, currency, debits, credits, balance }) => ({
    account: account as Account,
    currency,
    debits: BigInt(debits),
    credits: BigInt(credits),
    balance: BigInt(balance),
  }))
}
