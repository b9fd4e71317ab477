import { events } from '@orderflow/events'
import { countStuckOrders, type ServiceDefinition } from '@orderflow/service-kit'
import { consumes, decide, publishes, rights } from './consumers.ts'
import type { Stock } from './domain/stock.ts'
import { routes } from './routes.ts'
import { store } from './store.ts'
import { findStuckOrders } from './stuck-orders.ts'

export const inventory = (): ServiceDefinition<Stock> => ({
  name: 'inventory',
  title: 'Inventory service',
  events,
  consumes,
  publishes,
  decide,
  store,
  rights,
  routes,
  workers: context => {
    countStuckOrders(context, async tx => (await findStuckOrders(tx)).length)
    return []
  },
})
