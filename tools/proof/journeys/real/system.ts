import type { WorkingSet } from '@orderflow/messaging/decider'
import { createKafka } from '@orderflow/messaging/kafka'
import {
  type CommonConfig,
  createLogger,
  loadConfig,
  type RunningService,
  type ServiceDefinition,
  startService,
} from '@orderflow/service-kit'
import type { Infrastructure } from '@orderflow/test-servers/infrastructure'
import pg from 'pg'
import type { Static, TObject } from 'typebox'
import { inventory } from '../../../../services/inventory/src/app.ts'
import { configSchema as inventoryConfig } from '../../../../services/inventory/src/config.ts'
import { order } from '../../../../services/order/src/app.ts'
import { configSchema as orderConfig } from '../../../../services/order/src/config.ts'
import { payment } from '../../../../services/payment/src/app.ts'
import { configSchema as paymentConfig } from '../../../../services/payment/src/config.ts'
import { shipping } from '../../../../services/shipping/src/app.ts'
import { configSchema as shippingConfig } from '../../../../services/shipping/src/config.ts'
import { readingServices } from '../../../dev/lib/services.ts'
import { setUp } from '../../../dev/lib/set-up.ts'
import type { createRecorder } from './recorder.ts'
import { stock } from './wave.ts'

export interface RecordedSystem {
  readonly orderUrl: string
  readonly inventoryUrl: string
  stop(): Promise<void>
}

/** Milliseconds: short, so that a service that is held for a moment is late. */
export const deadlineMs = 2_500

/** A superuser's URL of a database. */
export const databaseOf = (adminUrl: string, database: string): string =>
  Object.assign(new URL(adminUrl), { pathname: `/${database}` }).href

/** Before anybody has ordered. */
async function makeScarce(inventoryUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: inventoryUrl, application_name: 'journeys' })
  await client.connect()
  try {
    await client.query('UPDATE products SET initial = $1, available = $1', [stock])
  } finally {
    await client.end()
  }
}

/** The four services in this process on real servers, each as it is in its own, with what they commit noted. */
export async function startRecorded(
  { kafka: { bootstrap: brokers }, postgres: { adminUrl } }: Infrastructure,
  recorder: ReturnType<typeof createRecorder>,
  hold: (service: string) => Promise<void>,
): Promise<RecordedSystem> {
  const logger = createLogger({ service: 'journeys', level: 'error' })
  const urls = await setUp({ adminUrl, brokers, without: readingServices, logger })
  await makeScarce(databaseOf(adminUrl, 'inventory'))

  function start<Schema extends TObject, World extends { readonly [name: string]: WorkingSet }>(
    schema: Schema,
    define: (config: Static<Schema>) => ServiceDefinition<World>,
    databaseUrl: string,
    env: Readonly<Record<string, string>> = {},
  ): Promise<RunningService> {
    const config = loadConfig(schema, {
      ...{ PORT: '0', DATABASE_URL: databaseUrl, KAFKA_BROKERS: brokers.join(','), AUTHENTICATION: 'off' },
      ...env,
    })
    const definition = define(config)
    const kafka = createKafka({ clientId: definition.name, brokers, logger })
    return startService(
      recorder.noted(definition),
      config as unknown as CommonConfig,
      logger,
      recorder.kafka(kafka, () => hold(definition.name)),
    )
  }

  const services = await Promise.all([
    start(orderConfig, order, urls.order, { ORDER_DEADLINE_MS: String(deadlineMs) }),
    start(inventoryConfig, inventory, urls.inventory),
    start(paymentConfig, payment, urls.payment),
    start(shippingConfig, shipping, urls.shipping),
  ])
  const [orders, stock] = services
  return {
    orderUrl: orders.address,
    inventoryUrl: stock.address,
    async stop() {
      await Promise.all(services.map(service => service.stop()))
    },
  }
}
