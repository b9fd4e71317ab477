import { sessionSettings } from '@orderflow/messaging/database'
import pg from 'pg'

export type DatabaseName = 'orders' | 'inventory' | 'payments' | 'shipping'

export interface DatabaseOptions {
  /** A superuser's URL of a database by its name. */
  readonly postgresUrl: (database: string) => string
  /** What the databases are called; as in production unless told. Without a name there is no reporting. */
  readonly databases?: DatabaseNames
}

export type DatabaseNames = Readonly<Record<DatabaseName, string> & { reporting?: string }>

/** Reporting may be left out of a system: then there is no connection to it. */
export type Databases = Readonly<Record<DatabaseName, pg.ClientBase> & { reporting?: pg.ClientBase }>

export const databaseNames = ['orders', 'inventory', 'payments', 'shipping'] as const

/** What reporting's database is called; undefined if there is none by the names that were given. */
export const reportingName = ({ databases }: DatabaseOptions): string | undefined =>
  databases === undefined ? 'reporting' : databases.reporting

/** PostgreSQL has no database of that name. */
export const isNoSuchDatabase = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.code === '3D000'

/**
 * Runs `work` with a connection to each of the four databases, and to reporting's if there is one. Each connection
 * reads one snapshot of its database, so figures of one database agree with each other even while it changes.
 */
export async function withDatabases<Result>(
  options: DatabaseOptions,
  work: (databases: Databases) => Promise<Result>,
): Promise<Result> {
  const named = databaseNames.map(
    name => [name, clientOf(options, options.databases?.[name] ?? name)] as const,
  )
  const clients: (readonly [string, pg.Client])[] = [...named]
  const open = async (client: pg.Client) => {
    await client.connect()
    await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY')
  }
  try {
    await Promise.all(named.map(([, client]) => open(client)))
    // Last: its snapshot has at least what the others had published.
    const name = reportingName(options)
    const reporting = name === undefined ? undefined : clientOf(options, name)
    if (reporting !== undefined) {
      const there = await open(reporting).then(
        () => true,
        error => {
          if (isNoSuchDatabase(error)) return false
          throw error
        },
      )
      if (there) clients.push(['reporting', reporting])
    }
    return await work(Object.fromEntries(clients) as unknown as Databases)
  } finally {
    await Promise.allSettled(clients.map(([, client]) => client.end()))
  }
}

function clientOf({ postgresUrl }: DatabaseOptions, database: string): pg.Client {
  const client = new pg.Client({
    connectionString: postgresUrl(database),
    application_name: 'audit',
    options: sessionSettings,
    types: { getTypeParser: exactParser },
  })
  client.on('error', () => {}) // whoever is querying gets the same error
  return client
}

const int8 = 20

/** pg's own parsers, except that `bigint` columns, amounts and sums among them, arrive as exact BigInts. */
const exactParser: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === int8 && format !== 'binary' ? BigInt : pg.types.getTypeParser(oid, format as 'text')
