import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { adminUrl, kafkaBrokers } from '@orderflow/test-servers'
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { provisionDatabase } from '../set-up/provision.ts'
import { setUpDatabase, setUpTopics } from '../set-up/set-up.ts'
import { accountService, accountsTable, accountTopics, depositMessage, unlucky } from '../testing/accounts.ts'
import { createKafka } from '../testing/clients.ts'
import { createDatabase, type TestDatabase } from '../testing/database.ts'
import { until } from '../testing/until.ts'
import type { ServiceDefinition } from './definition.ts'
import { type Running, startService } from './start-service.ts'

const topics = accountTopics()
const { contracts, name, decide, store } = accountService(undefined, topics)
const woken: string[] = []
const definition: ServiceDefinition<never> = {
  name,
  decide,
  store: store as never,
  consumes: { Deposited: 1 },
  publishes: { BalanceChanged: [1] },
  events: {
    contractsOf: () => contracts,
    consumedTopics: consumes => ('Deposited' in consumes ? [topics.deposits] : []),
  },
  workers: () => [{ wake: () => void woken.push('worker'), stop: async () => void woken.push('stopped') }],
}
const logger = pino({ level: 'silent' })
const kafka = createKafka({ clientId: name, brokers: kafkaBrokers(), logger })
let database: TestDatabase
let service: Running

beforeAll(async () => {
  database = await createDatabase(await adminUrl(), accountsTable)
  const config = { 'retention.ms': '604800000' }
  const events = [topics.deposits, topics.balances].map(topic => ({ topic, partitions: 1, config }))
  await setUpTopics(kafka, events, { [name]: [topics.deposits] })
  service = await startService(definition, { databaseUrl: database.url, brokers: kafkaBrokers(), logger })
})
afterAll(async () => {
  await service?.stop()
  await database?.close()
  await kafka.close()
})

async function send(...amounts: number[]) {
  const producer = await kafka.producer()
  const messages = amounts.map(amount => depositMessage({ account: 'a', amount }))
  await producer.send(
    messages.map(message => ({
      ...message,
      value: Buffer.from(message.value),
      topic: topics.deposits,
      partition: 0,
    })),
  )
  await producer.close()
}

const lying = async (topic: string) =>
  (await kafka.depths([topic])).reduce((sum, { depth }) => sum + depth, 0)

/** The `source` of the newest event of a topic. */
async function lastSource(topic: string): Promise<string> {
  const reader = await kafka.reader()
  let source = ''
  for (const range of await reader.ranges([topic]))
    for await (const records of reader.read(range))
      source = String(records.at(-1)?.headers.ce_source ?? source)
  await reader.close()
  return source
}

test('consumes, decides, publishes, dead-letters, wakes its workers', async () => {
  await send(5, unlucky, 7)
  await until('both balances are published', async () => (await lying(topics.balances)) === 2)
  await until('a dead letter', async () => (await lying(`${topics.deposits}.${name}.dlq`)) === 1)
  expect(await database.query('SELECT balance::integer FROM account')).toEqual([{ balance: 12 }])
  expect(woken).toContain('worker')
  expect(await service.checks()).toEqual({
    database: { ok: true },
    kafka: { ok: true },
    relay: { ok: true },
  })
  expect(await service.registry.metrics()).toContain('dead_letters_total{reason="DECIDE_FAILED"} 1')
})

test('answers commands, each key once', async () => {
  const withdraw = (amount: number, key?: string) =>
    service.submit('Withdraw', { account: 'b', amount }, key === undefined ? {} : { key })
  expect(await withdraw(-100)).toBe(100)
  expect(await withdraw(1, 'k-1')).toBe(99)
  expect(await withdraw(1, 'k-1')).toBe(99)
  await expect(withdraw(2, 'k-1')).rejects.toMatchObject({ code: 'COMMAND_KEY_REUSED' })
  await expect(withdraw(-unlucky)).rejects.toThrow('unlucky')
  await expect(service.submit('Close', {})).rejects.toMatchObject({ code: 'INPUT_UNKNOWN' })
})

