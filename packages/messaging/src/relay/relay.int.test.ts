import { randomBytes } from 'node:crypto'
import { adminUrl, kafkaBrokers } from '@orderflow/test-servers'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createProcessor } from '../batch/processor.ts'
import { loadKafkajs } from '../kafka/kafkajs/patch.ts'
import type { Kafka, Producer } from '../kafka/port.ts'
import { append } from '../outbox/append.ts'
import type { OutboxMessage } from '../outbox/outbox.ts'
import { accountService, accountsTable, accountTopics, deposit } from '../testing/accounts.ts'
import { createKafka } from '../testing/clients.ts'
import { createDatabase, type TestDatabase } from '../testing/database.ts'
import { appendTo } from '../testing/outbox-stream.ts'
import { logger, newMetrics } from '../testing/telemetry.ts'
import { createTopics, deleteTopic, readAll, tap, text, unique, withAdmin } from '../testing/topics.ts'
import { until } from '../testing/until.ts'
import { type Relay, type RelayOptions, startRelay } from './relay.ts'

const { ConfigResourceTypes } = loadKafkajs()
const brokers = kafkaBrokers()
/** Ends what a test has opened, the last first. */
const closing: (() => Promise<unknown>)[] = []
let database: TestDatabase

beforeEach(async () => {
  database = await createDatabase(await adminUrl(), accountsTable)
  closing.push(() => database.close())
})
afterEach(async () => {
  vi.useRealTimers()
  for (const close of closing.splice(0).reverse()) await close()
})

function newKafka(): Kafka {
  const kafka = createKafka({ clientId: 'relay-test', brokers, logger })
  closing.push(() => kafka.close())
  return kafka
}

function relayOf(kafka: Kafka = newKafka(), options: Partial<RelayOptions> = {}): Relay {
  return startedWith({ ...options, kafka })
}

function startedWith(options: Partial<RelayOptions>): Relay {
  const relay = startRelay({
    databaseUrl: database.url,
    service: unique('relay'),
    kafka: options.kafka ?? newKafka(),
    logger,
    metrics: newMetrics(),
    batchMax: 100,
    ...options,
  })
  closing.push(() => relay.stop())
  return relay
}

/** A port whose producers send as `send` says; `real` is the broker. */
const sending = (
  kafka: Kafka,
  send: (real: Producer, ...parameters: Parameters<Producer['send']>) => ReturnType<Producer['send']>,
): Kafka => ({
  ...kafka,
  async producer() {
    const real = await kafka.producer()
    return { send: records => send(real, records), close: () => real.close() }
  },
})

async function newTopic(partitions = 3): Promise<string> {
  const topic = unique('relayed')
  await createTopics(brokers, { [topic]: partitions })
  return topic
}

const message = (topic: string, key: string, value: string): OutboxMessage => ({
  topic,
  key,
  value,
  headers: {},
})
const write = (...messages: OutboxMessage[]) => appendTo(database.newPool(), messages)

const setTopicConfig = (topic: string, name: string, value: string) =>
  withAdmin(brokers, admin =>
    admin.alterConfigs({
      validateOnly: false,
      resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configEntries: [{ name, value }] }],
    }),
  )

const unsent = () =>
  database.query<{ key: string; value: string }>(
    `SELECT key, left(convert_from(value, 'UTF8'), 20) AS value FROM outbox ORDER BY seq`,
  )
const drained = () => until('the outbox is empty', async () => (await unsent()).length === 0)

/** The values of each key in the order in which they first came. */
async function firstOccurrences(topic: string): Promise<Record<string, string[]>> {
  const keys: Record<string, string[]> = {}
  for (const { key, value } of await readAll(brokers, [topic])) {
    const values = keys[String(key)] ?? []
    keys[String(key)] = values
    if (!values.includes(String(value))) values.push(String(value))
  }
  return keys
}

