/**
 * What reporting costs per order: the events of completed orders through decoding, validation, deciders and the real
 * store on a real PostgreSQL, without Kafka, each way in turn in each round.
 *
 *   node tools/proof/bench/microbenchmarks/reporting.ts [--orders 10000] [--rounds 3] [--batch 2000] [--parts 2] [--json]
 *
 * `process` and `postgres`: microseconds of processor time per order (Linux only). `wal`: bytes of the write-ahead
 * log per order; `bytes`: on disk per order, inbox and indexes included. Medians over the rounds.
 */
import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '@orderflow/embedded'
import { contractsOf, type EventType } from '@orderflow/events'
import { toMessage } from '@orderflow/events/testing'
import { decideBatch } from '@orderflow/messaging/batch'
import { toDelivery } from '@orderflow/messaging/consumer'
import { inTransaction, type Statement } from '@orderflow/messaging/database'
import type { KafkaRecord } from '@orderflow/messaging/kafka'
import * as reporting from '@orderflow/reporting/consumers'
import { store } from '@orderflow/reporting/store'
import { createLogger, createPool, setUpDatabase } from '@orderflow/service-kit'
import { createOutput, jsonOption, parseArgs } from '../../../dev/lib/args.ts'
import { median } from '../statistics.ts'

const args = parseArgs({
  usage:
    'node tools/proof/bench/microbenchmarks/reporting.ts [--orders N] [--rounds N] [--batch N] [--parts N] [--json]',
  about: 'Measures what reporting costs per order.',
  options: {
    orders: { type: 'number', value: 'N', help: 'in each round', default: 10_000, min: 1 },
    rounds: { type: 'number', value: 'N', help: 'of which the median counts', default: 3, min: 1 },
    batch: { type: 'number', value: 'N', help: 'events in one transaction', default: 2_000, min: 1 },
    parts: {
      type: 'number',
      value: 'N',
      help: 'batches that the events of an order come in',
      default: 2,
      min: 1,
      max: 7,
    },
    ...jsonOption,
  },
})
const { say, result } = createOutput(args)
const logger = createLogger({ service: 'cost', level: 'error' })
const products = 100

/** Which statements are sent. */
const ways: Readonly<Record<string, (statement: Statement) => boolean>> = {
  'all read models': () => true,
  'without journeys': ({ name }) => name !== 'journeys-insert',
  'without figures': ({ name }) => !/-add$|changed-last/.test(name ?? ''),
}

/** The events of an order that completes, and two changes of stock: what a thousand orders a second bring. */
const steps: readonly ((n: number, orderId: string) => readonly [EventType, object])[] = [
  (_, orderId) => ['OrderCreated', { orderId }],
  (_, orderId) => ['StockReserved', { orderId }],
  n => ['InventoryAdjusted', { productId: `prod-${n % products}` }],
  (_, orderId) => ['PaymentCaptured', { orderId }],
  (_, orderId) => ['ShipmentDispatched', { orderId }],
  n => ['InventoryAdjusted', { productId: `prod-${n % products}` }],
  (_, orderId) => ['OrderCompleted', { orderId }],
]

/** In the order of a running system: each batch has a part of the events of each of its orders. */
function recordsOf(orders: number): KafkaRecord[] {
  const orderIds = Array.from({ length: orders }, () => randomUUID())
  const perPart = Math.ceil(steps.length / args.parts)
  const parts = Array.from({ length: args.parts }, (_, n) => steps.slice(n * perPart, (n + 1) * perPart))
  return parts.flatMap(part =>
    orderIds.flatMap((orderId, n) => part.map(step => recordOf(...step(n, orderId)))),
  )
}

function recordOf(type: EventType, data: object): KafkaRecord {
  const { topic, key, value, headers } = toMessage(type, data)
  return { topic, key: Buffer.from(key ?? ''), value, headers, partition: 0, offset: '0', timestamp: '0' }
}

