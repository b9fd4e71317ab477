import pg from 'pg'
import { type Databases, type Run, tables } from './shop.ts'

/** The URL of `database` on the server that `url` names. */
export function urlOf(url: string, database: string): string {
  const at = new URL(url)
  at.pathname = `/${database}`
  return at.href
}

/**
 * Makes the databases anew, and answers with what removes them. Refuses a server that is not durable, or does not know when
 * something was committed.
 */
export async function freshDatabases(
  adminUrl: string,
  names: readonly string[],
): Promise<() => Promise<void>> {
  const drop = (client: pg.Client, name: string) =>
    client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  await withClient(adminUrl, async client => {
    for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes', 'track_commit_timestamp']) {
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

/** A database of its own for each service, with its tables and those of `more`; and what removes them. */
export async function databasePerService(adminUrl: string, prefix: string, more: string) {
  const services = Object.keys(tables) as (keyof Databases)[]
  const remove = await freshDatabases(
    adminUrl,
    services.map(name => `${prefix}_${name}`),
  )
  const databases = Object.fromEntries(
    services.map(name => [name, urlOf(adminUrl, `${prefix}_${name}`)]),
  ) as Databases
  for (const name of services) {
    await withClient(databases[name], client => client.query(`${tables[name]};${more}`))
  }
  return { databases, remove }
}

/** One database that has the tables of all services; and what removes it. */
export async function oneDatabase(adminUrl: string, name: string) {
  const remove = await freshDatabases(adminUrl, [name])
  const url = urlOf(adminUrl, name)
  await withClient(url, client => client.query(Object.values(tables).join(';')))
  return { url, databases: { orders: url, inventory: url, payments: url, shipments: url }, remove }
}

/** When the last change of each order was committed, in milliseconds since 1970. */
export async function commitTimes(
  url: string,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await withClient(url, client =>
    client.query<{ id: string; at: number }>(
      `SELECT order_id AS id, (extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1000)::float8 AS at
       FROM orders WHERE order_id = ANY ($1)`,
      [orderIds],
    ),
  )
  return new Map(rows.map(({ id, at }) => [id, at]))
}

/** How many orders are COMPLETED: all of them, each once, each with its reservation, payment and shipment. */
export async function verified(databases: Databases, orders: number): Promise<number> {
  const count = (url: string, query: string) =>
    withClient(url, async client => Number((await client.query(`SELECT (${query}) AS n`)).rows[0]?.n))
  const found = {
    completed: await count(
      databases.orders,
      `SELECT count(*) FROM orders WHERE status = 'COMPLETED' AND completions = 1`,
    ),
    orders: await count(databases.orders, 'SELECT count(*) FROM orders'),
    reservations: await count(databases.inventory, 'SELECT count(*) FROM reservations'),
    payments: await count(databases.payments, 'SELECT count(*) FROM payments'),
    shipments: await count(databases.shipments, 'SELECT count(*) FROM shipments'),
  }
  const wrong = Object.values(found).some(n => n !== orders)
  const stock = await count(
    databases.inventory,
    `SELECT (SELECT sum(1000000000 - available) FROM products) - (SELECT sum(quantity) FROM reservations)`,
  )
  if (wrong || stock !== 0) {
    throw new Error(`Not all ${orders} orders are right: ${JSON.stringify({ ...found, stockAmiss: stock })}`)
  }
  return found.completed
}

/** `work` in a transaction of its own, on any connection of a pool. */
export async function inTransaction<T>(pool: pg.Pool, work: (run: Run) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    return await transaction(client, work)
  } finally {
    client.release()
  }
}
