import { adminUrl, kafkaBrokers } from '@orderflow/test-servers'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Kafka } from '../kafka/port.ts'
import type { OutboxMessage } from '../outbox/outbox.ts'
import { locksOf, shardOf } from '../outbox/shards.ts'
import { changeShards } from '../set-up/change-shards.ts'
import { createKafka } from '../testing/clients.ts'
import { createDatabase, type TestDatabase } from '../testing/database.ts'
import { appendTo, judge, writeStream } from '../testing/outbox-stream.ts'
import { logger, newMetrics } from '../testing/telemetry.ts'
import { createTopics, readAll, unique } from '../testing/topics.ts'
import { until } from '../testing/until.ts'
import { type Relay, startRelay } from './relay.ts'

const brokers = kafkaBrokers()
const closing: (() => Promise<unknown>)[] = []
let database: TestDatabase
let topic: string

beforeEach(async () => {
  database = await createDatabase(await adminUrl())
  closing.push(() => database.close())
  topic = unique('sharded')
  await createTopics(brokers, { [topic]: 3 })
})
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

function relayOf(service = unique('relay')): Relay {
  const kafka: Kafka = createKafka({ clientId: 'relay-test', brokers, logger })
  closing.push(() => kafka.close())
  const relay = startRelay({
    databaseUrl: database.url,
    service,
    kafka,
    logger,
    metrics: newMetrics(),
    batchMax: 100,
  })
  closing.push(() => relay.stop())
  return relay
}

/** As the owner of the tables. */
const change = (shards: number, withinMs = 90_000) => changeShards(database.url, shards, { withinMs })

const message = (key: string | null, value: string): OutboxMessage => ({ topic, key, value, headers: {} })
const write = (messages: readonly OutboxMessage[], shards?: number) =>
  appendTo(database.newPool(), messages, shards)
const waiting = () => database.query<{ value: Buffer }>('SELECT value FROM outbox ORDER BY seq')
const drained = () => until('the outbox is empty', async () => (await waiting()).length === 0)
const countsOf = (relays: readonly Relay[]) => relays.map(({ share }) => share.own.length)
const ownedBy = (relays: readonly Relay[]) => relays.flatMap(({ share }) => share.own).toSorted()

it('the shards are shared among the relays that run, as evenly as can be', async () => {
  await change(4)
  const [first, second, third] = [relayOf(), relayOf(), relayOf()] as const
  await until('each has some', () => countsOf([first, second, third]).toSorted().join() === '1,1,2')
  expect(ownedBy([first, second, third])).toEqual([0, 1, 2, 3])
  await second.stop()
  await until('the others have its own', () => countsOf([first, third]).join() === '2,2')
  await third.stop()
  await until('one has them all', () => countsOf([first]).join() === '4')
  const fourth = relayOf()
  await until('it gives half of them to a newcomer', () => countsOf([first, fourth]).join() === '2,2')
})

it('the order of each key is kept while relays come and go and the number of shards changes', async () => {
  const services = [unique('kept'), unique('cut')] as const
  const kept = relayOf(services[0])
  relayOf(services[1])
  let isOver = false
  // Of two that write, one knows at once how many shards there are, and one never does.
  const topics = [topic, unique('sharded')] as const
  await createTopics(brokers, { [topics[1]]: 3 })
  const streamTo = (to: string, shards?: () => number) =>
    writeStream(
      database.newPool(),
      [to],
      1_000,
      () => isOver,
      () => kept.wake(),
      shards,
    )
  const streams = Promise.all([streamTo(topics[0]), streamTo(topics[1], () => kept.share.shards)])
  // Never fewer than the three relays: one of them would have none.
  for (const shards of [4, 3, 8]) {
    await change(shards)
    const guest = relayOf()
    await until('a third has its share', () => guest.share.own.length > 0)
    await database.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1',
      [`${services[1]}-relay`],
    )
    await guest.stop()
  }
  isOver = true
  const written = await streams
  await drained()
  for (const [n, each] of topics.entries()) {
    const ids = (written[n] ?? []).map(({ id }) => id)
    expect(judge(ids, await readAll(brokers, [each]))).toMatchObject({ missing: 0, disordered: [] })
  }
})

