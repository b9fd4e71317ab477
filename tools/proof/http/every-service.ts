import {
  createHttpApp,
  createLogger,
  deadLetterRoutes,
  type HttpApp,
  type HttpAppOptions,
  logRoute,
  outboxRoutes,
  type ServiceDefinition,
} from '@orderflow/service-kit'
import type { RouteOptions } from 'fastify'
import { Registry } from 'prom-client'
import { moduleOf, services } from '../../dev/lib/services.ts'

const config = {
  REQUEST_TIMEOUT_MS: 10_000,
  BODY_LIMIT_BYTES: 65_536,
  RATE_LIMIT_PER_SECOND: 0,
  ADMISSION_TARGET_MS: 500,
  CORS_ORIGINS: [],
  AUTHENTICATION: 'off' as const,
  CONNECTIONS_MAX: 100,
  IDLE_CONNECTIONS_MAX: 50,
  TEST_VALUES: 'on',
  ORDER_CREATED_VERSIONS: '2,1',
  SERVICE_URLS: [],
  METRICS_URLS: [],
  STREAM_CLIENTS_MAX: 1,
}

/** A service's `app.ts` has nothing but what defines the service. */
type App = Readonly<Record<string, (config: never) => ServiceDefinition<never>>>

const definitions = await Promise.all(
  services.map(async service => {
    const [define] = Object.values(await moduleOf<App>(service, 'app.ts'))
    if (define === undefined) throw new Error(`The ${service.name} service has no definition.`)
    return define(config as never)
  }),
)

export interface ServiceRoutes {
  readonly service: string
  readonly app: HttpApp
  readonly routes: readonly RouteOptions[]
}

/** The HTTP side of every service, with all its routes and nothing behind them. */
export async function everyService(
  more: Partial<HttpAppOptions['config']> = {},
): Promise<readonly ServiceRoutes[]> {
  return await Promise.all(
    definitions.map(async definition => {
      const registry = new Registry()
      const logger = createLogger({ service: definition.name, level: 'silent' })
      const common = { title: definition.title, version: '0', logger, registry, checks: async () => ({}) }
      const app = await createHttpApp({ ...common, config: { ...config, ...more } })
      const routes: RouteOptions[] = []
      app.addHook('onRoute', route => void routes.push(route))
      definition.routes(app, { registry, logger, config } as never)
      const service = { name: definition.name, topics: [] }
      deadLetterRoutes(app, { service } as never)
      outboxRoutes(app, {} as never)
      logRoute(app, () => [])
      await app.ready()
      return { service: definition.name, app, routes }
    }),
  )
}
