import { type Infrastructure, startInfrastructure } from '@orderflow/test-servers/infrastructure'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { accountService, accountsTable, accountTopics, depositMessage } from '../testing/accounts.ts'
import { createDatabase, type TestDatabase } from '../testing/database.ts'
import { type RunningAccounts, startAccounts } from '../testing/running-accounts.ts'
import { createTopics, produce, readAll, text, unique } from '../testing/topics.ts'
import { until } from '../testing/until.ts'

/** A broker and a database of its own: they are killed, and other files are not to notice. */
let servers: Infrastructure
let database: TestDatabase
let running: RunningAccounts

const topics = accountTopics()
const service = accountService(unique('outages'), topics)
const deadLetters = `${topics.deposits}.${service.name}.dlq`
/** How often each account's deposit has been sent: what its balance has to become. */
let sent = 0
const accounts = Array.from({ length: 12 }, (_, i) => `account-${i}`)

beforeAll(async () => {
  servers = await startInfrastructure({ log: () => {} })
  database = await createDatabase(servers.postgres.adminUrl, accountsTable)
  const { bootstrap } = servers.kafka
  await createTopics(bootstrap, { [topics.deposits]: 3, [topics.balances]: 3, [deadLetters]: 3 })
  running = startAccounts({ service, topics, brokers: bootstrap, database })
})
// Whatever the test before left down: one failure is not to look like three.
beforeEach(async () => {
  await Promise.all([servers.kafka.start(), servers.postgres.start()])
})
afterAll(async () => {
  await running?.stop()
  await database?.close()
  await servers?.stop()
})

async function depositToAll() {
  const messages = accounts.map(account => depositMessage({ account, amount: 1 }))
  await produce(servers.kafka.bootstrap, [{ topic: topics.deposits, messages }])
  sent++
}

const applied = () =>
  until(
    `${sent} deposits on each account`,
    async () => {
      const rows = await database.query('SELECT id FROM account WHERE balance = $1', [sent])
      return rows.length === accounts.length
    },
    120_000,
  )

/** Each account's events are on the topic, first occurrences in order; no dead letter is anywhere. */
async function published() {
  await until(
    'the outbox is empty',
    async () => (await database.query('SELECT FROM outbox')).length === 0,
    120_000,
  )
  const records = await readAll(servers.kafka.bootstrap, [topics.balances])
  for (const account of accounts) {
    const versions = records
      .filter(({ key }) => text(key) === account)
      .map(({ headers }) => Number(headers?.ce_sequence))
    expect([...new Set(versions)]).toEqual(Array.from({ length: sent }, (_, i) => i + 1))
  }
  expect(await readAll(servers.kafka.bootstrap, [deadLetters])).toEqual([])
}

it('resumes consumption after the database was killed and restarted, and dead-letters nothing', async () => {
  await depositToAll()
  await applied()
  await servers.postgres.kill()
  // A server's processes outlive their killed parent for a moment, and would still serve.
  await until('no connection is left', () =>
    database.query('SELECT 1').then(
      () => false,
      () => true,
    ),
  )
  await depositToAll()
  await until(
    'a batch waits for the database',
    async () => {
      const { values } = await running.metrics.consumerErrors.get()
      return values.some(({ labels, value }) => labels.kind === 'database' && value > 1)
    },
    // Should the client stall just now, a new one is built after 45 s and reads another 10 to 30 s later.
    240_000,
  )
  await until('the consumer is healthy all the same', () => running.consumer.healthy)
  await servers.postgres.start()
  await applied()
  await published()
}, 600_000)

it('resumes consumption and publication unaided after Kafka was down', async () => {
  await until('the relay owns again', () => running.relay.share.own.length > 0)
  await servers.kafka.kill()
  // Decided while the broker is away: committed, answered, and kept in the outbox.
  const outcomes = await running.processor.submit(
    accounts.map((account, i) => ({
      id: '',
      input: {
        id: `019a0000-0000-7000-8000-0000000000${i + 10}`,
        type: 'Deposited',
        data: { account, amount: 1 },
        correlationId: 'outage',
        initiator: 'test',
      },
    })),
  )
  sent++
  expect(outcomes.every(({ status }) => status === 'applied')).toBe(true)
  await until('the relay has noticed', async () => {
    const { values } = await running.metrics.relayErrors.get()
    return (values[0]?.value ?? 0) > 1
  })
  expect(await database.query('SELECT FROM outbox')).toHaveLength(accounts.length)
  await servers.kafka.start()
  await depositToAll()
  await applied()
  await published()
}, 300_000)

it('stops within its limits while both the broker and the database are gone', async () => {
  await Promise.all([servers.kafka.kill(), servers.postgres.kill()])
  const started = Date.now()
  await running.stop()
  // 17 s for the consumer, 10 s for the relay, 3 s for the connection of its own; and room for a busy machine.
  expect(Date.now() - started).toBeLessThan(60_000)
}, 120_000)
