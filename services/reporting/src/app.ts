import { events, topics } from '@orderflow/events'
import { createConsumerDirectory, type ServiceDefinition } from '@orderflow/service-kit'
import type { Config } from './config.ts'
import { consumes, decide, publishes, rights } from './consumers.ts'
import type { Reporting } from './domain/world.ts'
import { countViolations } from './invariants.ts'
import { startJourneyMaintenance } from './journey-maintenance.ts'
import { countRedeliveries, type Redeliveries } from './redeliveries.ts'
import { routes } from './routes.ts'
import { store } from './store.ts'

export const reporting = (config: Config): ServiceDefinition<Reporting> => {
  const consumers = createConsumerDirectory(
    config.LAG_GROUPS,
    topics().map(({ topic }) => topic),
  )
  let redeliveries: Redeliveries | undefined
  return {
    name: 'reporting',
    title: 'Reporting service',
    events,
    consumes,
    publishes,
    decide,
    store,
    gatherMs: config.GATHER_MS,
    rights,
    idempotentByVersion: ['InventoryAdjusted'],
    routes: routes(config, consumers),
    onDuplicates(context) {
      redeliveries = countRedeliveries(context)
      return redeliveries.note
    },
    workers: context => {
      countViolations(context)
      const maintenance = startJourneyMaintenance(context, config.JOURNEY_RETENTION_DAYS)
      return redeliveries === undefined ? [maintenance] : [maintenance, redeliveries]
    },
    watches: async kafka => (await consumers(kafka)).filter(({ name }) => name !== 'reporting'),
  }
}
