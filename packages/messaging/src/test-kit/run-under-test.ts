import { randomUUID } from 'node:crypto'
import type { Contract, Events, EventType } from '@orderflow/event-contracts'
import { type Logger, pino } from 'pino'
import { createPool } from '../database/pool.ts'
import { deadLetterTopic } from '../events/dead-letters.ts'
import { createKafka, type Kafka } from '../kafka/index.ts'
import { provisionDatabase, urlOf } from '../set-up/provision.ts'
import { setUpDatabase, setUpTopics } from '../set-up/set-up.ts'
import type { Rights } from '../types/rights.ts'
import { setHostile } from './hostile-settings.ts'
import { type Observed, toMessage } from './messages.ts'
import { namespaced } from './namespaced-kafka.ts'
import { startObserver } from './observer.ts'
import { patientProducer } from './patient-producer.ts'
import type { Servers, TestSettings, UnderTest } from './under-test.ts'
import { until } from './until.ts'

/** A service as the kit knows it: what it reads, and how one of its replicas is started. */
export interface Startable<Replica> {
  readonly name: string
  /** The topics that it and its workers read. */
  readonly reads: readonly string[]
  /** What its role may do to its tables; to read and write the rows of all unless told. */
  readonly rights?: Rights | undefined
  start(kafka: Kafka): Promise<Replica>
}

interface RunOptions<E extends Events, Replica> extends Servers, TestSettings {
  readonly events: E
  readonly migrations?: URL | undefined
  /** What creates tables that have no migrations. */
  readonly create?: readonly string[]
  /** The schema of the tables of inbox and outbox. */
  readonly schema?: string | undefined
  readonly logger?: Logger | undefined
  /** @param at the database, as the service's own role */
  readonly define: (at: { readonly databaseUrl: string; readonly logger: Logger }) => Startable<Replica>
}

/**
 * Runs replicas of whatever can be started, in a database and topics of their own, and watches what they publish. What
 * `startServiceUnderTest` is made of: for those who start a service in a way of their own, with HTTP around it.
 *
 * @returns the replicas too, as they are after the last restart
 */
export async function runUnderTest<E extends Events, Replica extends { stop(): Promise<unknown> }>(
  options: RunOptions<E, Replica>,
): Promise<UnderTest<E> & { replicas(): readonly Replica[] }> {
  const closers: (() => unknown)[] = [async () => options.stop?.()]
  async function stop() {
    for (const close of closers.splice(0).reverse()) await close()
  }
  try {
    return { ...(await run(options, closers)), stop }
  } catch (error) {
    await stop().catch(() => {})
    throw error
  }
}

/**
 * Of each topic: enough for replicas to share them, and for keys to be apart. There are topics for all events, for each
 * service under test, and each partition costs the broker some milliseconds of processor time.
 */
const partitions = 3

/** What a test asks of the database waits as long as it must: a busy machine, and a lock that it holds itself, are no fault. */
const forTests = {
  statementTimeoutMs: 60_000,
  connectionTimeoutMs: 60_000,
  idleInTransactionTimeoutMs: 0,
}

/** @param closers gets what closes each thing that is opened, in that order */
async function run<E extends Events, Replica extends { stop(): Promise<unknown> }>(
  options: RunOptions<E, Replica>,
  closers: (() => unknown)[],
): Promise<Omit<UnderTest<E>, 'stop'> & { replicas(): readonly Replica[] }> {
  const { events, brokers, postgresUrl, migrations, create = [], schema, replicas = 1 } = options
  const { logger = pino({ level: 'silent' }) } = options
  const namespace = `t${randomUUID().slice(0, 8)}`
  const { appUrl: databaseUrl } = await provisionDatabase({
    adminUrl: postgresUrl,
    database: namespace,
    schema,
    listed: true,
  })
  const url = urlOf(postgresUrl, namespace)
  const pool = createPool({
    ...{ url, applicationName: 'test', logger, sequentialScans: false, schema },
    ...forTests,
  })
  closers.push(() => pool.end())
  if (options.hostileSettings === true) await setHostile(pool, namespace)
  const { name, reads, rights, start } = options.define({ databaseUrl, logger })
  await setUpDatabase({
    adminUrl: postgresUrl,
    database: namespace,
    migrations,
    create,
    rights,
    schema,
    logger,
  })
  const connect = () => namespaced(createKafka({ clientId: namespace, brokers, logger }), `${namespace}.`)
  const kafka = connect()
  closers.push(() => kafka.close())

  await setUpTopics(kafka, events.topics({ partitions }), { [name]: reads })
  let running: Replica[] = []
  async function startAll() {
    const started = await Promise.allSettled(Array.from({ length: replicas }, () => start(connect())))
    running = started.flatMap(each => (each.status === 'fulfilled' ? [each.value] : []))
    const failed = started.find(each => each.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  }
  const stopAll = () => Promise.all(running.map(replica => replica.stop()))
  closers.push(stopAll)
  await startAll()

  const producer = patientProducer(kafka)
  closers.push(() => producer.close())
  const deadLettersOf = (topic: string) => deadLetterTopic(topic, name)
  const produced = events.all.map(({ topic }) => topic).filter(topic => !reads.includes(topic))
  const watched = [...produced, ...reads.map(deadLettersOf)]
  const topicsOf = (type: EventType<E>) => {
    const contract = (events.contracts as Record<string, Contract>)[type]
    return contract === undefined ? [] : [contract, ...contract.older].map(({ topic }) => topic)
  }
  const observer = startObserver(kafka, producer, watched)
  closers.push(() => observer.stop())
  const { eventually } = observer

  return {
    pool,
    replicas: () => running,
    message: (type, data, version) => toMessage(events, type, data, version),
    brokerTopic: topic => `${namespace}.${topic}`,
    async send(...messages) {
      const counts = await kafka.partitionCounts([...new Set(messages.map(message => message.topic))])
      await producer.send(
        messages.map(message => {
          const partition = kafka.partitionOf(message.key ?? '', counts.get(message.topic) ?? 1)
          return { ...message, partition }
        }),
      )
    },
    published: (type, key) => eventually(all => all.find(isOn(topicsOf(type), key))) as Promise<never>,
    deadLettered: (type, key) => eventually(all => all.find(isOn(topicsOf(type).map(deadLettersOf), key))),
    events(type, key) {
      const found = observer.observed.filter(isOn(topicsOf(type), key))
      return [...new Map(found.map(event => [event.headers.ce_id, event])).values()] as never
    },
    eventually,
    async settled() {
      await observer.fence(reads)
      await until(
        async () => (await pool.query('SELECT FROM outbox')).rowCount === 0,
        () => 'something in the outbox that the relay does not get rid of',
      )
      await observer.fence(watched)
    },
    async restart(meanwhile) {
      await stopAll()
      await meanwhile?.()
      await startAll()
    },
  }
}

/** An event that was published in several versions counts in its newest. */
const isOn =
  (topics: readonly string[], key: string) =>
  ({ topic, key: own, headers }: Observed): boolean =>
    topics.includes(topic) && own === key && headers.ce_copyof === undefined
