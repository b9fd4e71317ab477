import { targetNames } from '@orderflow/bridge/config'
import { groupOf } from '@orderflow/bridge/forwarder'
import { contracts, topics } from '@orderflow/events'
import { deadLetterTopic } from '@orderflow/messaging/events'
import type { ServiceAccess } from '@orderflow/messaging/set-up'
import { bridge, type ServiceFacts } from './services.ts'

/** What a service touches on Kafka, by its tables. Reporting watches how far all others are. */
export function accessOf(facts: ServiceFacts, all: readonly ServiceFacts[]): ServiceAccess {
  const { name, topics: reads } = facts
  const access = { name, reads, publishes: publishedBy(facts) }
  return name === 'reporting' ? { ...access, watches: watchedAmong(all) } : access
}

/** All that the bridge may be configured to read, as the groups of all targets that it may have. */
export const bridgeAccess = (): ServiceAccess => ({
  name: bridge.name,
  reads: topics().map(({ topic }) => topic),
  publishes: publishedBy(bridge),
  groups: targetNames.map(groupOf),
})

/** The topics of the events that it publishes, in all of these versions. */
function publishedBy({ publishes }: Pick<ServiceFacts, 'publishes'>): string[] {
  return Object.entries(publishes).flatMap(([type, versions]) => {
    const contract = contracts[type as keyof typeof contracts]
    return [contract, ...contract.older].flatMap(({ topic, version }) =>
      (versions as readonly number[]).includes(version) ? [topic] : [],
    )
  })
}

const watchedAmong = (all: readonly ServiceFacts[]) => ({
  groups: all.map(({ name }) => name),
  topics: [
    ...topics().map(({ topic }) => topic),
    ...all.flatMap(({ name, topics }) => topics.map(topic => deadLetterTopic(topic, name))),
  ],
})
