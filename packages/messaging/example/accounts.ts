import {
  type Contracts,
  createKafka,
  createMetrics,
  createProcessor,
  type Input,
  type Service,
  startConsumer,
  startRelay,
  storeOf,
  table,
  type WorldOf,
} from '@orderflow/messaging'
import pg from 'pg'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { uuidv7 } from 'uuidv7'

interface Deposit {
  readonly account: string
  readonly amount: number
}

const accounts = table(
  'account',
  { id: 'text', balance: 'integer', version: 'integer' },
  { keysOf: ({ data }: Input<Deposit>) => data.account },
)
type World = WorldOf<{ accounts: typeof accounts }>

declare const contracts: Contracts // what each event is: its type, topic, key and validator
declare const databaseUrl: string

const service: Service<World> = {
  name: 'accounts', // the consumer group, and the inbox's consumer
  contracts,
  now: () => new Date(),
  newId: uuidv7,
  decide: {
    Deposited({ accounts }: World, { data }: Input<Deposit>) {
      const { id, balance, version } = accounts.get(data.account) ?? {
        id: data.account,
        balance: 0,
        version: 0,
      }
      const after = { id, balance: balance + data.amount, version: version + 1 }
      accounts.set(after)
      const changed = { account: id, balance: after.balance }
      return { events: [{ type: 'BalanceChanged', sequence: after.version, data: changed }] }
    },
  },
  store: storeOf({ accounts }),
}

const logger = pino()
const metrics = createMetrics(new Registry())
const pool = new pg.Pool({ connectionString: databaseUrl, pipeline: true })
pool.on('error', error => logger.warn({ err: error }, 'an idle connection was lost'))
const kafka = createKafka({ clientId: service.name, brokers: ['127.0.0.1:9092'], logger })
const relay = startRelay({ databaseUrl, service: service.name, kafka, logger, metrics, batchMax: 1000 })
const processor = createProcessor(service, { pool, logger, metrics, batchMax: 500, onCommit: relay.wake })
const consumer = startConsumer({
  kafka,
  service: service.name,
  topics: ['account.deposited.v1'],
  contracts,
  processor,
  chunkSize: 500,
  logger,
  metrics,
})

// Stop in this order:
await consumer.stop()
await processor.idle()
await relay.stop()
await kafka.close()
await pool.end()
