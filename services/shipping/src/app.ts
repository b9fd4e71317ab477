import { events } from '@orderflow/events'
import type { ServiceDefinition } from '@orderflow/service-kit'
import { createCarrier } from './carrier.ts'
import type { Config } from './config.ts'
import { consumes, decide, publishes, rights } from './consumers.ts'
import type { Shipments } from './domain/shipment.ts'
import { routes } from './routes.ts'
import { store } from './store.ts'

export const shipping = (config: Config): ServiceDefinition<Shipments> => ({
  name: 'shipping',
  title: 'Shipping service',
  events,
  consumes,
  publishes,
  decide: decide(createCarrier({ testValues: config.TEST_VALUES === 'on' })),
  store,
  rights,
  routes,
})
