import {
  type Contract,
  contractOfTopic,
  contractOfVersion,
  contracts as current,
  downcast,
  type EventType,
  instantOf,
  type Publishes,
  upcast,
  type Versions,
} from '@orderflow/events'
import type { Consumed, Contracts, Published } from '@orderflow/messaging/events'
import { ServiceError } from './errors.ts'

/** What a service has to do with events: both tables stand in its `consumers.ts`. */
export interface ServiceEvents {
  /** The newest version of each event that it knows. */
  readonly consumes: Versions
  readonly publishes: Partial<Publishes>
}

/** The contracts of a service's events, as the messaging package wants to know them. */
export function contractsOf({ consumes, publishes }: ServiceEvents): Contracts {
  const consumed = new Map(consumedContracts(consumes).map(contract => [contract.topic, contract]))
  const published = new Map(
    entriesOf(publishes).map(([type, versions]) => [type as string, versions.map(asPublished(type))]),
  )
  return { consumed: topic => consumed.get(topic), published: type => published.get(type) ?? [] }
}

/** The topics to read: of each event the version that is named, and all before it. */
export function consumedTopics(consumes: Versions): string[] {
  return consumedContracts(consumes).map(({ topic }) => topic)
}

function consumedContracts(consumes: Versions): Consumed[] {
  return entriesOf(consumes).flatMap(([type, version]) => {
    const newest = versionOf(type, version)
    const versions = [newest, ...newest.older]
    return versions.map((contract, age) => ({
      ...contract,
      later: versions.slice(0, age).reverse(),
      instantOf,
      upcast: (data: unknown) => upcast(contract, data, newest.version),
    }))
  })
}

const asPublished =
  (type: EventType) =>
  (version: number): Published => ({
    ...versionOf(type, version),
    downcast: data => downcast(current[type], data, version),
  })

/** The contract of a topic on its own, for those who make events without being a service. Throws for another topic. */
export function eventContract(topic: string): Contract {
  const contract = contractOfTopic(topic)
  if (contract === undefined) throw new ServiceError('TOPIC_UNKNOWN', `${topic} is the topic of no event.`)
  return contract
}

function versionOf(type: EventType, version: number): Contract {
  const contract = contractOfVersion(type, version)
  if (contract === undefined) {
    throw new ServiceError('EVENT_VERSION_UNKNOWN', `There is no version ${version} of ${type}.`)
  }
  return contract
}

const entriesOf = <Value>(table: { readonly [T in EventType]?: Value }) =>
  Object.entries(table) as [EventType, Value][]
