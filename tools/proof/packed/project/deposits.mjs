// A service in plain JavaScript on the packed packages, with real servers: deposits in, balances out, one event delivered
// twice. Prints what became of them as JSON.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startServers } from '@orderflow/embedded'
import { defineEvents } from '@orderflow/event-contracts'
import {
  createKafka,
  createMetrics,
  createProcessor,
  migrationsDirectory,
  Rows,
  startConsumer,
  startRelay,
} from '@orderflow/messaging'
import kafkajs from 'kafkajs'
import pg from 'pg'
import { pino } from 'pino'
import { Registry } from 'prom-client'

const { brokers, postgresUrl: databaseUrl, stop } = await startServers()
const pool = new pg.Pool({ connectionString: databaseUrl, pipeline: true })
pool.on('error', () => {})
for (const file of (await readdir(migrationsDirectory)).sort()) {
  await pool.query(await readFile(join(migrationsDirectory, file), 'utf8'))
}
await pool.query(
  'CREATE TABLE account (id text PRIMARY KEY, balance integer NOT NULL, version integer NOT NULL)',
)

const schema = fields => ({
  type: 'object',
  required: ['account', ...fields],
  properties: {
    account: { type: 'string' },
    ...Object.fromEntries(fields.map(name => [name, { type: 'integer' }])),
  },
})
const events = defineEvents('bank', {
  Deposited: { topic: 'account.deposited.v1', key: 'account', schema: schema(['amount']) },
  BalanceChanged: { topic: 'account.balance-changed.v1', key: 'account', schema: schema(['balance']) },
})
const { Deposited: deposited, BalanceChanged: changed } = events.contracts
const service = {
  name: 'accounts',
  contracts: events.contractsOf({ consumes: { Deposited: 1 }, publishes: { BalanceChanged: [1] } }),
  now: () => new Date(),
  newId: () => crypto.randomUUID(),
  decide: {
    Deposited({ accounts }, { data: { account: id, amount } }) {
      if (amount === 13) throw new Error('unlucky')
      const { balance, version } = accounts.get(id) ?? { balance: 0, version: 0 }
      const after = { id, balance: balance + amount, version: version + 1 }
      accounts.set(after)
      const data = { account: id, balance: after.balance }
      return { events: [{ type: changed.type, sequence: after.version, data }] }
    },
  },
  store: {
    async load(tx, inputs) {
      const ids = [...new Set(inputs.map(({ data }) => data.account))]
      const { rows } = await tx.query({
        text: 'SELECT id, balance, version FROM account WHERE id = ANY ($1) ORDER BY id FOR UPDATE',
        values: [ids],
      })
      return { accounts: new Rows(account => account.id, rows) }
    },
    save: ({ accounts }) =>
      [...accounts.inserted(), ...accounts.updated()].map(({ id, balance, version }) => ({
        text: `INSERT INTO account VALUES ($1, $2, $3)
               ON CONFLICT (id) DO UPDATE SET balance = EXCLUDED.balance, version = EXCLUDED.version`,
        values: [id, balance, version],
      })),
  },
}

const deadLetters = `${deposited.topic}.${service.name}.dlq`
const plain = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING })
const admin = plain.admin()
await admin.connect()
await admin.createTopics({
  topics: [deposited.topic, changed.topic, deadLetters].map(topic => ({ topic, numPartitions: 3 })),
})
const logger = pino({ level: 'error' }, pino.destination(2))
const metrics = createMetrics(new Registry())
const kafka = createKafka({ clientId: service.name, brokers, logger })
const relay = startRelay({ databaseUrl, service: service.name, kafka, logger, metrics, batchMax: 100 })
const processor = createProcessor(service, { pool, logger, metrics, batchMax: 100, onCommit: relay.wake })
const consumer = startConsumer({
  ...{ kafka, service: service.name, topics: [deposited.topic], contracts: service.contracts, processor },
  ...{ chunkSize: 100, logger, metrics },
})

const producer = plain.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner })
await producer.connect()
const deposit = (id, account, amount) => ({
  key: account,
  value: JSON.stringify({ account, amount }),
  headers: { ce_specversion: '1.0', ce_id: id, ce_source: '/bank', ce_type: deposited.type },
})
const [first, second, third] = [1, 2, 3].map(() => crypto.randomUUID())
await producer.send({
  topic: deposited.topic,
  messages: [
    deposit(first, 'ada', 10),
    deposit(first, 'ada', 10),
    deposit(second, 'ada', 20),
    deposit(third, 'ada', 13),
  ],
})
await producer.disconnect()

const countOf = async topic =>
  (await admin.fetchTopicOffsets(topic)).reduce((sum, { high }) => sum + Number(high), 0)
for (let n = 0; (await countOf(changed.topic)) < 2 || (await countOf(deadLetters)) < 1; n++) {
  if (n > 600) throw new Error('nothing has come in a minute')
  await pause(100)
}
const { rows } = await pool.query('SELECT id, balance, version FROM account')
console.log(
  JSON.stringify({
    accounts: rows,
    balances: await countOf(changed.topic),
    deadLetters: await countOf(deadLetters),
  }),
)

await admin.disconnect()
await consumer.stop()
await processor.idle()
await relay.stop()
await kafka.close()
await pool.end()
await stop()
