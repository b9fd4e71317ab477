import { inventory } from '@orderflow/inventory/app'
import { order } from '@orderflow/order/app'
import { payment } from '@orderflow/payment/app'
import { reporting } from '@orderflow/reporting/app'
import {
  createHttpApp,
  createLogger,
  deadLetterRoutes,
  type HttpApp,
  outboxRoutes,
} from '@orderflow/service-kit'
import { shipping } from '@orderflow/shipping/app'
import type { RouteOptions } from 'fastify'
import { Registry } from 'prom-client'

const config = {
  REQUEST_TIMEOUT_MS: 10_000,
  BODY_LIMIT_BYTES: 65_536,
  RATE_LIMIT_PER_SECOND: 0,
  CORS_ORIGINS: [],
  TEST_VALUES: 'on',
  ORDER_CREATED_VERSIONS: '2,1',
  SERVICE_URLS: [],
  STREAM_CLIENTS_MAX: 1,
}

const definitions = [order, inventory, payment, shipping, reporting].map(define => define(config as never))

export interface ServiceRoutes {
  readonly service: string
  readonly app: HttpApp
  readonly routes: readonly RouteOptions[]
}

/** The HTTP side of every service, with all its routes and nothing behind them. */
export async function everyService(): Promise<readonly ServiceRoutes[]> {
  return await Promise.all(
    definitions.map(async definition => {
      const registry = new Registry()
      const logger = createLogger({ service: definition.name, level: 'silent' })
      const common = { title: definition.title, version: '0', logger, registry, checks: async () => ({}) }
      const app = await createHttpApp({ ...common, config })
      const routes: RouteOptions[] = []
      app.addHook('onRoute', route => void routes.push(route))
      definition.routes(app, { registry, logger, config } as never)
      const service = { name: definition.name, topics: [] }
      deadLetterRoutes(app, { token: 'a token for tests', service } as never)
      outboxRoutes(app, { token: 'a token for tests' } as never)
      await app.ready()
      return { service: definition.name, app, routes }
    }),
  )
}
