/**
 * What the event-sourced ledger costs beside the services that keep rows: the same number of orders through the
 * real deciders and stores on a real PostgreSQL, without Kafka, every way in turn in each round.
 *
 *   node tools/proof/bench/microbenchmarks/ledger.ts [--orders 10000] [--rounds 5] [--writers 1] [--json]
 *
 * `bytes`: table and indexes per order at the end. `wal`: bytes of the write-ahead log per order. `cpu`:
 * microseconds of this process and of its database backends per order. Medians over the rounds.
 */
import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '@orderflow/embedded'
import { contractsOf } from '@orderflow/events'
import { type Delivery, decideBatch } from '@orderflow/messaging/batch'
import { inTransaction, type Tx } from '@orderflow/messaging/database'
import { checkSnapshot } from '@orderflow/payment/ledger'
import { createLogger, createPool, setUpDatabase } from '@orderflow/service-kit'
import type { Pool } from 'pg'
import * as inventory from '../../../../services/inventory/src/consumers.ts'
import { store as stock } from '../../../../services/inventory/src/store.ts'
import * as payment from '../../../../services/payment/src/consumers.ts'
import { store as ledger } from '../../../../services/payment/src/store.ts'
import * as shipping from '../../../../services/shipping/src/consumers.ts'
import { store as shipments } from '../../../../services/shipping/src/store.ts'
import { createOutput, jsonOption, parseArgs } from '../../../dev/lib/args.ts'
import { median } from '../statistics.ts'

const args = parseArgs({
  usage: 'node tools/proof/bench/microbenchmarks/ledger.ts [--orders N] [--rounds N] [--writers N] [--json]',
  about: 'Measures the ledger beside the row-based services.',
  options: {
    orders: { type: 'number', value: 'N', help: 'in each round', default: 10_000 },
    rounds: { type: 'number', value: 'N', help: 'of which the median counts', default: 5 },
    writers: { type: 'number', value: 'N', help: 'that work at once, as replicas do', default: 1 },
    batch: { type: 'number', value: 'N', help: 'inputs in one transaction', default: 500 },
    ...jsonOption,
  },
})
const { say, result } = createOutput(args)
const logger = createLogger({ service: 'cost', level: 'error' })

type Query = Parameters<Tx['query']>[0]
interface Way {
  readonly service: 'payment' | 'inventory' | 'shipping'
  readonly table: string
  /** What is sent instead of a statement; undefined to send nothing. */
  readonly instead?: (query: Query) => Query | undefined
  /** The inputs of one order: those of one step are batched with those of the other orders. */
  readonly steps: ((orderId: string) => [type: string, data: object])[]
}

const money = { amount: 1250, currency: 'EUR' }
const approval = { operation: 'capture', result: 'approved', reference: 'cap-0123456789' }
const capture: Way['steps'] = [
  orderId => ['StockReserved', { orderId, customerId: 'customer-1', total: money }],
  orderId => ['GatewayAnswered', { orderId, ...approval }],
]
const isProjection = ({ name }: Query) => name === 'account-flows-insert'

/** The projection as one row per account, as one would first think of it. */
const perAccount = (query: Query): Query =>
  isProjection(query)
    ? {
        name: 'accounts-add',
        text: `INSERT INTO accounts AS b (account, currency, debits, credits)
          SELECT account, currency, sum(d), sum(c) FROM unnest($1::text[], $2::text[], $3::text[], $4::numeric[])
            AS f (debit, credit, currency, amount), LATERAL (VALUES (debit, amount, 0), (credit, 0, amount)) AS s (account, d, c)
          GROUP BY account, currency ORDER BY account, currency
          ON CONFLICT (account, currency)
            DO UPDATE SET debits = b.debits + excluded.debits, credits = b.credits + excluded.credits`,
        values: query.values ?? [],
      }
    : query

const ways: Record<string, Way> = {
  'payment, no projection': {
    service: 'payment',
    table: 'ledger',
    steps: capture,
    instead: query => (isProjection(query) ? undefined : query),
  },
  'payment, flows': { service: 'payment', table: 'ledger', steps: capture },
  'payment, accounts': { service: 'payment', table: 'ledger', steps: capture, instead: perAccount },
  inventory: {
    service: 'inventory',
    table: 'reservations',
    steps: [
      orderId => [
        'OrderCreated',
        {
          orderId,
          customerId: 'customer-1',
          currency: 'EUR',
          saga: 1,
          items: [{ productId: 'prod-1', quantity: 1 }],
        },
      ],
      orderId => ['ShipmentDispatched', { orderId }],
    ],
  },
  shipping: {
    service: 'shipping',
    table: 'shipments',
    steps: [orderId => ['PaymentCaptured', { orderId, customerId: 'customer-1', amount: money }]],
  },
}

const parts = {
  payment: { ...payment, store: ledger },
  inventory: { ...inventory, store: stock },
  shipping: { ...shipping, store: shipments, decide: shipping.decide(() => undefined) },
}

async function measure(adminUrl: string, way: Way) {
  const database = `c_${randomUUID().slice(0, 8)}`
  const migrations = new URL(`../../../../services/${way.service}/migrations/`, import.meta.url)
  const { appUrl, ownerUrl } = await setUpDatabase({ adminUrl, database, migrations, logger })
  const pool = createPool({ url: appUrl, applicationName: 'cost', max: args.writers, logger })
  const owner = createPool({ url: ownerUrl, applicationName: 'cost', max: 1, logger })
  try {
    if (way.service === 'payment') {
      await owner.query(`CREATE TABLE accounts (account text COLLATE "C", currency text COLLATE "C", debits numeric,
        credits numeric, PRIMARY KEY (account, currency)) WITH (fillfactor = 10)`)
    }
    return await run(pool, owner, adminUrl, way)
  } finally {
    await Promise.all([pool.end(), owner.end()])
  }
}

