import { randomUUID } from 'node:crypto'
import type { Contract, Defined, EventData, Events, EventType, VersionOf } from '@orderflow/event-contracts'
import type { WorkingSet } from '@orderflow/messaging/decider'
import { deadLetterTopic } from '@orderflow/messaging/events'
import { createKafka } from '@orderflow/messaging/kafka'
import { provisionDatabase, setUpDatabase, setUpTopics } from '@orderflow/messaging/set-up'
import { adminUrl, kafkaBrokers } from '@orderflow/test-servers'
import type { Pool } from 'pg'
import type { TObject } from 'typebox'
import type { CommonConfig } from '../common-config.ts'
import { loadConfig } from '../config.ts'
import { createPool } from '../database.ts'
import { createLogger } from '../logger.ts'
import { startService } from '../service.ts'
import type { ServiceDefinition } from '../service-definition.ts'
import { setHostile } from './hostile-settings.ts'
import { type Message, type Observed, toMessage } from './messages.ts'
import { namespaced } from './namespaced-kafka.ts'
import { startObserver } from './observer.ts'
import { patientProducer } from './patient-producer.ts'
import { until } from './until.ts'

export interface ServiceUnderTest<E extends Defined> {
  /** The service's database, as a superuser. */
  readonly pool: Pool
  /** Where the first replica listens: `http://host:port` */
  readonly address: string
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>
  /** @param body sent as JSON; a text is sent as it is, and nothing if there is none */
  post(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>
  /** An event's message, ready to be sent, any number of times: the schema's example with these data. */
  message<T extends EventType<E>, V extends VersionOf<E, T> | 'current' = 'current'>(
    type: T,
    data: Partial<EventData<E, T, V>>,
    version?: V,
  ): Message
  /** What the broker calls this topic of the service, for those who send by other ways. */
  brokerTopic(topic: string): string
  /** Sends the messages; those of one topic and key lie there as one batch, in order. */
  send(...messages: readonly Message[]): Promise<void>
  /** Waits for the first event of this type and key. */
  published<T extends EventType<E>>(type: T, key: string): Promise<Observed<EventData<E, T>>>
  /** Waits for the first dead letter that this service has made of an event of this type and key. */
  deadLettered(type: EventType<E>, key: string): Promise<Observed>
  /**
   * The events of this type and key so far, repetitions by the relay left out. Exact after `settled`: then
   * what is not there was not published.
   */
  events<T extends EventType<E>>(type: T, key: string): Observed<EventData<E, T>>[]
  /** Waits until the topics hold what `find` looks for. */
  eventually<Found>(find: (observed: readonly Observed[]) => Found | undefined | false): Promise<Found>
  /** Waits until all that was sent has been handled, and all that the service made of it is observed. */
  settled(): Promise<void>
  /** Stops the service and starts it again on the same data. `meanwhile` happens while it is down. */
  restart(meanwhile?: () => Promise<unknown>): Promise<void>
  stop(): Promise<void>
}

interface Answer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: JSON of any shape; the test's expectation is its type
  readonly body: any
}

/**
 * Runs a service within the test's process against the run's real broker and database, in a database and
 * topics of its own, and watches what it publishes. Its environment is the service's configuration. The database is set
 * up with settings as unlike PostgreSQL's defaults as may be: no statement may rely on those.
 */
export async function startServiceUnderTest<
  E extends Events,
  World extends { readonly [name: string]: WorkingSet },
>(options: {
  /** Those of the system that the service is of. */
  readonly events: E
  readonly define: (config: never) => ServiceDefinition<World>
  readonly schema: TObject
  readonly migrations: URL
  readonly env?: Readonly<Record<string, string>>
  /** How many of the service run, in one consumer group over one database; requests go to each in turn. */
  readonly replicas?: number
}): Promise<ServiceUnderTest<E>> {
  const { events, define, schema, migrations, env = {}, replicas = 1 } = options
  const namespace = `t${randomUUID().slice(0, 8)}`
  const logger = createLogger({ service: namespace, level: 'fatal' })
  const admin = await adminUrl()
  await provisionDatabase({ adminUrl: admin, database: namespace })
  const pool = createPool({ url: withDatabase(admin, namespace), applicationName: 'test', logger })
  await setHostile(pool, namespace)
  const { appUrl } = await setUpDatabase({ adminUrl: admin, database: namespace, migrations, logger })
  const connect = () =>
    namespaced(createKafka({ clientId: namespace, brokers: kafkaBrokers(), logger }), `${namespace}.`)
  const kafka = connect()

  const config = loadConfig(schema, {
    PORT: '0',
    DATABASE_URL: appUrl,
    KAFKA_BROKERS: kafkaBrokers().join(','),
    ...env,
  }) as CommonConfig
  const definition = define(config as never)
  const consumed = [...events.consumedTopics(definition.consumes as never), ...(definition.workersRead ?? [])]
  await setUpTopics(kafka, events.topics(), { [definition.name]: consumed })
  const start = () =>
    Promise.all(Array.from({ length: replicas }, () => startService(definition, config, logger, connect())))
  let services = await start()

  const producer = patientProducer(kafka)
  const deadLettersOf = (topic: string) => deadLetterTopic(topic, definition.name)
  const produced = events.all.map(({ topic }) => topic).filter(topic => !consumed.includes(topic))
  const watched = [...produced, ...consumed.map(deadLettersOf)]
  const topicOf = (type: EventType<E>) => (events.contracts as Record<string, Contract>)[type]?.topic ?? ''
  const observer = startObserver(kafka, producer, watched)
  const { eventually } = observer

  let requests = 0
  async function request(path: string, init: RequestInit = {}): Promise<Answer> {
    const replica = services[requests++ % replicas]
    const response = await fetch(`${replica?.address}${path}`, init)
    const isJson = response.headers.get('content-type')?.includes('json')
    const body = isJson ? await response.json() : await response.text()
    return { status: response.status, headers: response.headers, body }
  }
  const stopServices = () => Promise.all(services.map(service => service.stop()))

  return {
    pool,
    get address() {
      return services[0]?.address ?? ''
    },
    get: (path, headers = {}) => request(path, { headers }),
    post: (path, body, headers = {}) =>
      request(path, {
        method: 'POST',
        ...(body === undefined
          ? { headers }
          : {
              headers: { 'content-type': 'application/json', ...headers },
              body: typeof body === 'string' ? body : JSON.stringify(body),
            }),
      }),
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
    published: (type, key) => eventually(all => all.find(isOn(topicOf(type), key))) as Promise<never>,
    deadLettered: (type, key) => eventually(all => all.find(isOn(deadLettersOf(topicOf(type)), key))),
    events(type, key) {
      const found = observer.observed.filter(isOn(topicOf(type), key))
      return [...new Map(found.map(event => [event.headers.ce_id, event])).values()] as never
    },
    eventually,
    async settled() {
      await observer.fence(consumed)
      await until(
        async () => (await pool.query('SELECT FROM outbox')).rowCount === 0,
        () => 'something in the outbox that the relay does not get rid of',
      )
      await observer.fence(watched)
    },
    async restart(meanwhile) {
      await stopServices()
      await meanwhile?.()
      services = await start()
    },
    async stop() {
      await observer.stop()
      await producer.close()
      await stopServices()
      await kafka.close()
      await pool.end()
    },
  }
}

const isOn =
  (topic: string, key: string) =>
  (observed: Observed): boolean =>
    observed.topic === topic && observed.key === key

function withDatabase(url: string, database: string): string {
  const changed = new URL(url)
  changed.pathname = `/${database}`
  return changed.href
}