async function measure(adminUrl: string, isSent: (statement: Statement) => boolean) {
  const database = `c_${randomUUID().slice(0, 8)}`
  const migrations = new URL('../../../../services/reporting/migrations/', import.meta.url)
  const { appUrl } = await setUpDatabase({ adminUrl, database, migrations, logger })
  const url = new URL(adminUrl)
  url.pathname = `/${database}`
  const pool = createPool({ url: appUrl, applicationName: 'cost', max: 1, logger })
  const admin = createPool({ url: url.href, applicationName: 'cost-admin', max: 1, logger })
  const contracts = contractsOf(reporting)
  const service = {
    name: 'reporting',
    decide: reporting.decide,
    store,
    contracts,
    now: () => new Date(),
    newId: randomUUID,
  }
  const records = recordsOf(args.orders)
  const { rows } = await pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  const backend = rows[0]?.pid ?? 0
  const walAt = async () =>
    Number((await admin.query("SELECT pg_current_wal_lsn() - '0/0' AS at")).rows[0].at)
  try {
    let statements = 0
    const before = { wal: await walAt(), cpu: process.cpuUsage(), postgres: await microsOf(backend) }
    const started = performance.now()
    for (let from = 0; from < records.length; from += args.batch) {
      const deliveries = records.slice(from, from + args.batch).map(record => toDelivery(record, contracts))
      await inTransaction(
        pool,
        async tx => {
          const { outcomes, writes } = await decideBatch(tx, service, deliveries)
          if (outcomes.some(({ status }) => status !== 'applied' && status !== 'ignored')) {
            throw new Error('an event was not applied')
          }
          const sent = writes.filter(isSent)
          statements += sent.length + 2
          return sent
        },
        sent => sent,
      )
    }
    const seconds = (performance.now() - started) / 1_000
    const { user, system } = process.cpuUsage(before.cpu)
    const postgres = (await microsOf(backend)) - before.postgres
    const wal = (await walAt()) - before.wal
    await admin.query('VACUUM')
    const size = await admin.query<{ bytes: number }>(
      `SELECT sum(pg_total_relation_size(oid))::float8 AS bytes FROM pg_class
       WHERE relkind = 'r' AND relname ~ '^(inbox|orders|journeys|stock|event_counts|outcomes|minutes|durations|placements)'`,
    )
    const perOrder = (figure: number) => Math.round(figure / args.orders)
    return {
      process: perOrder(user + system),
      postgres: perOrder(postgres),
      wal: perOrder(wal),
      bytes: perOrder(size.rows[0]?.bytes ?? 0),
      statementsPerBatch: statements / (records.length / args.batch),
      ordersPerSecond: Math.round(args.orders / seconds),
    }
  } finally {
    await Promise.all([pool.end(), admin.end()])
  }
}

/** Processor time of a process, in microseconds; Linux only, 0 elsewhere. */
async function microsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const [user = 0, system = 0] = stat.split(') ')[1]?.split(' ').slice(11, 13).map(Number) ?? []
  return (user + system) * 10_000
}

type Figures = Awaited<ReturnType<typeof measure>>

const dataDir = await mkdtemp(join(tmpdir(), 'reporting-cost-'))
const postgres = await startPostgres({ dataDir, log: () => {} })
try {
  const measured = Object.fromEntries(Object.keys(ways).map(name => [name, [] as Figures[]]))
  for (let round = 0; round < args.rounds; round++) {
    for (const [name, isSent] of Object.entries(ways)) {
      measured[name]?.push(await measure(postgres.url('postgres'), isSent))
    }
  }
  const figures = Object.entries(measured).map(([name, rounds]) => {
    const keys = Object.keys(rounds[0] ?? {}) as (keyof Figures)[]
    return [name, Object.fromEntries(keys.map(key => [key, median(rounds.map(of => of[key]))]))] as const
  })
  for (const [name, row] of figures) say(`${name.padEnd(18)} ${JSON.stringify(row)}`)
  result({
    orders: args.orders,
    rounds: args.rounds,
    batch: args.batch,
    figures: Object.fromEntries(figures),
  })
} finally {
  await postgres.stop()
  await rm(dataDir, { recursive: true, force: true })
}
