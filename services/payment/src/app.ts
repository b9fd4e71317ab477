import { events } from '@orderflow/events'
import { countStuckOrders, type ServiceDefinition } from '@orderflow/service-kit'
import type { Registry } from 'prom-client'
import type { Config } from './config.ts'
import { consumes, decide, publishes, rights } from './consumers.ts'
import type { Payments } from './domain/decide.ts'
import { createGateway, guarded } from './gateway/connect.ts'
import type { PaymentGateway } from './gateway/port.ts'
import { type GatewayWorker, startGatewayWorker } from './gateway/worker.ts'
import { routes } from './routes.ts'
import { requestedIn, store } from './store.ts'
import { findStuckOrders } from './stuck-orders.ts'

/** The worker of each process, or of each that a test runs in one. */
const workers = new WeakMap<Registry, GatewayWorker>()

/** @param connect makes the gateway, anew each time that the service starts */
export const payment = (
  config: Config,
  connect: () => PaymentGateway = () => createGateway(config),
): ServiceDefinition<Payments> => ({
  name: 'payment',
  title: 'Payment service',
  events,
  consumes,
  publishes,
  decide,
  store,
  rights,
  routes,
  workers: context => {
    countStuckOrders(context, async tx => (await findStuckOrders(tx)).length)
    const gateway = guarded(connect(), config, context)
    const worker = startGatewayWorker({ ...context, gateway, batchMax: config.BATCH_MAX })
    workers.set(context.registry, worker)
    return [worker]
  },
  observe:
    registry =>
    ({ ledger }) =>
      workers.get(registry)?.offer(requestedIn(ledger)),
})
