import type { Pool } from 'pg'
import { inTransaction } from '../database/transaction.ts'
import { CommandReplies, findReplies, keepReplies } from '../inbox/command-keys.ts'
import type { CommandKey, Outcome } from '../types/delivery.ts'
import type { Statement, Tx } from '../types/statement.ts'
import { classify } from './failures.ts'

const maxConflicts = 5

/** A change outside the processor: what it answers, and what is still to be written for that to be so. */
export interface Change {
  readonly reply: unknown
  readonly writes: readonly Statement[]
}

/**
 * Makes a change in a transaction of its own, once for its key. For commands that do not concern the service's rows, such as
 * those of an operator: all others go through the processor, which keeps keys by the same rules. `prepare` gets
 * ready what needs no transaction, and is not called for a key that is known; the change that it returns is
 * tried again when another process has won a race.
 */
export async function once(
  pool: Pool,
  { key, command }: { readonly key: CommandKey | undefined; readonly command: string },
  prepare: () => Promise<(tx: Tx) => Promise<Change>>,
): Promise<Outcome> {
  const keys = key === undefined ? [] : [key]
  const known = async (tx: Tx) => key && new CommandReplies(await findReplies(tx, keys)).outcomeOf(key)
  const before = await known(pool)
  if (before !== undefined) return before
  const change = await prepare()

  async function attempt(tx: Tx): Promise<{ outcome: Outcome; writes: readonly Statement[] }> {
    const meanwhile = await known(tx)
    if (meanwhile !== undefined) return { outcome: meanwhile, writes: [] }
    const { reply, writes } = await change(tx)
    const kept = keepReplies(keys.map(each => ({ ...each, command, reply })))
    return { outcome: { status: 'applied', reply }, writes: [...writes, ...kept] }
  }

  for (let conflicts = 0; ; conflicts++) {
    try {
      return (await inTransaction(pool, attempt, ({ writes }) => writes)).outcome
    } catch (error) {
      if (classify(error) !== 'conflict' || conflicts === maxConflicts) throw error
    }
  }
}
