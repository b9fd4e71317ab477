import { contracts, type EventType } from '@orderflow/events'
import pg from 'pg'
import { messageOf } from '../../dev/lib/injector.ts'

/** What a service may publish and nobody in the saga reads, by its database: all that shipping publishes is read. */
const held = {
  orders: 'OrderRejected',
  inventory: 'StockReleased',
  payments: 'PaymentRefunded',
} as const satisfies Record<string, EventType>

/** Where what was held has to come. */
export const heldTopics: readonly string[] = Object.values(held).map(type => contracts[type].topic)

/** In each of these databases, a transaction that has a row in the outbox and stays open until it is told to commit. */
export async function holdTransactions(postgresUrl: (database: string) => string) {
  const clients = await Promise.all(
    Object.entries(held).map(async ([database, type]) => {
      const client = new pg.Client({ connectionString: postgresUrl(database), application_name: 'chaos' })
      await client.connect()
      const { topic, key, value, headers } = messageOf(type, `held-${database}`)
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
