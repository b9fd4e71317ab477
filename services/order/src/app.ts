import { events } from '@orderflow/events'
import { countStuckOrders, createBacklog, type ServiceDefinition } from '@orderflow/service-kit'
import type { Config } from './config.ts'
import { consumes, decide, publishes, rights } from './consumers.ts'
import { startDeadlineWorker } from './deadline-worker.ts'
import { costsMoreThan } from './domain/fraud.ts'
import type { Orders } from './domain/order.ts'
import { countPastDeadline } from './past-deadline.ts'
import { routes } from './routes.ts'
import { sagaDurations } from './saga-durations.ts'
import { store } from './store.ts'
import { countStuck } from './stuck-orders.ts'

export const order = (config: Config): ServiceDefinition<Orders> => {
  const backlog = createBacklog({ targetMs: config.BACKLOG_TARGET_MS })
  const published = [3, ...config.ORDER_CREATED_VERSIONS.split(',').map(Number)]
  return {
    name: 'order',
    title: 'Order service',
    events,
    consumes,
    publishes: {
      ...publishes,
      OrderCreated: publishes.OrderCreated.filter(version => published.includes(version)),
    },
    decide: decide(costsMoreThan(config.FRAUD_LIMIT)),
    store,
    rights,
    observe: registry => sagaDurations(registry, backlog),
    // Version 1 has no word for a currency: until nobody needs it any more, there is only one.
    routes: routes({
      anyCurrency: !published.includes(1),
      deadlineMs: config.ORDER_DEADLINE_MS,
      saga: config.ORDER_SAGA,
      backlog,
      testValues: config.TEST_VALUES === 'on',
    }),
    workers: context => {
      countPastDeadline(context)
      countStuckOrders(context, tx => countStuck(tx, config.STUCK_AFTER_MS))
      return [startDeadlineWorker({ ...context, batchMax: config.BATCH_MAX })]
    },
  }
}
