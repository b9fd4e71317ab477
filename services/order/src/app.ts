import type { ServiceDefinition } from '@orderflow/service-kit'
import { decide } from './consumers.ts'
import type { Orders } from './domain/order.ts'
import { routes } from './routes.ts'
import { store } from './store.ts'

export const order = (): ServiceDefinition<Orders> => ({
  name: 'order',
  title: 'Order service',
  decide,
  store,
  routes,
})