async function run(pool: Pool, owner: Pool, adminUrl: string, way: Way) {
  let statements = 0
  let batches = 0
  const { decide, store, ...events } = parts[way.service]
  const contracts = contractsOf(events)
  // biome-ignore lint/suspicious/noExplicitAny: three services, each with a world of its own
  const service: any = {
    name: way.service,
    decide,
    store,
    contracts,
    now: () => new Date(),
    newId: randomUUID,
  }
  const apply = (deliveries: Delivery[]) =>
    inTransaction(pool, async client => {
      batches++
      const tx = {
        async query(query: Query) {
          const sent = way.instead === undefined ? query : way.instead(query)
          if (sent === undefined) return { rows: [], rowCount: 0 }
          statements++
          return await client.query(sent)
        },
      }
      const { outcomes, writes } = await decideBatch(tx as Tx, service, deliveries)
      for (const statement of writes) await tx.query(statement as Query)
      const failed = outcomes.find(outcome => outcome.status !== 'applied')
      if (failed !== undefined) throw new Error('an input was not applied', { cause: failed })
    })
  await Promise.all(Array.from({ length: args.writers }, () => pool.query('SELECT pg_sleep(0.05)')))
  const walAt = async () =>
    Number((await owner.query("SELECT pg_current_wal_lsn() - '0/0' AS at")).rows[0].at)

  const orderIds = Array.from({ length: args.orders }, () => randomUUID())
  const before = { wal: await walAt(), cpu: process.cpuUsage(), backends: await backendMicros(adminUrl) }
  const started = performance.now()
  for (const step of way.steps) {
    const batched = Array.from({ length: Math.ceil(args.orders / args.batch) }, (_, n) =>
      orderIds.slice(n * args.batch, (n + 1) * args.batch),
    ).values()
    // The writers share one iterator: each takes the next batch.
    const writer = async () => {
      for (const mine of batched) await apply(mine.map(orderId => delivery(...step(orderId))))
    }
    await Promise.all(Array.from({ length: args.writers }, writer))
  }
  const seconds = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(before.cpu)
  const cpu = user + system + (await backendMicros(adminUrl)) - before.backends
  const wal = (await walAt()) - before.wal
  await owner.query(`VACUUM ${way.table}`)
  const size = await owner.query(`SELECT pg_total_relation_size('${way.table}')::float8 AS bytes`)
  const checked = way.service === 'payment' && way.instead === undefined ? await checkSeconds(owner) : 0
  return {
    perSecond: args.orders / seconds,
    cpu: cpu / args.orders,
    wal: wal / args.orders,
    bytes: size.rows[0].bytes / args.orders,
    statementsPerBatch: statements / batches,
    checkSeconds: checked,
  }
}

function delivery(type: string, data: object): Delivery {
  const id = randomUUID()
  return { id, input: { id, type, data, correlationId: id, initiator: 'customer' } }
}

/** Processor time of all live backends of this run, in microseconds; Linux only, 0 elsewhere. */
async function backendMicros(adminUrl: string): Promise<number> {
  const admin = createPool({ url: adminUrl, applicationName: 'cost', max: 1, logger })
  try {
    const { rows } = await admin.query<{ pid: number }>(
      "SELECT pid FROM pg_stat_activity WHERE usename LIKE 'c\\_%app'",
    )
    const ticks = await Promise.all(
      rows.map(async ({ pid }) => {
        const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
        const [utime = 0, stime = 0] = stat.split(') ')[1]?.split(' ').slice(11, 13).map(Number) ?? []
        return utime + stime
      }),
    )
    return ticks.reduce((sum, n) => sum + n, 0) * 10_000
  } finally {
    await admin.end()
  }
}

async function checkSeconds(pool: Pool): Promise<number> {
  const client = await pool.connect()
  const started = performance.now()
  const { streamFlaws, balanceFlaws } = await checkSnapshot(client)
  client.release()
  if (streamFlaws.length + balanceFlaws.length > 0) throw new Error('the ledger does not add up')
  return (performance.now() - started) / 1000
}

const dataDir = await mkdtemp(join(tmpdir(), 'ledger-cost-'))
const postgres = await startPostgres({ dataDir, log: () => {} })
try {
  const measured: Record<string, Awaited<ReturnType<typeof measure>>[]> = {}
  const names = Object.keys(ways)
  for (let round = 0; round < args.rounds; round++) {
    for (const name of [...names.slice(round % names.length), ...names.slice(0, round % names.length)]) {
      measured[name] = [...(measured[name] ?? []), await measure(postgres.url('postgres'), ways[name] as Way)]
    }
  }
  const figures = Object.fromEntries(
    names.map(name => {
      const rounds = measured[name] ?? []
      const keys = Object.keys(rounds[0] ?? {}) as (keyof (typeof rounds)[0])[]
      return [
        name,
        Object.fromEntries(keys.map(key => [key, Math.round(100 * median(rounds.map(r => r[key]))) / 100])),
      ]
    }),
  )
  for (const [name, row] of Object.entries(figures)) say(`${name.padEnd(24)} ${JSON.stringify(row)}`)
  result({ orders: args.orders, rounds: args.rounds, writers: args.writers, batch: args.batch, figures })
} finally {
  await postgres.stop()
  await rm(dataDir, { recursive: true, force: true })
}
