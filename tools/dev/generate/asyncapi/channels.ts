import { channelOf, topicBinding } from '@orderflow/event-contracts/asyncapi'
import { allContracts, type TopicSettings, topics } from '@orderflow/events'
import { deadLetterSettings } from '@orderflow/service-kit'
import { settingsOf } from '../catalogue/topic-settings.ts'
import { readsEvents, type Service } from '../publishers-and-consumers.ts'

/** One channel for every topic of events, and one for all dead-letter topics. */
export function channels(services: readonly Service[]) {
  const ofEvents = allContracts.map(contract => [contract.topic, channelOf(contract, settingsOf(contract))])
  return { ...Object.fromEntries(ofEvents), deadLetters: deadLetterChannel(services) }
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
