import { setTimeout as pause } from 'node:timers/promises'
import type { Pool } from 'pg'
import { inTransaction } from '../database/transaction.ts'
import { append } from '../outbox/append.ts'
import type { OutboxMessage } from '../outbox/outbox.ts'
import type { Seen } from './topics.ts'

const rowsPerTransaction = 50
const everyMs = 20
const keys = 60

export interface Written {
  readonly id: string
  readonly key: string
  readonly version: number
}

/**
 * Writes a steady stream of rows into the outbox, about 2,000 a second, round `topics` and 60 keys, until
 * there are `atLeast` of them and `done` says so.
 * @param afterCommit told after each transaction
 * @param shards how many the outbox is thought to have
 */
export async function writeStream(
  pool: Pool,
  topics: readonly string[],
  atLeast: number,
  done: () => boolean,
  afterCommit: () => void,
  shards?: () => number,
): Promise<Written[]> {
  const written: Written[] = []
  while (written.length < atLeast || !done()) {
    const rows = Array.from({ length: rowsPerTransaction }, (_, i): Written => {
      const n = written.length + i
      return { id: String(n), key: `key-${n % keys}`, version: Math.floor(n / keys) }
    })
    await appendTo(
      pool,
      rows.map(row => message(row, topics)),
      shards?.(),
    )
    written.push(...rows)
    afterCommit()
    await pause(everyMs)
  }
  return written
}

/** Appends messages to the outbox in a transaction of their own. @param shards how many it is thought to have */
export const appendTo = (pool: Pool, messages: readonly OutboxMessage[], shards?: number): Promise<unknown> =>
  inTransaction(pool, tx => Promise.all(append(messages, shards).map(statement => tx.query(statement))))

/** A key stays on one topic. */
const message = ({ id, key, version }: Written, topics: readonly string[]): OutboxMessage => ({
  topic: topics[Number(key.slice(4)) % topics.length] as string,
  key,
  value: id,
  headers: { version: String(version) },
})

export interface Verdict {
  readonly acknowledged: number
  /** Acknowledged and not on the topics. */
  readonly missing: number
  /** Records beyond the first of each message. */
  readonly duplicated: number
  /** Keys whose first occurrences are not in the order in which they were written. */
  readonly disordered: readonly string[]
}

/** Compares what was acknowledged, message ids, with what lies on the topics. */
export function judge(acknowledged: Iterable<string>, records: readonly Seen[]): Verdict {
  const ids = new Set(acknowledged)
  const seen = new Set<string>()
  const latest = new Map<string, number>()
  const disordered = new Set<string>()
  let duplicated = 0
  for (const { key, value, headers } of records) {
    const id = String(value)
    if (seen.has(id)) {
      duplicated++
      continue
    }
    seen.add(id)
    const version = Number(headers?.version)
    if (version < (latest.get(String(key)) ?? 0)) disordered.add(String(key))
    latest.set(String(key), version)
  }
  return {
    acknowledged: ids.size,
    missing: [...ids].filter(id => !seen.has(id)).length,
    duplicated,
    disordered: [...disordered],
  }
}
