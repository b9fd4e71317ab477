import {
  type Input,
  type ServiceEvents,
  setUpDatabase,
  startService,
  storeOf,
  table,
  type WorldOf,
} from '@orderflow/messaging'
import { pino } from 'pino'

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

declare const events: ServiceEvents // what each event is: its type, topic, key and validator
declare const adminUrl: string // who may create databases and roles
const logger = pino()

// Before the first start, and after each upgrade:
const database = await setUpDatabase({
  adminUrl,
  database: 'accounts',
  migrations: new URL('migrations/', import.meta.url), // accounts.statements.create, in 0001_accounts.sql
  logger,
})

const service = await startService(
  {
    name: 'accounts', // the consumer group, and the inbox's consumer
    events,
    consumes: { Deposited: 1 },
    publishes: { BalanceChanged: [1] },
    decide: {
      Deposited({ accounts }: World, { data }: Input<Deposit>) {
        const before = accounts.get(data.account) ?? { balance: 0, version: 0 }
        const after = { id: data.account, balance: before.balance + data.amount, version: before.version + 1 }
        accounts.set(after)
        const changed = { account: data.account, balance: after.balance }
        return { events: [{ type: 'BalanceChanged', sequence: after.version, data: changed }] }
      },
    },
    store: storeOf({ accounts }),
  },
  { databaseUrl: database.appUrl, brokers: ['127.0.0.1:9092'], logger },
)

await service.stop()
