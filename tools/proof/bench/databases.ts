import pg from 'pg'
import type { BenchContext } from './scenario.ts'

const names = ['orders', 'inventory', 'payments', 'shipping'] as const
export type DatabaseName = (typeof names)[number]

export interface Databases {
  readonly clients: Readonly<Record<DatabaseName, pg.Client>>
  /** Runs a statement in each of the system's databases. */
  each(statement: string): Promise<unknown>
  /** The sum, over the system's databases, of a query for one number. */
  sum(query: string): Promise<number>
  end(): Promise<void>
}

/** A connection to each of the system's databases. */
export async function openDatabases({ postgresUrl }: Pick<BenchContext, 'postgresUrl'>): Promise<Databases> {
  const named = names.map(name => {
    const client = new pg.Client({ connectionString: postgresUrl(name), application_name: 'bench' })
    client.on('error', () => {}) // whoever is querying gets the same error
    return [name, client] as const
  })
  const clients = named.map(([, client]) => client)
  const end = async () => {
    await Promise.all(clients.map(client => client.end()))
  }
  await Promise.all(clients.map(client => client.connect())).catch(async error => {
    await end()
    throw error
  })
  return {
    clients: Object.fromEntries(named) as Record<DatabaseName, pg.Client>,
    each: statement => Promise.all(clients.map(client => client.query(statement))),
    async sum(query) {
      const results = await Promise.all(
        clients.map(client => client.query<[string | number]>({ text: query, rowMode: 'array' })),
      )
      return results.reduce((sum, { rows }) => sum + Number(rows[0]?.[0]), 0)
    },
    end,
  }
}

/** Messages that the broker has not acknowledged. */
export const outboxRows =
  'SELECT (SELECT count(*) FROM outbox_rows) + (SELECT coalesce(sum(count), 0) FROM outbox_packs)'
