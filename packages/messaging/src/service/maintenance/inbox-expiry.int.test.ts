import { randomUUID } from 'node:crypto'
import { adminUrl, kafkaBrokers } from '@orderflow/test-servers'
import type pg from 'pg'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createPool } from '../../database/pool.ts'
import { loadKafkajs } from '../../kafka/kafkajs/patch.ts'
import { setUpDatabase } from '../../set-up/set-up.ts'
import { createKafka } from '../../testing/clients.ts'
import { until } from '../../testing/until.ts'
import { startCommandKeyMaintenance } from './command-key-maintenance.ts'
import { inboxExpiry, refuseShortMemory } from './inbox-expiry.ts'
import { startInboxMaintenance } from './inbox-maintenance.ts'

const day = 86_400_000
const service = `expiry-${randomUUID().slice(0, 8)}`
const topic = `${service}.happened.v1`
const lines: string[] = []
const logger = pino({}, { write: line => void lines.push(line) })
const kafka = createKafka({ clientId: service, brokers: kafkaBrokers(), logger })
const nobody = createKafka({ clientId: service, brokers: ['127.0.0.1:1'], logger })
const retention = { 'retention.ms': String(7 * day), 'segment.ms': String(day) }
let pool: pg.Pool

const expiryOf = (retentionDays: number, client = kafka) =>
  inboxExpiry({ kafka: client, service, topics: [topic], retentionDays })

beforeAll(async () => {
  await kafka.createTopics(
    [topic, `${topic}.${service}.dlq`].map(name => ({ topic: name, partitions: 1, config: retention })),
  )
  const { appUrl, ownerUrl } = await setUpDatabase({ adminUrl: await adminUrl(), database: service, logger })
  pool = createPool({ url: appUrl, applicationName: service, logger })
  const owner = createPool({ url: ownerUrl, applicationName: service, logger })
  await owner.query(`CREATE TABLE inbox_20200101 PARTITION OF inbox
    FOR VALUES FROM (inbox_first_id('2020-01-01Z')) TO (inbox_first_id('2020-01-02Z'))`)
  await owner.query(`CREATE TABLE command_keys_old PARTITION OF command_keys FOR VALUES IN ('2020-01-01Z');
    CREATE TABLE command_keys_newer PARTITION OF command_keys FOR VALUES IN ('2020-01-02Z')`)
  await owner.end()
})
afterAll(async () => {
  await Promise.all([pool?.end(), kafka.close(), nobody.close()])
})
beforeEach(() => {
  lines.length = 0
})

async function setRetention(name: string, value: string) {
  const { Kafka, ConfigResourceTypes, logLevel } = loadKafkajs()
  const admin = new Kafka({ brokers: kafkaBrokers(), logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
  const configEntries = Object.entries({ ...retention, 'retention.ms': value }).map(([key, text]) => {
    return { name: key, value: text }
  })
  const resources = [{ type: ConfigResourceTypes.TOPIC, name, configEntries }]
  await admin.alterConfigs({ validateOnly: false, resources })
  await admin.disconnect()
  // Answered by the controller; the broker that is asked may not have heard of it yet.
  await until(
    `${name} has its retention of ${value} ms`,
    async () => (await kafka.topicConfigs([name], ['retention.ms'])).get(name)?.get('retention.ms') === value,
  )
}

test('a service does not start with an inbox that forgets before its topics and dead letters do', async () => {
  await refuseShortMemory(expiryOf(18), logger, 60_000)
  await expect(refuseShortMemory(expiryOf(17), logger, 60_000)).rejects.toMatchObject({
    code: 'INBOX_RETENTION_TOO_SHORT',
    message: `The inbox forgets an event 17 days after its last delivery, but ${topic} and its dead letters can deliver it again for up to 16.1 days: set inboxRetentionDays (INBOX_RETENTION_DAYS) to 18 or more, or lower retention.ms or segment.ms of these topics.`,
  })
  await setRetention(`${topic}.${service}.dlq`, '-1')
  await expect(refuseShortMemory(expiryOf(36_500), logger, 60_000)).rejects.toMatchObject({
    code: 'TOPIC_KEEPS_FOR_EVER',
    message: expect.stringContaining(`${topic} or its dead letters may keep it for ever`),
  })
  await refuseShortMemory(expiryOf(0), logger, 60_000)
  await setRetention(`${topic}.${service}.dlq`, retention['retention.ms'])
})

test('a broker that is away, or does not tell in time, is no reason not to start', async () => {
  await refuseShortMemory(expiryOf(1, nobody), logger, 50)
  expect(lines.join('')).toContain('no inbox partition is dropped until then')
})

test('partitions are dropped only while the topics keep less, whatever they were set to before', async () => {
  await setRetention(topic, String(70 * day))
  const registry = new Registry()
  const held = async (reason: string) =>
    (await registry.metrics()).includes(`inbox_expiry_held{reason="${reason}"} 1`)
  const isThere = async () =>
    (await pool.query("SELECT to_regclass('inbox_20200101') AS found")).rows[0].found !== null
  const common = { pool, retentionDays: 18, logger, registry, everyMs: 50 }
  const away = startInboxMaintenance({ ...common, registry: new Registry(), expiry: expiryOf(18, nobody) })
  const maintenance = startInboxMaintenance({ ...common, expiry: expiryOf(18) })
  try {
    await until('the topics hold the inbox', () => held('topics'))
    expect(lines.join('')).toContain('INBOX_RETENTION_TOO_SHORT')
    expect(await isThere()).toBe(true)
    await setRetention(topic, retention['retention.ms'])
    await until('the partition is dropped', async () => !(await isThere()))
    expect(await held('topics')).toBe(false)
  } finally {
    await Promise.all([maintenance.stop(), away.stop()])
  }
})

test('the look after a start, or after a broker that was away, drops nothing yet', async () => {
  const looks: string[] = []
  const expiry = {
    async check() {
      looks.push('looked')
      if (looks.length === 2) throw new Error('the broker is away')
    },
  }
  const original = pool.query.bind(pool) as (text: string, values?: unknown[]) => Promise<unknown>
  const watched = Object.assign(Object.create(pool), {
    query(text: string, values?: unknown[]) {
      if (values !== undefined) looks.push('dropped')
      return original(text, values)
    },
  })
  const options = { pool: watched, expiry, retentionDays: 30, logger, registry: new Registry(), everyMs: 1 }
  const maintenance = startInboxMaintenance(options)
  await until('a look that drops', () => looks.includes('dropped'))
  await maintenance.stop()
  // The first passes, the second fails, the third passes again: only the fourth may drop.
  expect(looks.slice(0, 5)).toEqual(['looked', 'looked', 'looked', 'looked', 'dropped'])
})

test('Idempotency-Keys are dropped after their retention, by partition; never if it is 0', async () => {
  const isThere = async () =>
    (await pool.query("SELECT to_regclass('command_keys_old') AS found")).rows[0].found !== null
  const kept = startCommandKeyMaintenance({ pool, retentionHours: 0, logger, everyMs: 1 })
  await kept.stop()
  expect(await isThere()).toBe(true)

  const maintenance = startCommandKeyMaintenance({ pool, retentionHours: 24, logger })
  await until('the partition is dropped', async () => !(await isThere()))
  await maintenance.stop()
  // That of 2020-01-02 was the newest until now: its keys may be of a moment ago.
  const { rows } = await pool.query("SELECT to_regclass('command_keys_newer') AS found")
  expect(rows).toEqual([{ found: 'command_keys_newer' }])
})
