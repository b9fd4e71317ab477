import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'

/** Bytes of write-ahead log that the server has written so far. */
export async function walBytes(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url, application_name: 'bench' })
  await client.connect()
  try {
    const { rows } = await client.query("SELECT (pg_current_wal_lsn() - '0/0')::float8 AS bytes")
    return rows[0].bytes
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
