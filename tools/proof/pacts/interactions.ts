import { contractOfTopic, contractOfVersion, type EventType } from '@orderflow/events'
import type { Need } from '@orderflow/events/testing'
import type { ServiceFacts } from '../../dev/lib/services.ts'
import type { Participant, World } from './participants.ts'

/** One version of one event, between the service that publishes it and one that consumes it. */
export interface Pair {
  readonly consumer: string
  readonly provider: string
  readonly type: EventType
  readonly topic: string
}

/** A pair with what its consumer says that it needs. */
export interface StatedPair extends Pair {
  readonly need: Need<World>
  /** The fields that it uses, each with an example. */
  readonly uses: object
}

/** What a pact calls the message. */
export const describePair = ({ type, topic }: Pick<Pair, 'type' | 'topic'>) => `${type} on ${topic}`

/** A pair as one line, to compare lists of them. */
export const nameOf = (pair: Pair) => `${pair.consumer} needs of ${pair.provider}: ${describePair(pair)}`

/** Every pair that there is, by the tables of who publishes and who consumes what. */
export function pairsInTables(services: readonly ServiceFacts[]): Pair[] {
  return services.flatMap(({ name: consumer, topics }) =>
    topics.flatMap(topic => {
      const contract = contractOfTopic(topic)
      if (contract === undefined) throw new Error(`${topic} is no event's topic.`)
      const { type, version } = contract
      return publishersOf(services, type, version).map(provider => ({ consumer, provider, type, topic }))
    }),
  )
}

/** Every pair that a consumer states. */
export function pairsStatedBy(consumer: Participant, services: readonly ServiceFacts[]): StatedPair[] {
  return (Object.entries(consumer.needs) as [EventType, Need<World>][]).flatMap(([type, need]) =>
    Object.entries<object>(need.uses).flatMap(([version, uses]) => {
      const topic = contractOfVersion(type, Number(version))?.topic ?? ''
      const providers = publishersOf(services, type, Number(version))
      if (providers.length === 0) {
        throw new Error(`No service publishes version ${version} of ${type}: ${consumer.name} needs no pact.`)
      }
      return providers.map(provider => ({ consumer: consumer.name, provider, type, topic, need, uses }))
    }),
  )
}

const publishersOf = (services: readonly ServiceFacts[], type: EventType, version: number) =>
  services
    .filter(({ publishes }) => (publishes[type] as readonly number[] | undefined)?.includes(version))
    .map(({ name }) => name)
