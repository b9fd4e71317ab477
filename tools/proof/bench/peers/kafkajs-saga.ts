// The choreographed saga of the tutorials on kafkajs (https://kafka.js.org/docs/getting-started, shaped as in
// https://cloudnweb.dev/2020/01/implementing-saga-pattern-in-nodejs-microservices): a database per service,
// `eachMessage`, and for each message a transaction and then a `producer.send`.
import { randomUUID } from 'node:crypto'
import { Kafka, logLevel } from 'kafkajs'
import type { Pool } from 'pg'
import { countdown } from './lib/countdown.ts'
import { freshDatabases, openPool, transaction, urlOf, withClient } from './lib/databases.ts'
import { closedLoop, makeOrders, type Order } from './lib/orders.ts'
import { runPeer } from './lib/peer.ts'
import { capture, complete, dispatch, place, type Run, reserve, tables } from './lib/shop.ts'

/** How many requests are in flight while orders are accepted. */
const CLIENTS = 64
const PARTITIONS = 6
const REMEMBER = 'INSERT INTO processed_events VALUES ($1) ON CONFLICT DO NOTHING'

type Service = 'orders' | 'inventory' | 'payments' | 'shipments'

/** What each service does with a message of a topic, and the topic that it then publishes to. */
const reactions: readonly {
  readonly service: Service
  readonly on: string
  readonly work: (run: Run, order: Order) => Promise<unknown>
  readonly next?: string
}[] = [
  { service: 'inventory', on: 'order.created', work: reserve, next: 'stock.reserved' },
  { service: 'payments', on: 'stock.reserved', work: capture, next: 'payment.captured' },
  { service: 'shipments', on: 'payment.captured', work: dispatch, next: 'shipment.dispatched' },
  { service: 'orders', on: 'shipment.dispatched', work: complete },
]

// Concurrency is `partitionsConsumedConcurrently`: its default of 1 was no faster.
await runPeer({ name: 'kafkajs-saga', package: 'kafkajs', concurrency: PARTITIONS }, async task => {
  if (task.kafka === undefined) throw new Error('PEER_KAFKA names no broker.')
  const removeDatabases = await freshDatabases(task.postgresUrl, Object.keys(tables).map(databaseOf))
  const databases = {
    orders: urlOf(task.postgresUrl, databaseOf('orders')),
    inventory: urlOf(task.postgresUrl, databaseOf('inventory')),
    payments: urlOf(task.postgresUrl, databaseOf('payments')),
    shipments: urlOf(task.postgresUrl, databaseOf('shipments')),
  }
  const pools = {} as Record<Service, Pool>
  for (const service of Object.keys(tables) as Service[]) {
    await withClient(databases[service], async client => {
      await client.query(tables[service])
      await client.query('CREATE TABLE processed_events (event_id uuid PRIMARY KEY)')
    })
    pools[service] = openPool(databases[service])
  }

  const run = randomUUID().slice(0, 8)
  const topicOf = (name: string) => `peer-${run}.${name}`
  const kafka = new Kafka({ clientId: 'peer', ...task.kafka, logLevel: logLevel.ERROR })
  const admin = kafka.admin()
  await admin.connect()
  const topics = reactions.map(({ on }) => topicOf(on))
  await admin.createTopics({ topics: topics.map(topic => ({ topic, numPartitions: PARTITIONS })) })

  const producer = kafka.producer()
  await producer.connect()
  const publish = (topic: string, order: Order) =>
    producer.send({
      topic: topicOf(topic),
      messages: [{ key: order.orderId, value: JSON.stringify({ eventId: randomUUID(), ...order }) }],
    })

  const done = countdown(task.orders)
  const consumers = await Promise.all(
    reactions.map(async ({ service, on, work, next }) => {
      const consumer = kafka.consumer({ groupId: `peer-${run}-${service}` })
      const joined = new Promise<void>(resolve => consumer.on(consumer.events.GROUP_JOIN, () => resolve()))
      await consumer.connect()
      await consumer.subscribe({ topic: topicOf(on), fromBeginning: true })
      await consumer.run({
        partitionsConsumedConcurrently: task.concurrency,
        eachMessage: async ({ message }) => {
          const event = JSON.parse(String(message.value)) as Order & { eventId: string }
          // Idempotent: an event that comes again changes nothing.
          const first = await inTransaction(pools[service], async run => {
            const fresh = (await run(REMEMBER, [event.eventId])) === 1
            if (fresh) await work(run, event)
            return fresh
          })
          if (next !== undefined) await publish(next, event)
          else if (first) done.one()
        },
      })
      await joined
      return consumer
    }),
  )

  const orders = makeOrders(task.orders)
  return {
    databases,
    async work() {
      await closedLoop(orders, CLIENTS, async order => {
        await inTransaction(pools.orders, run => place(run, order))
        await publish('order.created', order)
      })
      await done.zero
    },
    async stop() {
      await Promise.all(consumers.map(consumer => consumer.disconnect()))
      await producer.disconnect()
      await admin.deleteTopics({ topics })
      await admin.disconnect()
      await Promise.all(Object.values(pools).map(pool => pool.end()))
      await removeDatabases()
    },
  }
})

function databaseOf(service: string): string {
  return `peer_saga_${service}`
}

async function inTransaction<T>(pool: Pool, work: (run: Run) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    return await transaction(client, work)
  } finally {
    client.release()
  }
}
