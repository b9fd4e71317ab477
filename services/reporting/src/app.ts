import { events, topics } from '@orderflow/events'
import { createConsumerDirectory, type ServiceDefinition } from '@orderflow/service-kit'
import type { Config } from './config.ts'
import { consumes, decide, publishes, rights } from './consumers.ts'
import type { Reporting } from './domain/world.ts'
import { countViolations } from './invariants.ts'
import { startJourneyMaintenance } from './journey-maintenance.ts'
import { startPastMaintenance, startSampler } from './past/sampler.ts'
import { countRedeliveries, type Redeliveries } from './redeliveries.ts'
import { routes } from './routes.ts'
import { store } from './store.ts'
import { askBrokers } from './stream/brokers.ts'
import { createSource } from './stream/source.ts'
import { startWatchIn } from './watch/configured.ts'
import type { Watching } from './watch/watch.ts'

const brokersWithinMs = 5_000

export const reporting = (config: Config): ServiceDefinition<Reporting> => {
  const consumers = createConsumerDirectory(
    config.LAG_GROUPS,
    topics().map(({ topic }) => topic),
  )
  let redeliveries: Redeliveries | undefined
  let watching: Watching | undefined
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
    routes: routes(config, consumers, () => watching),
    onDuplicates(context) {
      redeliveries = countRedeliveries(context)
      return redeliveries.note
    },
    workers: context => {
      countViolations(context)
      const { kafka } = context
      watching = startWatchIn(context, config)
      return [
        startJourneyMaintenance(context, config.JOURNEY_RETENTION_DAYS),
        startPastMaintenance(context, config.PAST_RETENTION_HOURS),
        startSampler(
          context,
          createSource(async () => askBrokers(kafka, await consumers(kafka)), brokersWithinMs),
        ),
        ...[redeliveries, watching].filter(worker => worker !== undefined),
      ]
    },
    watches: async kafka => (await consumers(kafka)).filter(({ name }) => name !== 'reporting'),
  }
}
