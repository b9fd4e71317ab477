import pg from 'pg'
import { messageOf } from '../../dev/lib/injector.ts'

const databases = ['orders', 'inventory', 'payments', 'shipping']

/** In each database, a transaction that has a row in the outbox and stays open until it is told to commit. */
export async function holdTransactions(postgresUrl: (database: string) => string) {
  const clients = await Promise.all(
    databases.map(async database => {
      const client = new pg.Client({ connectionString: postgresUrl(database), application_name: 'chaos' })
      await client.connect()
      const { topic, key, value, headers } = messageOf('OrderRejected', `held-${database}`)
      await client.query('BEGIN')
      await client.query('INSERT INTO outbox (topic, key, value, headers) VALUES ($1, $2, $3, $4)', [
        topic,
        key,
        value,
        JSON.stringify(headers),
      ])
      return client
    }),
  )
  return {
    async commit() {
      for (const client of clients) {
        await client.query('COMMIT')
        await client.end()
      }
    },
  }
}
