import { allContracts, type Contract, type TopicSettings, topics } from '@orderflow/events'
import { deadLetterSettings } from '@orderflow/service-kit'
import { settingsOf } from '../catalogue/topic-settings.ts'
import { readsEvents, type Service } from '../publishers-and-consumers.ts'
import { messageName } from './messages.ts'

/** One channel for every topic of events, and one for all dead-letter topics. */
export function channels(services: readonly Service[]) {
  const ofEvents = allContracts.map(contract => [contract.topic, channelOf(contract)])
  return { ...Object.fromEntries(ofEvents), deadLetters: deadLetterChannel(services) }
}

function channelOf(contract: Contract) {
  const { type, version, topic, compacted } = contract
  const name = messageName(contract)
  return {
    address: topic,
    title: `${type}, version ${version}`,
    description: compacted
      ? `Keeps the newest ${type} of each key for ever. A record without a value deletes its key, with or without headers.`
      : `Every ${type} of version ${version}; those of one key in order.`,
    messages: { [name]: { $ref: `#/components/messages/${name}` } },
    bindings: { kafka: topicBinding(settingsOf(contract)) },
  }
}

function deadLetterChannel(services: readonly Service[]) {
  const [anyTopic] = topics() as [TopicSettings]
  return {
    address: '{topic}.{service}.dlq',
    title: 'Dead letters',
    description:
      'What a service could not process, one topic for each service and each topic that it reads, with as many ' +
      'partitions as that one.',
    parameters: {
      topic: { description: 'A topic that the service reads.' },
      service: { description: 'The service.', enum: services.filter(readsEvents).map(({ name }) => name) },
    },
    messages: { DeadLetter: { $ref: '#/components/messages/DeadLetter' } },
    bindings: { kafka: topicBinding(deadLetterSettings(anyTopic, 'any')) },
  }
}

/** Kafka's settings with the types that the AsyncAPI binding gives them, where it knows them. */
function topicBinding({ partitions, config }: TopicSettings) {
  const { 'cleanup.policy': policy, 'retention.ms': retention, ...others } = config
  return {
    partitions,
    topicConfiguration: {
      ...(policy !== undefined && { 'cleanup.policy': policy.split(',') }),
      ...(retention !== undefined && { 'retention.ms': Number(retention) }),
      ...others,
    },
    bindingVersion: '0.5.0',
  }
}
