import type { ServiceDefinition } from '@orderflow/service-kit'
import type { Config } from './config.ts'
import { consumes, decide, publishes } from './consumers.ts'
import type { Payments } from './domain/decide.ts'
import { createInProcessGateway, type PaymentGateway } from './gateway.ts'
import { startGatewayWorker } from './gateway-worker.ts'
import { routes } from './routes.ts'
import { store } from './store.ts'

export const payment = (
  config: Config,
  gateway: PaymentGateway = createInProcessGateway({ testValues: config.TEST_VALUES === 'on' }),
): ServiceDefinition<Payments> => ({
  name: 'payment',
  title: 'Payment service',
  consumes,
  publishes,
  decide,
  store,
  routes,
  workers: context => [
    startGatewayWorker({
      ...context,
      gateway,
      batchMax: config.BATCH_MAX,
      answerWithinMs: config.GATEWAY_TIMEOUT_MS,
    }),
  ],
})
