import type { Events } from '@orderflow/event-contracts'
import type { WorkingSet } from '@orderflow/messaging/decider'
import { runUnderTest, type Servers, type UnderTest } from '@orderflow/messaging/testing'
import type { TObject } from 'typebox'
import type { CommonConfig } from '../common-config.ts'
import { loadConfig } from '../config.ts'
import { createLogger } from '../logger.ts'
import { startService } from '../service.ts'
import type { ServiceDefinition } from '../service-definition.ts'
import { createTestIssuer } from './issuer.ts'

export interface ServiceUnderTest<E extends Events> extends UnderTest<E>, Client {
  /** Where the first replica listens: `http://host:port` */
  readonly address: string
  /** The header `Authorization` of `get` and `post`, for other clients. */
  readonly authorization: string
  /**
   * Requests of somebody else than an operator who may do everything.
   *
   * @param subject a customer's id; undefined is a request without a token
   * @param scope those of its token, with spaces between them
   */
  as(subject: string | undefined, scope?: string): Client
}

interface Client {
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
 * messaging's `startServiceUnderTest`, of a service with HTTP: its environment is its configuration. It takes the tokens of
 * an issuer of the test's own; `get` and `post` send one that reaches for all that the service asks for.
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
  const issuer = await createTestIssuer()
  const scopes = new Set<string>()
  const running = await runUnderTest({
    ...rest,
    logger: createLogger({ service: 'test', level: 'fatal' }),
    define({ databaseUrl, logger }) {
      const config = loadConfig(schema, {
        PORT: '0',
        DATABASE_URL: databaseUrl,
        KAFKA_BROKERS: brokers.join(','),
        ...issuer.env,
        ...env,
      }) as CommonConfig
      const definition = notingScopes(define(config as never), scopes)
      const { name, consumes, workersRead = [], rights } = definition
      return {
        name,
        reads: [...events.consumedTopics(consumes as never), ...workersRead],
        rights,
        start: kafka => startService(definition, config, logger, kafka),
      }
    },
  })

  const tokens = new Map<string, Promise<string>>()
  async function authorization(subject: string, scope: string): Promise<string> {
    const key = JSON.stringify([subject, scope])
    const token = tokens.get(key) ?? issuer.token(subject, scope)
    tokens.set(key, token)
    return `Bearer ${await token}`
  }

  let requests = 0
  async function request(path: string, init: RequestInit): Promise<Answer> {
    const all = running.replicas()
    const response = await fetch(`${all[requests++ % all.length]?.address}${path}`, init)
    const isJson = response.headers.get('content-type')?.includes('json')
    const body = isJson ? await response.json() : await response.text()
    return { status: response.status, headers: response.headers, body }
  }

  function as(subject: string | undefined, scope: string): Client {
    const all = async (headers: Readonly<Record<string, string>>, type?: string) => ({
      ...(subject !== undefined && { authorization: await authorization(subject, scope) }),
      ...(type !== undefined && { 'content-type': type }),
      ...headers,
    })
    return {
      get: async (path, headers = {}) => request(path, { headers: await all(headers) }),
      post: async (path, body, headers = {}) =>
        request(path, {
          method: 'POST',
          ...(body === undefined
            ? { headers: await all(headers) }
            : {
                headers: await all(headers, 'application/json'),
                body: typeof body === 'string' ? body : JSON.stringify(body),
              }),
        }),
    }
  }
  const everything = [...scopes].join(' ')
  return {
    ...running,
    authorization: await authorization('operator', everything),
    get address() {
      return running.replicas()[0]?.address ?? ''
    },
    ...as('operator', everything),
    as: (subject, scope = '') => as(subject, scope),
  }
}

/** A service that says into `scopes` what its routes ask for. */
function notingScopes<World extends { readonly [name: string]: WorkingSet }>(
  definition: ServiceDefinition<World>,
  scopes: Set<string>,
): ServiceDefinition<World> {
  return {
    ...definition,
    routes(app, context) {
      app.addHook('onRoute', ({ config }) => {
        const access = config?.access
        if (access !== undefined && access !== 'public')
          for (const scope of [access.scope].flat()) scopes.add(scope)
      })
      definition.routes(app, context)
    },
  }
}