test('does not start where its inbox would forget too early, and leaves open what it was given', async () => {
  const pool = database.newPool()
  const given = { databaseUrl: database.url, kafka, pool, logger }
  await expect(startService(definition, { ...given, inboxRetentionDays: 1 })).rejects.toMatchObject({
    code: 'INBOX_RETENTION_TOO_SHORT',
  })
  const second = await startService({ ...definition, consumes: {} }, given)
  await second.stop()
  await second.stop()
  expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  expect(await kafka.partitionCounts([topics.deposits])).toEqual(new Map([[topics.deposits, 1]]))
  expect(woken).toContain('stopped')
})

test('what cannot start leaves nothing open, and what is stopped takes no commands', async () => {
  const given = { databaseUrl: database.url, brokers: kafkaBrokers(), logger }
  const workers = () => {
    throw new Error('no worker today')
  }
  const brief = { ...definition, name: `${name}-brief` }
  const open = `SELECT FROM pg_stat_activity WHERE application_name LIKE '${brief.name}%'`
  await expect(startService({ ...brief, workers }, given)).rejects.toThrow('no worker today')
  await until('nothing is open', async () => (await database.query(open)).length === 0)
  const { submit, stop } = await startService(brief, given)
  await until('its relay is there', async () => (await database.query(open)).length > 0)
  await stop()
  await until('it has gone', async () => (await database.query(open)).length === 0)
  await expect(submit('Withdraw', { account: 'd', amount: 1 })).rejects.toMatchObject({
    code: 'SERVICE_STOPPED',
  })
})

test('has its tables in a schema of their own, beside another outbox', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'a shop '))
  const migrations = pathToFileURL(join(folder, 'migrations/'))
  await mkdir(migrations)
  await writeFile(new URL('0001_shop.sql', migrations), accountsTable)
  const name = `shop_${randomBytes(4).toString('hex')}`
  const given = { adminUrl: await adminUrl(), database: name, logger }
  const own = await provisionDatabase(given)
  const owner = new pg.Client({ connectionString: own.ownerUrl })
  await owner.connect()
  await owner.query('CREATE TABLE outbox (own text)')
  await expect(setUpDatabase(given)).rejects.toMatchObject({
    code: 'MIGRATION_FAILED',
    message: expect.stringContaining('name a schema for them with the setting `schema`'),
  })
  await setUpDatabase({ ...given, schema: 'messages', migrations })
  await setUpDatabase({ ...given, schema: 'messages', migrations })
  await rm(folder, { recursive: true })
  const tables = await owner.query(
    "SELECT schemaname || '.' || tablename AS name FROM pg_tables WHERE tablename IN ('inbox', 'outbox', 'outbox_rows', 'account') ORDER BY 1",
  )
  expect(tables.rows.map(row => row.name)).toEqual([
    'messages.inbox',
    'messages.outbox_rows',
    'public.account',
    'public.inbox', // of the try that failed
    'public.outbox',
  ])
  const shop = await startService(
    { ...definition, consumes: {} },
    {
      databaseUrl: own.appUrl,
      kafka,
      logger,
      schema: 'messages',
      sourcePrefix: 'https://shop.example/',
    },
  )
  const before = await lying(topics.balances)
  expect(await shop.submit('Withdraw', { account: 'c', amount: -5 })).toBe(5)
  await until('it is published', async () => (await lying(topics.balances)) > before)
  expect(await lastSource(topics.balances)).toBe(`https://shop.example/${definition.name}`)
  await until('the outbox is empty', async () => {
    return (await owner.query('SELECT FROM messages.outbox')).rowCount === 0
  })
  await shop.pool.query('SELECT inbox_maintain(1), command_keys_maintain(1)')
  expect(await shop.checks()).toMatchObject({ database: { ok: true }, relay: { ok: true } })
  await shop.stop()
  await owner.end()
})
