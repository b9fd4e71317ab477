import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import type { Figures } from '../scenario.ts'

/**
 * What the server has done so far: bytes of write-ahead log, bytes of all databases, and by database its transactions
 * (`transactions.orders`) and the rows that these inserted, updated or deleted (`rows.orders`). Backends tell of the last two within a second.
 */
export async function serverCounts(url: string): Promise<Figures> {
  const client = new pg.Client({ connectionString: url, application_name: 'bench' })
  await client.connect()
  try {
    const { rows } = await client.query<
      Record<'transactions' | 'rows' | 'bytes' | 'wal', number> & { name: string }
    >(
      `SELECT datname AS name, xact_commit::float8 AS transactions, pg_database_size(datid)::float8 AS bytes,
         (tup_inserted + tup_updated + tup_deleted)::float8 AS rows, (pg_current_wal_lsn() - '0/0')::float8 AS wal
       FROM pg_stat_database WHERE datname <> 'postgres' AND datname !~ '^template'`,
    )
    return {
      walBytes: rows[0]?.wal ?? Number.NaN,
      databaseBytes: rows.reduce((sum, { bytes }) => sum + bytes, 0),
      ...Object.fromEntries(
        rows.flatMap(({ name, transactions, rows }) => [
          [`transactions.${name}`, transactions],
          [`rows.${name}`, rows],
        ]),
      ),
    }
  } finally {
    await client.end()
  }
}

/** Bytes by file of the segments that the brokers below a folder keep: all topics, Kafka's own (offsets) too. */
export async function segmentBytes(folder: string): Promise<ReadonlyMap<string, number>> {
  const names = await readdir(folder, { recursive: true })
  // A segment is named by its first offset; indexes beside it are larger than what they hold.
  const segments = names.filter(name => /(^|\/)\d{20}\.log$/.test(name))
  const sizes = segments.map(name =>
    stat(join(folder, name)).then(
      ({ size }) => [name, size] as const,
      () => [name, 0] as const, // deleted meanwhile
    ),
  )
  return new Map(await Promise.all(sizes))
}

/** What was appended between two looks. A segment that the cleaner has made smaller counts as nothing. */
export function grownBytes(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): number {
  let bytes = 0
  for (const [name, size] of after) bytes += Math.max(0, size - (before.get(name) ?? 0))
  return bytes
}
