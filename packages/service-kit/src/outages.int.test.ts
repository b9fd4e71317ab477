import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKafka, migrationsDirectory } from '@orderflow/messaging'
import { type Infrastructure, startInfrastructure } from '@orderflow/testing/infrastructure'
import { Type } from 'typebox'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commonConfig } from './common-config.ts'
import { loadConfig } from './config.ts'
import { createLogger } from './logger.ts'
import { migrate } from './migrations.ts'
import { provisionDatabase } from './provision.ts'
import { type RunningService, type ServiceDefinition, startService } from './service.ts'
import { setUpTopics } from './set-up.ts'
import { until } from './testing/until.ts'

/** A broker and a database of its own: they are killed, and other files are not to notice. */
let dataDir: string
let servers: Infrastructure
let service: RunningService
const logger = createLogger({ service: 'outages', level: 'silent' })

/** A service that reads one event and does nothing. */
const definition: ServiceDefinition<Record<never, never>> = {
  name: 'outages',
  title: 'Outages',
  consumes: { OrderCompleted: 1 },
  publishes: {},
  decide: { OrderCompleted: () => ({}) },
  store: { load: async () => ({}), save: () => [] },
  routes: () => {},
}

const configOf = (more: Readonly<Record<string, string>>) =>
  loadConfig(Type.Object(commonConfig), {
    PORT: '0',
    KAFKA_BROKERS: servers.kafka.bootstrap.join(','),
    ...more,
  })

let databaseUrl: string

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'service-outages-'))
  servers = await startInfrastructure({ dataDir, log: () => {} })
  const { adminUrl } = servers.postgres
  const { appUrl, ownerUrl } = await provisionDatabase({ adminUrl, database: 'outages' })
  await migrate({ url: ownerUrl, directories: [migrationsDirectory], logger })
  const kafka = createKafka({ clientId: 'outages', brokers: servers.kafka.bootstrap, logger })
  await setUpTopics(kafka, { outages: ['order.completed.v1'] })
  await kafka.close()
  databaseUrl = appUrl
  service = await startService(definition, configOf({ DATABASE_URL: appUrl }), logger)
})
afterAll(async () => {
  await service?.stop()
  await servers?.stop()
  await rm(dataDir, { recursive: true, force: true })
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

test('with its default settings it starts on the default topics, and not with a shorter memory', async () => {
  await becomes(200, '')
  const short = configOf({ DATABASE_URL: databaseUrl, INBOX_RETENTION_DAYS: '14' })
  await expect(startService(definition, short, logger)).rejects.toMatchObject({
    code: 'INBOX_RETENTION_TOO_SHORT',
  })
})

test('readiness turns red when the database is away, and green again by itself', async () => {
  await servers.postgres.kill()
  const red = await becomes(503, 'database')
  await servers.postgres.start()
  const green = await becomes(200, '')
  expect(red).toBeLessThan(30)
  console.info(`PostgreSQL: red after ${red.toFixed(1)} s, green ${green.toFixed(1)} s after its return`)
})

test('without the broker readiness turns red, a service starts all the same, and both are ready when it comes', async () => {
  await servers.kafka.kill()
  const red = await becomes(503, 'kafka')
  expect(red).toBeLessThan(30)
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
})