describe('order', () => {
  it('of each key on the topic is that of the decisions, however many processes write at once', async () => {
    const topics = accountTopics()
    await createTopics(brokers, { [topics.balances]: 4 })
    const relay = relayOf()
    const service = accountService(undefined, topics)
    const processes = [1, 2, 3].map(() =>
      createProcessor(service, {
        pool: database.newPool(),
        logger,
        metrics: newMetrics(),
        batchMax: 5,
        onCommit: relay.wake,
      }),
    )
    const accounts = ['x', 'y', 'z', 'u', 'v'].map(unique)
    await Promise.all(
      Array.from({ length: 300 }, (_, i) =>
        processes[i % 3]?.submit([deposit({ account: accounts[i % 5] as string, amount: 1 })]),
      ),
    )
    await drained()
    const records = await readAll(brokers, [topics.balances])
    for (const account of accounts) {
      const ofAccount = records.filter(({ key }) => text(key) === account)
      // What is acknowledged too late is sent again, behind what was.
      const versions = new Set(ofAccount.map(({ headers }) => Number(headers?.ce_sequence)))
      expect([...versions]).toEqual(Array.from({ length: 60 }, (_, i) => i + 1))
    }
  })

  it('does not make it skip a transaction that commits late: its lower numbers are sent too', async () => {
    const topic = await newTopic()
    const late = await database.newPool().connect()
    await late.query('BEGIN')
    for (const statement of append([message(topic, 'late', 'number 1')])) await late.query(statement)
    await write(message(topic, 'early', 'number 2'))

    const relay = relayOf()
    const reader = await tap(brokers, [topic])
    closing.push(reader.close)
    const values = () => reader.records.map(({ value }) => text(value))
    await until('the early one is on the topic and gone', async () => {
      return values().includes('number 2') && (await unsent()).length === 0
    })
    expect(values()).toEqual(['number 2'])

    await late.query('COMMIT')
    late.release()
    relay.wake()
    await until('the late one is on the topic', () => values().includes('number 1'))
    await drained()
  })

  it('is kept when a send fails between the two halves of a refused batch', async () => {
    const topic = await newTopic(1)
    const kafka = newKafka()
    let sends = 0
    const flaky = sending(kafka, async (real, records) => {
      // The first is refused for the large one; the second, with the first half, is lost.
      if (++sends === 2) throw new Error('the connection is lost')
      return await real.send(records)
    })
    await write(
      message(topic, 'a', '1'),
      message(topic, 'large', 'x'.repeat(1_500_000)),
      message(topic, 'a', '2'),
      message(topic, 'a', '3'),
    )
    relayOf(flaky)
    await until('all but the large one are sent', async () => (await unsent()).length === 1)
    expect(await firstOccurrences(topic)).toEqual({ a: ['1', '2', '3'] })
  })
})

describe('acknowledgement', () => {
  it('comes before deletion: while a send is under way its rows are in the outbox', async () => {
    const topic = await newTopic()
    const gate = Promise.withResolvers<void>()
    const arrived = Promise.withResolvers<void>()
    relayOf(
      sending(newKafka(), async (real, records) => {
        const acknowledged = await real.send(records)
        arrived.resolve()
        await gate.promise
        return acknowledged
      }),
    )
    await write(message(topic, 'a', '1'), message(topic, 'b', '2'))
    await arrived.promise
    expect(await readAll(brokers, [topic])).toHaveLength(2)
    expect(await unsent()).toHaveLength(2)
    gate.resolve()
    await drained()
  })

  it('of some partitions deletes the rows of those, and sends the others again', async () => {
    const topic = await newTopic(3)
    const keys = Array.from({ length: 12 }, (_, i) => `key-${i}`)
    const kafka = newKafka()
    const unlucky = `${topic}/${kafka.partitionOf('key-0', 3)}`
    const held = Promise.withResolvers<void>()
    let gaps = 0
    relayOf(
      sending(kafka, async (real, records) => {
        if (gaps > 0) await held.promise
        const acknowledged = await real.send(records)
        // As when the broker that leads this partition dies in the middle of the send.
        if (gaps++ === 0) acknowledged.delete(unlucky)
        return acknowledged
      }),
    )
    await write(...keys.map(key => message(topic, key, 'v')))
    const expected = keys.filter(key => `${topic}/${kafka.partitionOf(key, 3)}` === unlucky)
    await until('the acknowledged rows are gone', async () => (await unsent()).length === expected.length)
    expect((await unsent()).map(({ key }) => key)).toEqual(expected)
    held.resolve()
    await drained()
    const sent = (await readAll(brokers, [topic])).map(({ key }) => text(key))
    expect(sent.toSorted()).toEqual([...keys, ...expected].toSorted())
  })
})

