import {
  type Contracts,
  createKafka,
  createMetrics,
  createProcessor,
  type Input,
  Rows,
  type Service,
  startConsumer,
  startRelay,
} from '@orderflow/messaging'
import pg from 'pg'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { uuidv7 } from 'uuidv7'

interface Account {
  readonly id: string
  readonly balance: number
  readonly version: number
}
type World = { readonly accounts: Rows<Account> }
interface Deposit {
  readonly account: string
  readonly amount: number
}

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
  store: {
    async load(tx, inputs) {
      const { rows } = await tx.query<Account>({
        text: 'SELECT id, balance, version FROM account WHERE id = ANY ($1) ORDER BY id FOR UPDATE',
        values: [inputs.map(input => (input.data as Deposit).account)],
      })
      return { accounts: new Rows<Account>(account => account.id, rows) }
    },
    save({ accounts }) {
      const columns = (rows: Account[]) => [
        rows.map(r => r.id),
        rows.map(r => r.balance),
        rows.map(r => r.version),
      ]
      const given = 'unnest($1::text[], $2::integer[], $3::integer[])'
      return [
        {
          text: `INSERT INTO account (id, balance, version) SELECT * FROM ${given} ORDER BY 1`,
          values: columns(accounts.inserted()),
        },
        {
          text: `UPDATE account a SET balance = n.balance, version = n.version
                 FROM ${given} AS n (id, balance, version) WHERE a.id = n.id`,
          values: columns(accounts.updated()),
        },
      ]
    },
  },
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
