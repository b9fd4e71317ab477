import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import pg from 'pg'

export interface TestDatabase {
  readonly url: string
  /** A pool as a service would have one; ended with the database. */
  newPool(url?: string): pg.Pool
  /** Runs statements on a pool of its own and returns the rows of the last one. */
  query<Row extends pg.QueryResultRow = Record<string, unknown>>(
    text: string,
    values?: unknown[],
  ): Promise<Row[]>
  close(): Promise<void>
}

const migrations = new URL('../../migrations/', import.meta.url)

/** The rows of a statement on a connection of its own. */
export async function query(
  url: string,
  text: string,
  values?: unknown[],
): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text, values)).rows ?? []
  } finally {
    await client.end()
  }
}

/** A new database with this package's tables, and whatever `sql` adds. */
export async function createDatabase(adminUrl: string, sql = ''): Promise<TestDatabase> {
  const name = `messaging_${randomBytes(5).toString('hex')}`
  await query(adminUrl, `CREATE DATABASE ${name}`)
  const url = Object.assign(new URL(adminUrl), { pathname: `/${name}` }).href
  const pools: pg.Pool[] = []
  function newPool(connectionString = url) {
    const pool = new pg.Pool({ connectionString, max: 4, pipeline: true, connectionTimeoutMillis: 60_000 })
    pool.on('error', () => {}) // a connection that dies while idle is replaced
    pools.push(pool)
    return pool
  }
  const own = newPool()
  for (const file of (await readdir(migrations)).sort()) {
    await own.query(await readFile(new URL(file, migrations), 'utf8'))
  }
  if (sql !== '') await own.query(sql)
  return {
    url,
    newPool,
    async query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]) {
      return (await own.query<Row>(text, values)).rows
    },
    async close() {
      await Promise.all(pools.map(pool => pool.end()))
    },
  }
}