const isOwner = ({ share }: Relay) => share.own.length > 0

describe('ownership', () => {
  it('is with one relay of a database; the other takes over when its connection dies, and nothing is lost', async () => {
    const topic = await newTopic()
    const services = [unique('first'), unique('second')] as const
    const first = relayOf(newKafka(), { service: services[0], batchMax: 20 })
    await until('the first owns', () => isOwner(first))
    const second = relayOf(newKafka(), { service: services[1], batchMax: 20 })
    const waiting = (service: string) =>
      database.query('SELECT pid FROM pg_stat_activity WHERE application_name = $1', [`${service}-relay`])
    await until('the second stands by', async () => (await waiting(services[1])).length === 1)
    expect([first, second].map(isOwner)).toEqual([true, false])

    const keys = ['a', 'b', 'c', 'd']
    let written = 0
    const writeSome = async () => {
      const n = written++
      await write(...keys.map(key => message(topic, key, String(n))))
    }
    for (let i = 0; i < 20; i++) await writeSome()
    // The first one comes back at once; as often as it does, its connection is ended again.
    await until('the second owns', async () => {
      await database.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1',
        [`${services[0]}-relay`],
      )
      await writeSome()
      return isOwner(second)
    })
    await until('the first has noticed', () => !isOwner(first))
    for (let i = 0; i < 20; i++) await writeSome()
    await drained()
    const all = Array.from({ length: written }, (_, i) => String(i))
    expect(await firstOccurrences(topic)).toEqual(Object.fromEntries(keys.map(key => [key, all])))
    expect([first, second].map(isOwner)).toEqual([false, true])
  })

  it('is given back by a relay that stops', async () => {
    const first = relayOf()
    await until('the first owns', () => isOwner(first))
    await first.stop()
    const second = relayOf()
    await until('the second owns', () => isOwner(second))
  })
})

