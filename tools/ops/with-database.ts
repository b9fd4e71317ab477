import { sessionSettings } from '@orderflow/messaging/database'
import pg from 'pg'
import { whereIs } from '../dev/lib/endpoints.ts'

/**
 * Work of an operator's command in a database of the running system, on a connection that ends with it.
 *
 * @param database its name, such as `orders`
 * @param command by whose name PostgreSQL shows the connection
 * @throws what `whereIs` says of a system that does not run; whatever connecting and the work throw
 */
export async function withDatabase<Result>(
  database: Parameters<typeof whereIs>[0],
  command: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const { databaseUrl } = await whereIs(database)
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: command,
    options: sessionSettings,
  })
  client.on('error', () => {}) // whoever is querying gets the same error
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
