import type { Pool } from 'pg'
import { inTransaction } from '../database/transaction.ts'
import { appendRows } from '../outbox/append.ts'
import type { Statement, Tx } from '../types/statement.ts'
import type { DeadLetter } from './letter.ts'
import { type Redrivable, recordNew, redrivesOf } from './store.ts'

/** What became of a dead letter that was to be sent back. */
export interface RedriveResult {
  readonly id: string
  /** `redriven`: it goes back; with a dry run, it would. `already`: it went before. `refused`: it cannot. */
  readonly status: 'redriven' | 'already' | 'refused'
  readonly target: string
  /** 1 the first time that the message is sent back. */
  readonly count: number
  /** Why not, in a sentence. */
  readonly detail?: string
}

export interface RedriveOptions {
  /** Who does it; recorded. */
  readonly by: string
  /** Only say what would happen. */
  readonly dryRun?: boolean
}

/**
 * Sends dead letters of one service back to the topics that they lay on, as they came. One transaction in that
 * service's database records who did it and appends the messages to the outbox, so both happen or neither, and the
 * relay does the rest. Each dead letter goes back once, however often and by however many it is asked for at once;
 * that its effect happens once does not rest on that but on the inbox (ADR 17). One result per dead letter, in order.
 */
export async function redrive(
  pool: Pool,
  letters: readonly DeadLetter[],
  { by, dryRun = false }: RedriveOptions,
): Promise<RedriveResult[]> {
  if (dryRun) return await resultsOf(pool, letters, await notRedriven(pool, letters.filter(isRedrivable)))
  const { results } = await inTransaction(
    pool,
    tx => redriveIn(tx, letters, by),
    ({ writes }) => writes,
  )
  return results
}

/** The same in a transaction of the caller's, who executes what is returned as its last statements. */
export async function redriveIn(
  tx: Tx,
  letters: readonly DeadLetter[],
  by: string,
): Promise<{ readonly results: RedriveResult[]; readonly writes: readonly Statement[] }> {
  const asked = [...new Map(letters.filter(isRedrivable).map(letter => [letter.id, letter])).values()]
  const fresh = await recordNew(tx, asked, by)
  const writes = appendRows(asked.filter(({ id }) => fresh.has(id)).map(({ restored }) => restored))
  return { results: await resultsOf(tx, letters, fresh), writes }
}

/** One result per dead letter, in order; `fresh` are the ids of those that go back now. */
async function resultsOf(
  tx: Tx,
  letters: readonly DeadLetter[],
  fresh: Set<string>,
): Promise<RedriveResult[]> {
  const redrivable = letters.filter(isRedrivable)
  const isAlready = redrivable.length > fresh.size
  const done = isAlready ? await redrivesOf(tx, redrivable) : new Map()
  return letters.map((letter): RedriveResult => {
    const { id, topic: target } = letter
    const count = letter.redriveCount + 1
    if (!isRedrivable(letter)) return { id, status: 'refused', target, count, detail: refusalOf(letter) }
    if (fresh.delete(id)) return { id, status: 'redriven', target, count }
    const before = done.get(id)
    const detail = before && `${before.by} sent it back at ${before.at}.`
    return { id, status: 'already', target, count, ...(detail && { detail }) }
  })
}

const isRedrivable = (letter: DeadLetter): letter is Redrivable => !('refusal' in letter.restored)

const refusalOf = ({ restored }: DeadLetter) => ('refusal' in restored ? restored.refusal : '')

async function notRedriven(pool: Pool, letters: readonly Redrivable[]): Promise<Set<string>> {
  const done = await redrivesOf(pool, letters)
  return new Set(letters.map(({ id }) => id).filter(id => !done.has(id)))
}
