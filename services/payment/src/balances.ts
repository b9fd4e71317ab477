import type { Tx } from '@orderflow/messaging'
import type { Account, Turnover } from './domain/postings.ts'

/**
 * Adds what a batch has posted to the balances: one statement. The changes are relative, so batches add up
 * in whatever order they come.
 * @param changes by key, which is the order in which the rows are locked
 */
export async function addToBalances(tx: Tx, changes: readonly Turnover[]): Promise<void> {
  if (changes.length === 0) return
  await tx.query({
    name: 'balances-add',
    text: `INSERT INTO balances AS b (account, currency, debits, credits)
           SELECT * FROM unnest($1::text[], $2::text[], $3::numeric[], $4::numeric[])
           ON CONFLICT (account, currency)
             DO UPDATE SET debits = b.debits + excluded.debits, credits = b.credits + excluded.credits`,
    values: [
      changes.map(({ account }) => account),
      changes.map(({ currency }) => currency),
      changes.map(({ debits }) => String(debits)),
      changes.map(({ credits }) => String(credits)),
    ],
  })
}

/** The live balances, by account and currency. */
export async function readBalances(tx: Tx): Promise<Turnover[]> {
  const { rows } = await tx.query<Record<'account' | 'currency' | 'debits' | 'credits', string>>({
    name: 'balances-read',
    text: 'SELECT account, currency, debits::text, credits::text FROM balances ORDER BY account, currency',
  })
  return rows.map(({ account, currency, debits, credits }) => ({
    account: account as Account,
    currency,
    debits: BigInt(debits),
    credits: BigInt(credits),
  }))
}
