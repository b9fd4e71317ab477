import { ServiceError } from '@orderflow/service-kit'
import type { ClientBase } from 'pg'
import type { Turnover } from './domain/postings.ts'
import { checkLedger, drift, type LedgerReport } from './ledger-check.ts'

/** Any constant will do, as long as nothing else in the database locks it. */
const lockKey = 6_051_974_003

/** The ledger as it is at one moment, checked; payments go on meanwhile. */
export async function checkSnapshot(client: ClientBase): Promise<LedgerReport> {
  await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY')
  try {
    return await checkLedger(client)
  } finally {
    await client.query('ROLLBACK')
  }
}

/**
 * Makes the balances anew from the stream, while payments go on. A snapshot says by how much the live balances
 * are off; batches only ever add to them, so they are off by as much a minute later, and adding the
 * difference mends them. One rebuild at a time, or it would be added twice.
 *
 * @returns what was wrong, and what was added; nothing if nothing was
 * @throws ServiceError `LEDGER_FLAWED` if a stream itself is unsound: nothing is changed then.
 */
export async function rebuildBalances(
  client: ClientBase,
): Promise<{ readonly before: LedgerReport; readonly added: readonly Turnover[] }> {
  await client.query('SELECT pg_advisory_lock($1)', [lockKey])
  try {
    const before = await checkSnapshot(client)
    const [flaw] = before.streamFlaws
    if (flaw !== undefined) {
      throw new ServiceError(
        'LEDGER_FLAWED',
        `${before.streamFlaws.length} streams are unsound, so nothing was rebuilt. The first: order ${flaw.subject}, ${flaw.detail}.`,
      )
    }
    const added = drift(before)
    if (added.length > 0) await add(client, added)
    return { before, added }
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [lockKey])
  }
}

/** Adds differences, which may be negative, to rows that may be missing. */
async function add(client: ClientBase, added: readonly Turnover[]): Promise<void> {
  const keys = [added.map(({ account }) => account), added.map(({ currency }) => currency)]
  await client.query('BEGIN')
  try {
    await client.query(
      `INSERT INTO balances (account, currency, debits, credits)
       SELECT account, currency, 0, 0 FROM unnest($1::text[], $2::text[]) AS k (account, currency)
       ON CONFLICT DO NOTHING`,
      keys,
    )
    await client.query('SELECT FROM balances ORDER BY account, currency FOR UPDATE')
    await client.query(
      `UPDATE balances b SET debits = b.debits + a.debits, credits = b.credits + a.credits
       FROM unnest($1::text[], $2::text[], $3::numeric[], $4::numeric[]) AS a (account, currency, debits, credits)
       WHERE b.account = a.account AND b.currency = a.currency`,
      [...keys, added.map(({ debits }) => String(debits)), added.map(({ credits }) => String(credits))],
    )
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  }
}
