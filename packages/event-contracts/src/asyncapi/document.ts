import type { Contract } from '../define/contract.ts'
import type { Events } from '../define/events.ts'
import type { TopicLimits } from '../define/topics.ts'
import { channelOf } from './channel.ts'
import { messageName, messageOf } from './message.ts'

export interface Described {
  readonly title: string
  /** Of the whole system. */
  readonly version: string
  readonly description?: string
  /** How the topics are created. */
  readonly topics?: TopicLimits
}

/**
 * Events for tools, as an AsyncAPI document: a channel for each topic, with what is on it. Which service sends and which
 * receives is in no table of events, so it has no operations.
 * https://www.asyncapi.com/docs/reference/specification/v3.0.0
 */
export function asyncApi(events: Events, { title, version, description, topics }: Described) {
  const settings = new Map(events.topics(topics).map(each => [each.topic, each]))
  const each = <T>(make: (contract: Contract) => readonly [string, T]) =>
    Object.fromEntries(events.all.map(make))
  return {
    asyncapi: '3.0.0',
    id: `urn:${events.namespace}`,
    info: { title, version, ...(description !== undefined && { description }) },
    defaultContentType: 'application/json',
    channels: each(contract => [contract.topic, channelOf(contract, settings.get(contract.topic))]),
    components: { messages: each(contract => [messageName(contract), messageOf(contract)]) },
  }
}
