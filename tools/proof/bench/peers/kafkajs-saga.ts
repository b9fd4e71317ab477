// The choreographed saga of the tutorials on kafkajs (https://kafka.js.org/docs/getting-started, shaped as in
// https://cloudnweb.dev/2020/01/implementing-saga-pattern-in-nodejs-microservices): a database per service,
// `eachMessage`, and for each message a transaction and then a `producer.send`.
import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import { databasePerService, inTransaction, openPool } from './lib/databases.ts'
import { openTopics } from './lib/kafka.ts'
import type { Order } from './lib/orders.ts'
import { runPeer, versionOf } from './lib/peer.ts'
import { capture, complete, type Databases, dispatch, place, type Run, reserve } from './lib/shop.ts'

/** How many requests are in flight while orders are accepted. */
const CLIENTS = 64
const PARTITIONS = 6
const REMEMBER = 'INSERT INTO processed_events VALUES ($1) ON CONFLICT DO NOTHING'

type Service = keyof Databases

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
const about = { name: 'kafkajs-saga', version: versionOf('kafkajs'), concurrency: PARTITIONS }
await runPeer(about, async (task, done) => {
  const { databases, remove } = await databasePerService(
    task.postgresUrl,
    'peer_saga',
    'CREATE TABLE processed_events (event_id uuid PRIMARY KEY)',
  )
  const pools = Object.fromEntries(
    Object.entries(databases).map(([name, url]) => [name, openPool(url)]),
  ) as Record<Service, Pool>
  const topics = await openTopics(
    task,
    reactions.map(({ on }) => on),
  )
  const { kafka, prefix, producer } = topics
  const publish = (topic: string, order: Order) =>
    producer.send({
      topic: prefix + topic,
      messages: [{ key: order.orderId, value: JSON.stringify({ eventId: randomUUID(), ...order }) }],
    })

  const consumers = await Promise.all(
    reactions.map(async ({ service, on, work, next }) => {
      const consumer = kafka.consumer({ groupId: `${prefix}${service}` })
      const joined = new Promise<void>(resolve => consumer.on(consumer.events.GROUP_JOIN, () => resolve()))
      await consumer.connect()
      await consumer.subscribe({ topic: prefix + on, fromBeginning: true })
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
          else if (first) done(event.orderId)
        },
      })
      await joined
      return consumer
    }),
  )

  return {
    clients: CLIENTS,
    audited: databases,
    async accept(order) {
      await inTransaction(pools.orders, run => place(run, order))
      await publish('order.created', order)
    },
    async stop() {
      await Promise.all(consumers.map(consumer => consumer.disconnect()))
      await topics.remove()
      await Promise.all(Object.values(pools).map(pool => pool.end()))
      await remove()
    },
  }
})
