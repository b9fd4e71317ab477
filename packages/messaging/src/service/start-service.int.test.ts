import { adminUrl, kafkaBrokers } from '@orderflow/test-servers'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createKafka } from '../kafka/kafkajs/kafkajs.ts'
import { setUpTopics } from '../set-up/set-up.ts'
import { accountService, accountsTable, accountTopics, depositMessage, unlucky } from '../testing/accounts.ts'
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