it('what is written by one who knows another number of shards becomes rows, and is sent', async () => {
  await write([message('a', '1'), message('b', '1')])
  await change(3)
  await write([message('a', '2'), message('b', '2')], 2)
  await write([message('a', '3')], 3)
  expect(await database.query('SELECT shard FROM outbox_packs')).toEqual([{ shard: shardOf('a', 3) }])
  expect((await waiting()).map(({ value }) => String(value))).toEqual(['1', '1', '2', '2', '3'])
  relayOf()
  await drained()
  const values = (await readAll(brokers, [topic])).filter(({ key }) => String(key) === 'a')
  expect(values.map(({ value }) => String(value))).toEqual(['1', '2', '3'])
})

it('the database has the same shard for a key', async () => {
  const keys = [null, '', 'a', 'ø', '漢字', '0198c7a2-0000-7000-8000-000000000001']
  for (const shards of [1, 2, 7, 64]) {
    const rows = await database.query<{ shard: number }>(
      'SELECT outbox_shard(key, $2) AS shard FROM unnest($1::text[]) WITH ORDINALITY AS k (key, n) ORDER BY n',
      [keys, shards],
    )
    expect(rows.map(({ shard }) => shard)).toEqual(keys.map(key => shardOf(key, shards)))
  }
})

it('a refused key is held back and released by the relay of its shard; others flow', async () => {
  await change(4)
  const relays = [relayOf(), relayOf()]
  await until('both have some', () => countsOf(relays).join() === '2,2')
  const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
  const large = (key: string) => message(key, 'x'.repeat(1_500_000))
  await write(
    keys.flatMap(key => [message(key, '1'), large(key), message(key, '2')]),
    4,
  )
  await write(
    keys.map(key => message(`other-${key}`, '1')),
    4,
  )
  await until('what is refused waits alone', async () => (await waiting()).length === 2 * keys.length)
  await database.query('DELETE FROM outbox WHERE length(value) > 1000000')
  await database.query('UPDATE outbox_quarantine SET next_try = now()')
  await drained()
  // A key is free after its message is gone.
  await until(
    'no key is held',
    async () => (await database.query('SELECT FROM outbox_quarantine')).length === 0,
  )
})

it('what a relay has noted as held back is noted no more when it is gone and another one sends it', async () => {
  await change(2)
  const relays = [relayOf(), relayOf()] as const
  await until('each has one', () => countsOf(relays).join() === '1,1')
  const [owned] = relays[0].share.own
  const key = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].find(each => shardOf(each, 2) === owned) ?? ''
  const missing = unique('missing')
  await write([{ ...message(key, '1'), topic: missing }], 2)
  const held = () => database.query('SELECT topic FROM outbox_held_topics')
  await until('its relay says so', async () => (await held()).length === 1)
  await relays[0].stop()
  await createTopics(brokers, { [missing]: 1 })
  await drained()
  await until('nothing is held back', async () => (await held()).length === 0)
})

it('the number of shards stays while a relay of the release before sends, or a writer does not end', async () => {
  const older = await database.newPool().connect()
  closing.push(async () => older.release(true))
  await older.query('SELECT pg_advisory_lock($1, $2)', [...locksOf('public').all])
  const relay = relayOf()
  await expect(change(2, 300)).rejects.toMatchObject({ code: 'OUTBOX_BUSY' })
  expect(ownedBy([relay])).toEqual([])
  await older.query('SELECT pg_advisory_unlock_all()')
  await until('the relay owns it', () => ownedBy([relay]).length === 1)
  await older.query('BEGIN')
  await older.query("INSERT INTO outbox_packs (count, topics, messages) VALUES (1, '[]', '[]')")
  await expect(change(2, 3_000)).rejects.toMatchObject({ code: 'OUTBOX_BUSY' })
  await older.query('ROLLBACK')
  await until('the relay owns it again', () => ownedBy([relay]).length === 1)
  expect(await change(2)).toBe(1)
})
