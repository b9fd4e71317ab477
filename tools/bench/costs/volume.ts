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

/** Bytes of records that the brokers below a folder keep: all topics, Kafka's own (offsets) among them. */
export async function kafkaBytes(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true })
  // A segment is named by its first offset; indexes beside it are larger than what they hold.
  const segments = names.filter(name => /(^|\/)\d{20}\.log$/.test(name))
  const sizes = await Promise.all(
    segments.map(name =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0, // deleted meanwhile
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}
