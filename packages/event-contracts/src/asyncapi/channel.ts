import type { Contract } from '../define/contract.ts'
import type { TopicSettings } from '../define/topics.ts'
import { messageName } from './message.ts'

/** The channel of a contract's topic. */
export function channelOf(contract: Contract, settings?: TopicSettings) {
  const { type, version, topic, compacted } = contract
  const name = messageName(contract)
  return {
    address: topic,
    title: `${type}, version ${version}`,
    description: compacted
      ? `Keeps the newest ${type} of each key for ever. A record without a value deletes its key, with or without headers.`
      : `Every ${type} of version ${version}; those of one key in order.`,
    messages: { [name]: { $ref: `#/components/messages/${name}` } },
    ...(settings && { bindings: { kafka: topicBinding(settings) } }),
  }
}

/** Kafka's settings with the types that the AsyncAPI binding gives them, where it knows them. */
export function topicBinding({ partitions, config }: Omit<TopicSettings, 'topic'>) {
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