describe('rows that cannot be sent', () => {
  it('hold back their own key if the broker refuses them for good; all others flow', async () => {
    const topic = await newTopic(2)
    const large = message(topic, 'large', 'x'.repeat(1_500_000))
    await write(
      message(topic, 'a', '1'),
      message(topic, 'large', 'before'),
      large,
      message(topic, 'large', 'after'),
      message(topic, 'a', '2'),
    )
    const relay = relayOf()
    await until('the others are sent', async () => (await unsent()).length === 2)
    expect((await unsent()).map(({ value }) => value)).toEqual(['x'.repeat(20), 'after'])
    const quarantined = await database.query('SELECT topic, key FROM outbox_quarantine')
    expect(quarantined).toEqual([{ topic, key: 'large' }])

    await write(message(topic, 'b', '1'), message(topic, 'large', 'later'))
    relay.wake()
    await until('a new key flows', async () => (await unsent()).length === 3)
    expect(await firstOccurrences(topic)).toEqual({ a: ['1', '2'], b: ['1'], large: ['before'] })

    // What has to be changed is changed, and nobody tells the relay.
    await setTopicConfig(topic, 'max.message.bytes', '2000000')
    await drained()
    const flowed = (await firstOccurrences(topic)).large?.map(value => value.slice(0, 6))
    expect(flowed).toEqual(['before', 'xxxxxx', 'after', 'later'])
    expect(await database.query('SELECT * FROM outbox_quarantine')).toEqual([])
  })

  it('set their key free when a person has deleted the one that is refused', async () => {
    const topic = await newTopic(1)
    await write(message(topic, 'large', 'x'.repeat(1_500_000)), message(topic, 'large', 'after'))
    await write(message(topic, 'gone', 'y'.repeat(1_500_000)))
    relayOf()
    const blocked = () => database.query('SELECT key FROM outbox_quarantine ORDER BY key')
    await until('both keys are blocked', async () => (await blocked()).length === 2)
    await database.query('DELETE FROM outbox WHERE length(value) > 1000000')
    await drained()
    await until('no key is blocked', async () => (await blocked()).length === 0)
    expect(await firstOccurrences(topic)).toEqual({ large: ['after'] })
  })

  it('flow at once, however many keys are blocked, when what they wait for is over', async () => {
    const topic = await newTopic(2)
    const keys = Array.from({ length: 60 }, (_, i) => `key-${i}`)
    await setTopicConfig(topic, 'max.message.bytes', '500')
    const large = () => `x${randomBytes(300).toString('hex')}` // together, the same would be compressed to less
    await write(...keys.flatMap(key => [message(topic, key, large()), message(topic, key, 'after')]))
    relayOf()
    const blocked = () => database.query('SELECT key FROM outbox_quarantine')
    await until('all keys are blocked', async () => (await blocked()).length === keys.length)
    // As after hours.
    await database.query("UPDATE outbox_quarantine SET next_try = now() + interval '5 minutes', tries = 20")
    await setTopicConfig(topic, 'max.message.bytes', '1000000')
    // The broker answers before all of it knows: one key is due, and due again should it be refused once more.
    await until('the outbox is empty', async () => {
      await database.query("UPDATE outbox_quarantine SET next_try = now() WHERE key = 'key-7'")
      return (await unsent()).length === 0
    })
    const flowed = await firstOccurrences(topic)
    expect(keys.filter(key => flowed[key]?.[0]?.[0] !== 'x' || flowed[key]?.[1] !== 'after')).toEqual([])
  })

  it('wait while their topic does not exist and the others flow; they follow once it is created', async () => {
    const topic = await newTopic()
    const missing = unique('missing')
    await write(message(missing, 'a', '1'), message(topic, 'a', '1'), message(missing, 'a', '2'))
    const relay = relayOf()
    await until('the others are sent', async () => (await unsent()).length === 2)
    await write(message(topic, 'a', '2'))
    relay.wake()
    await until('and go on being sent', async () => (await unsent()).length === 2)
    const heldTopics = () => database.query('SELECT topic, code FROM outbox_held_topics')
    await until('which is seen in the database', async () => (await heldTopics()).length === 1)
    expect(await heldTopics()).toEqual([{ topic: missing, code: 'UNKNOWN_TOPIC_OR_PARTITION' }])
    await createTopics(brokers, { [missing]: 1 })
    await drained()
    expect(await firstOccurrences(missing)).toEqual({ a: ['1', '2'] })
    expect(await firstOccurrences(topic)).toEqual({ a: ['1', '2'] })
  })

  it('wait when their topic has been deleted after its first use, and the others flow', async () => {
    const [topic, deleted] = [await newTopic(), await newTopic()]
    await write(message(deleted, 'a', '1'), message(topic, 'a', '1'))
    const relay = relayOf()
    await drained()
    await deleteTopic(brokers, deleted)
    await write(message(deleted, 'a', '2'), message(topic, 'a', '2'))
    relay.wake()
    await until('the others are sent', async () => (await unsent()).length === 1)
    expect(await firstOccurrences(topic)).toEqual({ a: ['1', '2'] })
  })

  it.each([
    [6, 1],
    [1, 6],
  ])('flow when their topic of %d partitions is made again with %d', async (before, after) => {
    const topic = await newTopic(before)
    const keys = Array.from({ length: 12 }, (_, i) => `key-${i}`)
    await write(...keys.map(key => message(topic, key, 'before')))
    const relay = relayOf()
    await drained()
    await deleteTopic(brokers, topic)
    await write(...keys.map(key => message(topic, key, 'after')))
    relay.wake()
    await createTopics(brokers, { [topic]: after })
    await drained()
    expect(await firstOccurrences(topic)).toEqual(Object.fromEntries(keys.map(key => [key, ['after']])))
  })

  it('go in several sends when they are large: a request stays below what a broker reads', async () => {
    const topic = await newTopic(1)
    // 27 MB; the broker closes the connection on a request of more than 20 MB.
    const value = 'x'.repeat(890_000)
    for (let i = 0; i < 2; i++) {
      await write(...Array.from({ length: 15 }, (_, j) => message(topic, `key-${j}`, value)))
    }
    relayOf(newKafka(), { batchMax: 1_000 })
    await drained()
  })
})

