import type { Events } from '@orderflow/event-contracts'
import type { WorkingSet } from '@orderflow/messaging/decider'
import { runUnderTest, type Servers, type UnderTest } from '@orderflow/messaging/testing'
import type { TObject } from 'typebox'
import type { CommonConfig } from '../common-config.ts'
import { loadConfig } from '../config.ts'
import { createLogger } from '../logger.ts'
import { startService } from '../service.ts'
import type { ServiceDefinition } from '../service-definition.ts'

export interface ServiceUnderTest<E extends Events> extends UnderTest<E> {
  /** Where the first replica listens: `http://host:port` */
  readonly address: string
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>
  /** @param body sent as JSON; a text is sent as it is, and nothing if there is none */
  post(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>
}

interface Answer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: JSON of any shape; the test's expectation is its type
  readonly body: any
}

/**
 * messaging's `startServiceUnderTest`, of a service with HTTP: its environment is its configuration.
 *
 * @throws MessagingError, ServiceError what `loadConfig`, `setUpDatabase` and `startService` throw, with nothing left running
 */
export async function startServiceUnderTest<
  E extends Events,
  World extends { readonly [name: string]: WorkingSet },
>(
  options: Servers & {
    /** Those of the system that the service is of. */
    readonly events: E
    readonly define: (config: never) => ServiceDefinition<World>
    readonly schema: TObject
    readonly migrations: URL
    readonly env?: Readonly<Record<string, string>>
    /** How many of the service run, in one consumer group over one database; requests go to each in turn. */
    readonly replicas?: number
    /** As messaging's. */
    readonly hostileSettings?: boolean
  },
): Promise<ServiceUnderTest<E>> {
  const { define, schema, env = {}, ...rest } = options
  const { events, brokers } = rest
  const running = await runUnderTest({
    ...rest,
    logger: createLogger({ service: 'test', level: 'fatal' }),
    define({ databaseUrl, logger }) {
      const config = loadConfig(schema, {
        PORT: '0',
        DATABASE_URL: databaseUrl,
        KAFKA_BROKERS: brokers.join(','),
        ...env,
      }) as CommonConfig
      const definition = define(config as never)
      const { name, consumes, workersRead = [], rights } = definition
      return {
        name,
        reads: [...events.consumedTopics(consumes as never), ...workersRead],
        rights,
        start: kafka => startService(definition, config, logger, kafka),
      }
    },
  })

  let requests = 0
  async function request(path: string, init: RequestInit = {}): Promise<Answer> {
    const all = running.replicas()
    const response = await fetch(`${all[requests++ % all.length]?.address}${path}`, init)
    const isJson = response.headers.get('content-type')?.includes('json')
    const body = isJson ? await response.json() : await response.text()
    return { status: response.status, headers: response.headers, body }
  }
  return {
    ...running,
    get address() {
      return running.replicas()[0]?.address ?? ''
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
  }
}
