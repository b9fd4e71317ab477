import type { WorkingSet } from '@orderflow/messaging/decider'
import {
  type CommonConfig,
  createLogger,
  loadConfig,
  runUntilSignal,
  type ServiceDefinition,
  startService,
} from '@orderflow/service-kit'
import type { Static, TObject } from 'typebox'
import { inventory } from '../../../../services/inventory/src/app.ts'
import { configSchema as inventoryConfig } from '../../../../services/inventory/src/config.ts'
import { order } from '../../../../services/order/src/app.ts'
import { configSchema as orderConfig } from '../../../../services/order/src/config.ts'
import { payment } from '../../../../services/payment/src/app.ts'
import { configSchema as paymentConfig } from '../../../../services/payment/src/config.ts'
import { shipping } from '../../../../services/shipping/src/app.ts'
import { configSchema as shippingConfig } from '../../../../services/shipping/src/config.ts'

/**
 * All four services in one process, each as it is in its own: its own database, connections, consumer and port. A
 * setting is read from the environment as a service reads it, or first with the service's name before it: `ORDER_PORT`.
 */
async function start<Schema extends TObject, World extends { readonly [name: string]: WorkingSet }>(
  name: string,
  schema: Schema,
  define: (config: Static<Schema>) => ServiceDefinition<World>,
) {
  const prefix = `${name.toUpperCase()}_`
  const own = Object.entries(process.env).flatMap(([key, value]) =>
    key.startsWith(prefix) ? [[key.slice(prefix.length), value] as const] : [],
  )
  // The process's own database is the first service's.
  const config = loadConfig(schema, {
    ...process.env,
    DATABASE_URL_FILE: undefined,
    ...Object.fromEntries(own),
  })
  const common = config as CommonConfig
  return await startService(define(config), common, createLogger({ service: name, level: common.LOG_LEVEL }))
}

// The one that takes orders comes last: who waits for it has waited for all.
const services = [
  await start('shipping', shippingConfig, shipping),
  await start('payment', paymentConfig, payment),
  await start('inventory', inventoryConfig, inventory),
  await start('order', orderConfig, order),
]

runUntilSignal({
  logger: createLogger({ service: 'all-services', level: 'info' }),
  timeoutMs: 10_000,
  stop: async () => {
    await Promise.all(services.map(service => service.stop()))
  },
})
