import pg from 'pg'
import type { Run } from './shop.ts'

/** The URL of `database` on the server that `url` names. */
export function urlOf(url: string, database: string): string {
  const at = new URL(url)
  at.pathname = `/${database}`
  return at.href
}

/** Makes the databases anew, and answers with what removes them. Refuses a server that is not durable. */
export async function freshDatabases(
  adminUrl: string,
  names: readonly string[],
): Promise<() => Promise<void>> {
  const drop = (client: pg.Client, name: string) =>
    client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  await withClient(adminUrl, async client => {
    for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
      const { rows } = await client.query(`SELECT current_setting($1) AS value`, [setting])
      if (rows[0]?.value !== 'on')
        throw new Error(`PostgreSQL runs with ${setting} ${rows[0]?.value}: no figure.`)
    }
    for (const name of names) {
      await drop(client, name)
      await client.query(`CREATE DATABASE ${name}`)
    }
  })
  return () =>
    withClient(adminUrl, async client => {
      for (const name of names) await drop(client, name)
    })
}

export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** At most `max` connections, 10 unless told as is the library's own default. */
export function openPool(connectionString: string, max?: number): pg.Pool {
  const pool = new pg.Pool({ connectionString, ...(max !== undefined && { max }) })
  // What ends a connection fails its query, too. Without a query it is the end of the database, in `stop`.
  pool.on('connect', client => client.on('error', () => {}))
  pool.on('error', () => {})
  return pool
}

/** `BEGIN … COMMIT` around `work`, on a connection that the caller has. */
export async function transaction<T>(client: pg.ClientBase, work: (run: Run) => Promise<T>): Promise<T> {
  await client.query('BEGIN')
  try {
    const result = await work(runOn(client))
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  }
}

/** Statements on a connection, or each in a transaction of its own on any connection of a pool. */
export const runOn =
  (client: pg.ClientBase | pg.Pool): Run =>
  async (text, values) =>
    (await client.query(text, values)).rowCount ?? 0
