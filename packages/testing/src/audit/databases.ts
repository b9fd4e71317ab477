import pg from 'pg'

export type DatabaseName = 'orders' | 'inventory' | 'payments' | 'shipping'

export interface DatabaseOptions {
  /** A superuser's URL of a database by its name. */
  readonly postgresUrl: (database: string) => string
  /** What the databases are called; as in production unless told. */
  readonly databases?: Readonly<Record<DatabaseName, string>>
}

export type Databases = Readonly<Record<DatabaseName, pg.ClientBase>>

export const databaseNames = ['orders', 'inventory', 'payments', 'shipping'] as const

/**
 * Runs `work` with a connection to each of the four databases. Each connection reads one snapshot of its
 * database, so figures of one database agree with each other even while it changes.
 */
export async function withDatabases<Result>(
  options: DatabaseOptions,
  work: (databases: Databases) => Promise<Result>,
): Promise<Result> {
  const clients = databaseNames.map(name => [name, clientOf(options, name)] as const)
  try {
    await Promise.all(
      clients.map(async ([, client]) => {
        await client.connect()
        await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY')
      }),
    )
    return await work(Object.fromEntries(clients) as Record<DatabaseName, pg.Client>)
  } finally {
    await Promise.allSettled(clients.map(([, client]) => client.end()))
  }
}

function clientOf({ postgresUrl, databases }: DatabaseOptions, name: DatabaseName): pg.Client {
  const client = new pg.Client({
    connectionString: postgresUrl(databases?.[name] ?? name),
    application_name: 'audit',
    types: { getTypeParser: exactParser },
  })
  client.on('error', () => {}) // whoever is querying gets the same error
  return client
}

const int8 = 20

/** pg's own parsers, except that `bigint` columns, amounts and sums among them, arrive as exact BigInts. */
export const exactParser: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === int8 && format !== 'binary' ? BigInt : pg.types.getTypeParser(oid, format as 'text')