describe('the time of records', () => {
  it('is that of the database, however wrong the clock of this process is', async () => {
    const topic = await newTopic(1)
    await write(message(topic, 'a', '1'))
    const real = Date.now()
    vi.useFakeTimers({ toFake: ['Date'], now: real + 90 * 60_000 })
    relayOf()
    await drained()
    vi.useRealTimers()
    const [record] = await readAll(brokers, [topic])
    expect(Math.abs(Number(record?.timestamp) - real)).toBeLessThan(30 * 60_000)
  })
})

describe('a URL that is being replaced', () => {
  it('is waited for, with a sentence that names the setting', async () => {
    const topic = await newTopic()
    const lines: string[] = []
    let url = 'postgres://somebody:s3cret@nowhere:54x32/db'
    startedWith({ databaseUrl: () => url, logger: pino({}, { write: line => void lines.push(line) }) })
    await write(message(topic, 'a', '1'))
    await until('the relay has said why', () => lines.length > 0)
    expect(lines[0]).toContain('DATABASE_URL, or the file that DATABASE_URL_FILE names, cannot be used')
    expect(lines.join()).not.toContain('s3cret')
    url = database.url
    await drained()
    expect(await firstOccurrences(topic)).toEqual({ a: ['1'] })
  })
})

describe('waking', () => {
  it('sends what has just been committed, without waiting for the next look at the outbox', async () => {
    const topic = await newTopic()
    const relay = relayOf()
    await write(message(topic, 'a', 'warm'))
    await drained()

    // The clock stands still: of itself the relay never looks again.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    await until('the relay rests', () => vi.getTimerCount() > 0)
    for (let i = 0; i < 10; i++) {
      await write(message(topic, 'a', String(i)))
      relay.wake()
      await drained()
    }
    vi.useRealTimers()
    const expected = ['warm', ...Array.from({ length: 10 }, (_, i) => String(i))]
    expect(await firstOccurrences(topic)).toEqual({ a: expected })
  })
})

describe('plans', () => {
  it('of the statements that read and delete the outbox do not read all of it', async () => {
    // What the relay's own connection is set to, as its delete sees it.
    await database.query(`CREATE TABLE delete_setting (seqscan text);
      CREATE FUNCTION note_setting() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO delete_setting VALUES (current_setting('enable_seqscan'));
        RETURN NULL;
      END $$;
      CREATE TRIGGER note_setting AFTER DELETE ON outbox_packs FOR EACH STATEMENT EXECUTE FUNCTION note_setting();`)
    const topic = await newTopic()
    relayOf()
    await write(message(topic, 'key', 'value'))
    await drained()
    await database.query('DROP TRIGGER note_setting ON outbox_packs')
    const settings = await database.query('SELECT DISTINCT seqscan FROM delete_setting')
    expect(settings).toEqual([{ seqscan: 'off' }])
  })
})
