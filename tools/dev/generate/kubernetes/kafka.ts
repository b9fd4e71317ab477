import type { TopicSettings } from '@orderflow/event-contracts'
import { topics } from '@orderflow/events'
import {
  accessRules,
  deadLetterSettings,
  producerBytesPerSecond,
  type ServiceAccess,
} from '@orderflow/service-kit'
import type { ServiceFacts } from '../../lib/services.ts'

const apiVersion = 'kafka.strimzi.io/v1'
const labels = { 'strimzi.io/cluster': 'orderflow' }

/** The topics that set-up makes elsewhere, dead letters included. How many copies there are is the cluster's to say. */
export function topicResources(services: readonly Pick<ServiceFacts, 'name' | 'topics'>[]): object[] {
  const events = topics()
  const deadLetters = services.flatMap(({ name, topics: consumed }) =>
    events
      .filter(({ topic }) => consumed.includes(topic))
      .map(settings => deadLetterSettings(settings, name)),
  )
  return [...events, ...deadLetters].map(topicResource)
}

const topicResource = ({ topic, partitions, config }: TopicSettings): object => ({
  apiVersion,
  kind: 'KafkaTopic',
  metadata: { name: topic, labels },
  spec: { partitions, config },
})

const operations = {
  read: 'Read',
  write: 'Write',
  describe: 'Describe',
  'describe-configs': 'DescribeConfigs',
} as const

/** The user of a service, with the rules and the bound that set-up gives elsewhere; its password is made by the operator. */
export function userResource(access: ServiceAccess): object {
  const byResource = Map.groupBy(accessRules(access), ({ resource, name }) => `${resource} ${name}`)
  const acls = [...byResource.values()].map(rules => ({
    resource: { type: rules[0]?.resource, name: rules[0]?.name, patternType: 'literal' },
    operations: rules.map(({ operation }) => operations[operation]),
  }))
  return {
    apiVersion,
    kind: 'KafkaUser',
    metadata: { name: access.name, labels },
    spec: {
      authentication: { type: 'scram-sha-512' },
      authorization: { type: 'simple', acls },
      quotas: { producerByteRate: producerBytesPerSecond },
    },
  }
}
