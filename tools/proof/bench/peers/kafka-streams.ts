// Four Kafka Streams applications with exactly_once_v2 (https://kafka.apache.org/documentation/streams), in one JVM,
// fed by a producer. The variant is the commit interval in ms: 100 is the default with exactly-once.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { jarVersion, startJava } from './lib/java.ts'
import { javaSettings, openTopics, type Topics } from './lib/kafka.ts'
import { type Order, PRODUCTS } from './lib/orders.ts'
import { type KafkaTask, runPeer } from './lib/peer.ts'

/** Of each product; fits an int twice. */
const STOCK = 1_000_000_000
const TOPICS = [
  'stock-added',
  'order-created',
  'stock-reserved',
  'payment-captured',
  'shipment-dispatched',
  'order-completed',
]

const commitMs = process.argv.at(-1) ?? '100'

await runPeer(
  { name: `kafka-streams-${commitMs}`, version: jarVersion('kafka-streams') },
  async (task, done) => {
    const topics = await openTopics(task, TOPICS)
    const stateDir = await mkdtemp(join(tmpdir(), 'peer-streams-'))
    await addStock(topics)
    const jvm = await startJava('peers.streams.Shop', [topics.prefix, commitMs, stateDir], {
      PEER_KAFKA_SETTINGS: JSON.stringify(javaSettings(task.kafka as KafkaTask)),
    })
    await topics.onEach('order-completed', done)
    return {
      clients: 64,
      children: [jvm],
      accept: order => topics.publish('order-created', [order]),
      acceptAll: orders => topics.publishAll('order-created', orders),
      audited: orders => audit(topics, orders),
      async stop() {
        await jvm.stop()
        await topics.remove()
        await rm(stateDir, { recursive: true, force: true })
      },
    }
  },
)

/** By product, as Java's IntegerSerializer writes numbers. */
async function addStock({ producer, prefix }: Topics): Promise<void> {
  const value = Buffer.alloc(4)
  value.writeInt32BE(STOCK)
  const messages = Array.from({ length: PRODUCTS }, (_, n) => ({ key: `product-${n}`, value }))
  await producer.send({ topic: `${prefix}stock-added`, messages })
}

/** From what is committed on the topics: each order in each step once, and the stock that its store's changelog has last. */
async function audit(topics: Topics, orders: readonly Order[]): Promise<number> {
  const seen = await Promise.all(
    TOPICS.slice(2).map(async topic => {
      const times = new Map<string, number>()
      await topics.readAll(topic, key => times.set(key, (times.get(key) ?? 0) + 1))
      return orders.every(({ orderId }) => times.get(orderId) === 1) && times.size === orders.length
    }),
  )
  // A send that was tried again may have added twice.
  let added = 0
  await topics.readAll('stock-added', (_, value) => {
    added += value.readInt32BE()
  })
  const left = new Map<string, number>()
  await topics.readAll('inventory-stock-changelog', (key, value) => left.set(key, value.readInt32BE()))
  const taken = added - [...left.values()].reduce((sum, available) => sum + available, 0)
  const wanted = orders.reduce((sum, { quantity }) => sum + quantity, 0)
  if (seen.includes(false) || taken !== wanted) {
    throw new Error(`Not all ${orders.length} orders are right: ${seen}, ${taken} taken of ${wanted}.`)
  }
  return orders.length
}
