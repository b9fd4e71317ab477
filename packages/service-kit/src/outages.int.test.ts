import { events, topics } from '@orderflow/events'
import { createKafka, setUpDatabase, setUpTopics } from '@orderflow/messaging'
import { until } from '@orderflow/messaging/testing'
import { droppingPooler } from '@orderflow/test-servers/dropping-pooler'
import { type Infrastructure, startInfrastructure } from '@orderflow/test-servers/infrastructure'
import pg from 'pg'
import { Type } from 'typebox'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commonConfig } from './common-config.ts'
import { loadConfig } from './config.ts'
import { createLogger } from './logger.ts'
import { startService } from './service.ts'
import type { RunningService, ServiceDefinition } from './service-definition.ts'
import { parseSamples, sumOf } from './test-kit/samples.ts'

/** A broker and a database of its own: they are killed, and other files are not to notice. */
let servers: Infrastructure
let service: RunningService
const logger = createLogger({ service: 'outages', level: 'silent' })

/** A service that reads one event and does nothing. */
const definition: ServiceDefinition<Record<never, never>> = {
  name: 'outages',
  title: 'Outages',
  events,
  consumes: { OrderCompleted: 1 },
  publishes: {},
  decide: { OrderCompleted: () => ({}) },
  store: { load: async () => ({}), save: () => [] },
  routes: () => {},
}

const topic = 'order.completed.v1'

/** It reads the same, and shows how far behind the other one is. */
const watcher: typeof definition = {
  ...definition,
  name: 'watcher',
  watches: async () => [{ name: 'outages', topics: [topic] }],
}

const configOf = (more: Readonly<Record<string, string>>) =>
  loadConfig(Type.Object(commonConfig), {
    PORT: '0',
    METRICS_INTERVAL_MS: '100',
    AUTHENTICATION: 'off',
    KAFKA_BROKERS: servers.kafka.bootstrap.join(','),
    ...more,
  })

let databaseUrl: string

beforeAll(async () => {
  servers = await startInfrastructure({ log: () => {} })
  const { adminUrl } = servers.postgres
  const { appUrl } = await setUpDatabase({ adminUrl, database: 'outages', logger })
  const kafka = createKafka({ clientId: 'outages', brokers: servers.kafka.bootstrap, logger })
  const own = topics().filter(each => each.topic === topic)
  await setUpTopics(kafka, own, { outages: [topic], watcher: [topic] })
  await kafka.close()
  databaseUrl = appUrl
  service = await startService(definition, configOf({ DATABASE_URL: appUrl }), logger)
})
afterAll(async () => {
  await service?.stop()
  await servers?.stop()
})

async function readiness({ address }: RunningService) {
  const response = await fetch(`${address}/health/ready`)
  const { checks } = (await response.json()) as { checks: Record<string, { ok: boolean }> }
  const away = Object.keys(checks).filter(name => !checks[name]?.ok)
  return { status: response.status, away: away.join() }
}

/** Waits until readiness is this; returns after how many seconds. */
async function becomes(status: number, away: string, of = service): Promise<number> {
  const since = performance.now()
  let last = {}
  await until(
    async () => {
      const now = await readiness(of)
      last = now
      return now.status === status && now.away === away
    },
    () => JSON.stringify(last),
  )
  return (performance.now() - since) / 1_000
}

async function metric({ address }: RunningService, name: string, labels?: Readonly<Record<string, string>>) {
  return sumOf(parseSamples(await (await fetch(`${address}/metrics`)).text()), name, labels)
}

/** Waits until a service's metric is this. */
const shows = (of: RunningService, name: string, labels: Readonly<Record<string, string>>, value: number) =>
  expect.poll(() => metric(of, name, labels), { message: name }).toBe(value)

/** Has the service publish something: its outbox is appended to, as a batch would. */
async function publish(n: number) {
  const pool = new pg.Pool({ connectionString: databaseUrl })
  await pool.query(
    `INSERT INTO outbox (topic, key, value, headers) SELECT $1, 'k', '{}', '{}' FROM generate_series(1, $2)`,
    [topic, n],
  )
  await pool.end()
}

