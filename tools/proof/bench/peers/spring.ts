// Four services on Spring Boot with a batch listener (https://docs.spring.io/spring-kafka/reference), JDBC batches, inbox
// and outbox, each with a database of its own. The variant says how orders come, and in how many JVMs they are worked on.
import { freePort } from './lib/child.ts'
import { databasePerService } from './lib/databases.ts'
import { poster } from './lib/http.ts'
import { jarVersion, startJava } from './lib/java.ts'
import { javaSettings, openTopics } from './lib/kafka.ts'
import { type KafkaTask, runPeer } from './lib/peer.ts'
import type { Databases } from './lib/shop.ts'

const CLIENTS = 64
const TOPICS = [
  'order-requests',
  'order-created',
  'stock-reserved',
  'payment-captured',
  'shipment-dispatched',
  'order-completed',
]
const MAILBOX = `CREATE TABLE inbox (event_id uuid PRIMARY KEY, seen_at timestamptz NOT NULL DEFAULT now());
  CREATE TABLE outbox (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, topic text NOT NULL, key text NOT NULL, payload text NOT NULL)`

const services = ['inventory', 'payments', 'shipments', 'orders'] as const
const variants = {
  topic: { byHttp: false, jvms: [services] },
  http: { byHttp: true, jvms: [services] },
  'http-4': { byHttp: true, jvms: services.map(service => [service]) },
} as const

const variant = process.argv.at(-1) as keyof typeof variants
const { byHttp, jvms } = variants[variant]

await runPeer({ name: `spring-${variant}`, version: jarVersion('spring-boot') }, async (task, done) => {
  const { databases, remove } = await databasePerService(task.postgresUrl, 'peer_spring', MAILBOX)
  const topics = await openTopics(task, TOPICS)
  const port = await freePort()
  const settings = settingsOf(topics.prefix, task.kafka as KafkaTask, databases, port)
  // If one does not start, the others end with this process.
  const running = await Promise.all(jvms.map(names => startJava('peers.spring.Shop', names, settings)))
  await topics.onEach('order-completed', done)
  const post = poster(`http://127.0.0.1:${port}`, CLIENTS)
  return {
    clients: CLIENTS,
    children: running,
    audited: databases,
    ...(byHttp
      ? { accept: order => post('/orders', order) }
      : {
          accept: order => topics.publish('order-requests', [order]),
          acceptAll: orders => topics.publishAll('order-requests', orders),
        }),
    async stop() {
      await Promise.all(running.map(jvm => jvm.stop()))
      await topics.remove()
      await remove()
    },
  }
})

/** What application.yml does not say: addresses, and who comes. A profile is a service. */
function settingsOf(prefix: string, kafka: KafkaTask, databases: Databases, port: number) {
  const ofService = Object.entries(databases).map(([service, url]) => {
    const { host, pathname, username, password } = new URL(url)
    const jdbc = `jdbc:postgresql://${host}${pathname}?reWriteBatchedInserts=true`
    return [
      service,
      { url: jdbc, username: decodeURIComponent(username), password: decodeURIComponent(password) },
    ]
  })
  return {
    SPRING_APPLICATION_JSON: JSON.stringify({
      prefix,
      databases: Object.fromEntries(ofService),
      'server.port': port,
      spring: { kafka: { 'bootstrap-servers': kafka.brokers, properties: javaSettings(kafka) } },
    }),
  }
}
