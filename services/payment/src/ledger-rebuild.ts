import { ServiceError } from '@orderflow/service-kit'
import type { ClientBase } from 'pg'
import type { Flow } from './domain/postings.ts'
import { checkLedger, drift, type LedgerReport } from './ledger-check.ts'

export type { Flaw, LedgerReport } from './ledger-check.ts'

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
 * Makes the projection anew from the streams, while payments go on. A snapshot says by how much the live flows
 * are off; batches only ever add to them, so they are off by as much a minute later, and adding the
 * difference corrects them. One rebuild at a time, or it would be added twice.
 *
 * @returns what was wrong, and what was added; nothing if nothing was
 * @throws ServiceError `LEDGER_FLAWED` if a stream itself is unsound: nothing is changed then.
 */
export async function rebuildBalances(
  client: ClientBase,
): Promise<{ readonly before: LedgerReport; readonly added: readonly Flow[] }> {
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
async function add(client: ClientBase, added: readonly Flow[]): Promise<void> {
  const keys = [
    added.map(({ debit }) => debit),
    added.map(({ credit }) => credit),
    added.map(({ currency }) => currency),
  ]
  await client.query('BEGIN')
  try {
    await client.query(
      `INSERT INTO account_flows (debit, credit, currency, amount)
       SELECT *, 0 FROM unnest($1::text[], $2::text[], $3::text[]) ON CONFLICT DO NOTHING`,
      keys,
    )
    await client.query('SELECT FROM account_flows ORDER BY debit, credit, currency FOR UPDATE')
    await client.query(
      `UPDATE account_flows f SET amount = f.amount + a.amount
       FROM unnest($1::text[], $2::text[], $3::text[], $4::numeric[]) AS a (debit, credit, currency, amount)
       WHERE (f.debit, f.credit, f.currency) = (a.debit, a.credit, a.currency)`,
      [...keys, added.map(({ amount }) => String(amount))],
    )
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  }
}