test('behind a pooler the relay alone goes around it, by DATABASE_DIRECT_URL', async () => {
  const { adminUrl } = servers.postgres
  const pooled = { sequentialScans: false }
  const { appUrl } = await setUpDatabase({ adminUrl, database: 'watcher', logger, pooled })
  const pooler = await droppingPooler(appUrl)
  const urls = { DATABASE_URL: pooler.through(appUrl), DATABASE_DIRECT_URL: appUrl }
  const behind = await startService(watcher, configOf(urls), logger)
  try {
    await becomes(200, '', behind)
    expect([...new Set(pooler.callers)]).toEqual(['watcher'])
    const alone = configOf({ DATABASE_URL: pooler.through(appUrl) })
    await expect(startService(watcher, alone, logger)).rejects.toThrow(/DATABASE_DIRECT_URL/)
  } finally {
    await behind.stop()
    await pooler.close()
  }
})

test('with its default settings it starts on the default topics, and not with a shorter memory', async () => {
  await becomes(200, '')
  const short = configOf({ DATABASE_URL: databaseUrl, INBOX_RETENTION_DAYS: '14' })
  await expect(startService(definition, short, logger)).rejects.toMatchObject({
    code: 'INBOX_RETENTION_TOO_SHORT',
  })
})

test('readiness turns red when the database is away, and green again by itself', async () => {
  await servers.postgres.kill()
  const red = await becomes(503, 'database,relay')
  await servers.postgres.start()
  const green = await becomes(200, '')
  expect(red).toBeLessThan(30)
  console.info(`PostgreSQL: red after ${red.toFixed(1)} s, green ${green.toFixed(1)} s after its return`)
})

test('without the broker readiness is red, a service starts, the outbox grows, and lag is the last one and said to be', async () => {
  await becomes(200, '')
  await shows(service, 'metrics_source_up', { source: 'kafka' }, 1)
  await shows(service, 'consumer_lag', { group: 'outages' }, 0)
  await servers.kafka.kill()
  const red = await becomes(503, 'kafka')
  expect(red).toBeLessThan(30)
  await shows(service, 'metrics_source_up', { source: 'kafka' }, 0)
  const last = await metric(service, 'metrics_source_timestamp_seconds', { source: 'kafka' })
  expect(last).toBeLessThan(Date.now() / 1_000)
  await publish(3)
  await shows(service, 'outbox_unsent', {}, 3)
  await expect.poll(() => metric(service, 'outbox_oldest_seconds')).toBeGreaterThan(0)
  // Nobody who asks for metrics waits for the broker.
  const askedMs = async () => {
    const since = performance.now()
    expect(await metric(service, 'consumer_lag', { group: 'outages' })).toBe(0)
    return performance.now() - since
  }
  await expect.poll(askedMs).toBeLessThan(2_000)

  const other = await startService(definition, configOf({ DATABASE_URL: databaseUrl }), logger)
  try {
    await becomes(503, 'kafka', other)
    await servers.kafka.start()
    const green = await becomes(200, '')
    await becomes(200, '', other)
    console.info(`Kafka: red after ${red.toFixed(1)} s, green ${green.toFixed(1)} s after its return`)
  } finally {
    await other.stop()
  }
  await shows(service, 'metrics_source_up', { source: 'kafka' }, 1)
  await shows(service, 'outbox_unsent', {}, 0)
  await shows(service, 'outbox_oldest_seconds', {}, 0)
  expect(await metric(service, 'metrics_source_timestamp_seconds', { source: 'kafka' })).toBeGreaterThan(
    last as number,
  )
})

test('the lag of a service that is down is seen by those who watch it', async () => {
  const watching = await startService(watcher, configOf({ DATABASE_URL: databaseUrl }), logger)
  try {
    await shows(watching, 'consumer_lag', { group: 'outages' }, 0)
    await service.stop()
    await publish(4)
    await shows(watching, 'outbox_unsent', {}, 0)
    await shows(watching, 'consumer_lag', { group: 'outages' }, 4)
    service = await startService(definition, configOf({ DATABASE_URL: databaseUrl }), logger)
    await shows(watching, 'consumer_lag', { group: 'outages' }, 0)
  } finally {
    await watching.stop()
  }
})
