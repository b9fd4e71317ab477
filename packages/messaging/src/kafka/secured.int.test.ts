import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keepCertificates } from '@orderflow/certificates'
import { afterAll, describe, expect, it } from 'vitest'
import { setUpAccess } from '../set-up/access.ts'
import { createKafka } from '../testing/clients.ts'
import { securedKafka } from '../testing/secured-kafka.ts'
import { logger } from '../testing/telemetry.ts'
import { until } from '../testing/until.ts'
import type { Kafka } from './port.ts'

const secured = await securedKafka()
afterAll(() => secured?.stop())

/** The certificate of an authority that has nothing to do with the broker. */
async function anotherAuthority(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'authority-'))
  const { authority } = await keepCertificates(folder, { servers: {} })
  return await readFile(authority, 'utf8').finally(() => rm(folder, { recursive: true }))
}
const foreign = await anotherAuthority()

const password = 'orders only'
const topic = (name: string) => ({ topic: name, partitions: 1, config: {} })
const record = (name: string) => {
  return { topic: name, partition: 0, key: 'a', value: Buffer.from('1'), headers: {} }
}
const own = { name: 'payment', reads: ['stock.reserved.v1'], publishes: ['payment.captured.v1'], password }

describe.skipIf(secured === undefined)('a broker that asks everyone who it is', async () => {
  const { as, brokers, ca } = secured!
  const admin = as()
  await admin.createTopics(
    ['stock.reserved.v1', 'stock.reserved.v1.payment.dlq', 'payment.captured.v1', 'order.created.v1'].map(
      topic,
    ),
  )
  await setUpAccess(admin, [own])
  const payment = as({ username: 'payment', password })
  const send = async (kafka: Kafka, name: string) => {
    const producer = await kafka.producer()
    return await producer.send([record(name)]).finally(() => producer.close())
  }
  // The broker hears of passwords, bounds and rights a moment after they were answered, and of these in this order.
  const isIn = (username: string, secret = password) =>
    until(`${username} is let in`, () =>
      as({ username, password: secret })
        .partitionCounts([])
        .then(() => true),
    )
  await isIn('payment')
  const isRefused = (name: string) =>
    until(`${name} is refused`, () =>
      send(payment, name).then(
        () => false,
        () => true,
      ),
    )

  it('lets a service do what its tables say', async () => {
    expect([...(await send(payment, 'payment.captured.v1'))]).toEqual(['payment.captured.v1/0'])
    expect([...(await send(payment, 'stock.reserved.v1.payment.dlq'))]).toHaveLength(1)
    expect([...(await send(admin, 'stock.reserved.v1'))]).toHaveLength(1)
    const seen: string[] = []
    const consumer = payment.consume({
      groupId: 'payment',
      topics: ['stock.reserved.v1'],
      chunkSize: 10,
      onRecords: async records => {
        seen.push(...records.map(({ topic }) => topic))
        return true
      },
    })
    await until('the record came', () => seen.length === 1)
    await consumer.stop()
    await until(
      'it is committed',
      async () => (await payment.lag('payment', ['stock.reserved.v1']))[0]?.lag === 0,
    )
    expect(await payment.topicConfigs(['stock.reserved.v1'], ['retention.ms'])).toHaveProperty('size', 1)
    const reader = await payment.reader()
    expect(await reader.ranges()).toHaveLength(3) // of what it may see
    await reader.close()
  })

  it('takes away what the tables no longer say, but on topics of a newer release', async () => {
    await admin.createTopics(['payment.captured.v2', 'payment.old.v1'].map(topic))
    const newer = { ...own, publishes: [...own.publishes, 'payment.captured.v2', 'payment.old.v1'] }
    await setUpAccess(admin, [newer])
    await setUpAccess(admin, [own], undefined, name => name.endsWith('.v2'))
    await isRefused('payment.old.v1')
    expect(await send(payment, 'payment.captured.v2')).toHaveProperty('size', 1)
    await setUpAccess(admin, [own])
    await isRefused('payment.captured.v2')
  })

  it.each<[string, (kafka: Kafka) => Promise<unknown>]>([
    ['write what another publishes', kafka => send(kafka, 'order.created.v1')],
    ['create a topic', kafka => kafka.createTopics([topic('payment.new.v1')])],
    ['read the place of another group', kafka => kafka.lag('order', ['stock.reserved.v1'])],
    ['give itself a right', kafka => kafka.setAccess('payment', [])],
    ['give itself a password', kafka => kafka.putUser('order', 'another')],
    ['send more than it may', kafka => kafka.throttle('payment', 1e9)],
  ])('does not let it %s', async (_, attempt) => {
    const error: unknown = await attempt(payment).then(
      () => 'it did',
      error => error,
    )
    expect(String((error as { code?: unknown }).code ?? payment.refusalOf(error)?.name)).toMatch(
      /KAFKA_ACCESS_DENIED|TOPIC_AUTHORIZATION_FAILED|TOPIC_REFUSED/,
    )
  })

  it('lets a user wait that sends more than its bound, and loses nothing of it', async () => {
    const name = 'payment.captured.v1'
    // Kafka counts ten seconds together: what is over that is waited for, a second for each hundred thousand.
    await setUpAccess(admin, [{ name: 'storming', reads: [], publishes: [name], password }], 100_000)
    await isIn('storming')
    const timed = async (kafka: Kafka) => {
      const producer = await kafka.producer()
      const started = performance.now()
      for (const bytes of [1_000_000, 100_000, 100_000, 1]) {
        const value = randomBytes(bytes)
        expect([...(await producer.send([{ ...record(name), value }]))]).toEqual([`${name}/0`])
      }
      await producer.close()
      return performance.now() - started
    }
    const took = await timed(as({ username: 'storming', password }))
    expect(took).toBeGreaterThan(1_000)
    await until('another is not held up', async () => (await timed(payment)) < took)
  })

  it('shows it no topic of others', async () => {
    expect(await payment.partitionCounts(['order.created.v1', 'payment.captured.v1'])).toEqual(
      new Map([['payment.captured.v1', 1]]),
    )
  })

  it.each([
    [
      'another password',
      () => as({ username: 'payment', password: 'another' }),
      /ACCESS_DENIED.*SASL_AUTHENTICATION_FAILED/,
    ],
    ['no account', () => as({ username: 'nobody', password }), /ACCESS_DENIED.*SASL_AUTHENTICATION_FAILED/],
    ['no TLS', () => createKafka({ clientId: 'plain', brokers, logger }), /UNAVAILABLE/],
    ['an authority that is another', () => as({ ca: foreign }), /UNAVAILABLE.*certificate/],
    [
      'a host that the certificate does not name',
      () => {
        const there = brokers.map(broker => broker.replace('127.0.0.1', 'localhost'))
        return createKafka({
          clientId: 'other',
          brokers: there,
          logger,
          security: { ca, username: 'payment', password },
        })
      },
      /UNAVAILABLE.*altnames/,
    ],
  ])('lets nobody in with %s', async (_, client, why) => {
    const kafka = client()
    const error = await kafka.topicConfigs(['stock.reserved.v1'], []).catch(error => error)
    await kafka.close()
    expect(`${error.code}: ${error.message}`).toMatch(why)
  })

  it('knows a client whose password and authority are others by the time that it connects', async () => {
    const access = async (password: string) => {
      const rotating = { name: 'rotating', reads: [], publishes: ['payment.captured.v1'], password }
      await setUpAccess(admin, [rotating])
      await isIn('rotating', password)
    }
    const now = { ca: foreign, password: 'first' }
    await access(now.password)
    const kafka = createKafka({
      clientId: 'rotating',
      brokers,
      logger,
      security: {
        username: 'rotating',
        get ca() {
          return now.ca
        },
        get password() {
          return now.password
        },
      },
    })
    const outcome = () =>
      kafka.partitionCounts(['payment.captured.v1']).then(
        () => 'in',
        error => error.code,
      )
    expect(await outcome()).toBe('KAFKA_UNAVAILABLE')
    now.ca = ca
    await access('second')
    expect(await outcome()).toBe('KAFKA_ACCESS_DENIED')
    now.password = 'second'
    expect(await outcome()).toBe('in')
    await kafka.close()
  })

  it('tells a consumer that may not why, again and again and not at once, and lets it in when it may', async () => {
    const reasons: string[] = []
    const consumer = payment.consume({
      groupId: 'refused',
      topics: ['stock.reserved.v1'],
      chunkSize: 10,
      onRecords: async () => true,
      onRebuild: reason => reasons.push(reason),
    })
    const started = performance.now()
    await until('it was built anew four times', () => reasons.length >= 4)
    // Pauses of at least 100, 200 and 400 ms lie between them.
    expect(performance.now() - started).toBeGreaterThan(690)
    expect(new Set(reasons)).toEqual(new Set([expect.stringContaining('GROUP_AUTHORIZATION_FAILED')]))
    expect(consumer.healthy).toBe(false)
    await setUpAccess(admin, [{ ...own, groups: ['payment', 'refused'] }])
    await until('the consumer is healthy', () => consumer.healthy)
    await consumer.stop()
  })

  it('takes away what the tables no longer say, and a consumer that is under way notices', async () => {
    const reasons: string[] = []
    const consumer = payment.consume({
      groupId: 'payment',
      topics: ['stock.reserved.v1'],
      chunkSize: 10,
      onRecords: async () => true,
      onRebuild: reason => reasons.push(reason),
    })
    await until('the consumer is healthy', () => consumer.healthy)
    await setUpAccess(admin, [{ ...own, reads: [] }])
    await until('it was built anew', () => reasons.length > 0)
    await consumer.stop()
    expect(await payment.partitionCounts(['stock.reserved.v1', 'payment.captured.v1'])).toEqual(
      new Map([['payment.captured.v1', 1]]),
    )
    await setUpAccess(admin, [own])
  })
})
