import { randomUUID } from 'node:crypto'
import { type EventData, type EventType, contracts as events } from '@orderflow/event-contracts'
import {
  createKafka,
  deadLetterTopic,
  type Emission,
  encodeEvent,
  type Input,
  type KafkaRecord,
  type WorkingSet,
} from '@orderflow/messaging'
import { adminUrl, kafkaBrokers } from '@orderflow/testing'
import type { Pool } from 'pg'
import type { TObject } from 'typebox'
import { uuidv7 } from 'uuidv7'
import type { CommonConfig } from '../common-config.ts'
import { loadConfig } from '../config.ts'
import { contractRegistry } from '../contracts.ts'
import { createPool } from '../database.ts'
import { createLogger } from '../logger.ts'
import { consumedTopics, type RunningService, type ServiceDefinition, startService } from '../service.ts'
import { setUpDatabase, setUpTopics } from '../set-up.ts'
import { namespaced } from './namespaced-kafka.ts'

/** What a topic holds: an event with its attributes, or a dead letter. */
export interface Observed {
  readonly topic: string
  readonly key: string
  readonly data: unknown
  /** The value as it lies on the topic. */
  readonly value: Buffer | null
  readonly headers: Readonly<Record<string, string>>
}

export interface ServiceUnderTest {
  /** `http://host:port` */
  readonly address: string
  /** The service's database, as a superuser. */
  readonly pool: Pool
  /** An event's message, ready to be sent, any number of times. */
  message<T extends EventType>(type: T, data: EventData<T>): Message
  send(...messages: readonly Message[]): Promise<void>
  /** Waits until the topics hold what `found` looks for; fails with what they hold after 20 s. */
  eventually<Found>(found: (observed: readonly Observed[]) => Found | undefined | false): Promise<Found>
  /** All that the service has published so far, in the order of arrival. */
  observed(): readonly Observed[]
  /** Stops the service and starts it again on the same data. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export interface Message {
  readonly topic: string
  readonly key: string | null
  readonly value: Buffer | null
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Runs a service within the test's process against the run's real broker and database, in a database and
 * topics of its own, and watches what it publishes. Its environment is the service's configuration.
 */
export async function startServiceUnderTest<World extends { readonly [name: string]: WorkingSet }>(options: {
  readonly define: (config: never) => ServiceDefinition<World>
  readonly schema: TObject
  readonly migrations: URL
  readonly env?: Readonly<Record<string, string>>
}): Promise<ServiceUnderTest> {
  const { define, schema, migrations, env = {} } = options
  const namespace = `t${randomUUID().slice(0, 8)}`
  const logger = createLogger({ service: namespace, level: 'fatal' })
  const admin = await adminUrl()
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
  const consumed = consumedTopics(definition.decide)
  await setUpTopics(kafka, { [definition.name]: consumed })
  const pool = createPool({ url: withDatabase(admin, namespace), applicationName: 'test', logger })
  let service: RunningService = await startService(definition, config, logger, connect())

  const observed: Observed[] = []
  const produced = Object.values(events).map(({ topic }) => topic)
  const deadLetters = consumed.map(topic => deadLetterTopic(topic, definition.name))
  const watcher = kafka.consume({
    groupId: 'observer',
    topics: [...produced.filter(topic => !consumed.includes(topic)), ...deadLetters],
    chunkSize: 1000,
    async onRecords(records) {
      observed.push(...records.map(toObserved))
      return true
    },
  })
  const producer = await kafka.producer()

  return {
    get address() {
      return service.address
    },
    pool,
    message: (type, data) => toMessage(type, data),
    observed: () => observed,
    async send(...messages) {
      const counts = await kafka.partitionCounts([...new Set(messages.map(message => message.topic))])
      await producer.send(
        messages.map(message => {
          const partition = kafka.partitionOf(message.key ?? '', counts.get(message.topic) ?? 1)
          return { ...message, partition }
        }),
      )
    },
    async eventually(found) {
      const deadline = Date.now() + 20_000
      for (;;) {
        const result = found(observed)
        if (result) return result
        if (Date.now() > deadline) {
          const seen = observed.map(({ topic, key }) => `${topic} ${key}`).join('\n')
          throw new Error(`not observed within 20 s; the topics hold:\n${seen || '(nothing)'}`)
        }
        await new Promise(resolve => setTimeout(resolve, 20))
      }
    },
    async restart() {
      await service.stop()
      service = await startService(definition, config, logger, connect())
    },
    async stop() {
      await watcher.stop()
      await producer.close()
      await service.stop()
      await kafka.close()
      await pool.end()
    },
  }
}

function toMessage<T extends EventType>(type: T, data: EventData<T>): Message {
  const contract = contractRegistry.byType(type)
  if (contract === undefined) throw new Error(`no contract for ${type}`)
  const emission: Emission = { type, data, sequence: 1 }
  const cause: Input = {
    id: uuidv7(),
    type: 'Test',
    data: {},
    at: new Date().toISOString(),
    correlationId: randomUUID(),
    initiator: 'test',
  }
  const { topic, key, value, headers } = encodeEvent(contract, emission, {
    id: uuidv7(),
    source: '/test',
    cause,
  })
  return { topic, key, value: Buffer.from(value ?? ''), headers }
}

function toObserved({ topic, key, value, headers }: KafkaRecord): Observed {
  return {
    topic,
    key: key?.toString() ?? '',
    value,
    data: parsed(value),
    headers: Object.fromEntries(Object.entries(headers).map(([name, header]) => [name, String(header)])),
  }
}

function parsed(value: Buffer | null): unknown {
  try {
    return JSON.parse(value?.toString() ?? 'null')
  } catch {
    return undefined
  }
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url)
  changed.pathname = `/${database}`
  return changed.href
}
