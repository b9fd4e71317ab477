import { consumedTopics, topics } from '@orderflow/events'
import type { Frame } from '@orderflow/live-page/api'
import { createKafka } from '@orderflow/messaging/kafka'
import {
  createLogger,
  loadConfig,
  type RunningService,
  setUpDatabase,
  setUpTopics,
  startService,
} from '@orderflow/service-kit'
import { type Infrastructure, startInfrastructure } from '@orderflow/test-servers/infrastructure'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { reporting } from './app.ts'
import { configSchema } from './config.ts'
import { consumes } from './consumers.ts'
import { connectTo, type StreamClient } from './stream/clients.fixture.ts'

/** Servers of its own: they are killed, and other files are not to notice. */
let servers: Infrastructure
let service: RunningService
let client: StreamClient
const logger = createLogger({ service: 'reporting', level: 'silent' })

beforeAll(async () => {
  servers = await startInfrastructure({ log: () => {} })
  const { appUrl } = await setUpDatabase({
    adminUrl: servers.postgres.adminUrl,
    database: 'reporting',
    migrations: new URL('../migrations/', import.meta.url),
    logger,
  })
  const kafka = createKafka({ clientId: 'outages', brokers: servers.kafka.bootstrap, logger })
  await setUpTopics(kafka, topics(), { reporting: consumedTopics(consumes) })
  await kafka.close()
  const env = {
    PORT: '0',
    DATABASE_URL: appUrl,
    KAFKA_BROKERS: servers.kafka.bootstrap.join(','),
    AUTHENTICATION: 'off',
  }
  const config = loadConfig(configSchema, env)
  service = await startService(reporting(config), config, logger)
  client = await connectTo(`${service.address}/stream`)
})
afterAll(async () => {
  client?.close()
  await service?.stop()
  await servers?.stop()
})

const frames = (): Frame[] => client.received.filter(({ event }) => event === 'frame').map(({ data }) => data)
const shows = (expected: Partial<Frame>) =>
  expect.poll(() => frames().at(-1), { timeout: 120_000 }).toMatchObject(expected)

test('the stream goes on while a server is away, says what it does not know, and heals', async () => {
  const known = {
    orders: { total: 0, open: 0, completed: 0, rejected: 0, cancelled: 0 },
    lag: { reporting: 0 },
  }
  await shows(known)

  await servers.postgres.kill()
  await shows({
    events: null,
    orders: null,
    revenue: null,
    sagaMs: null,
    stock: [],
    recent: [],
    lag: { reporting: 0 },
  })
  const before = frames().length
  await expect.poll(() => frames().length).toBeGreaterThan(before + 3)
  await servers.postgres.start()
  await shows(known)

  await servers.kafka.kill()
  await shows({ lag: null, deadLetters: null, orders: known.orders })
  await servers.kafka.start()
  await shows(known)
}, 600_000)
