import { instantOf } from '../date-time.ts'
import type { Contract } from './contract.ts'
import { converted, type createConversions } from './conversions.ts'

/** A version as a service publishes it. */
export interface Published extends Contract {
  /** What the decider states, as this version says it. Throws if this version cannot say it. */
  downcast(data: unknown): unknown
}

/** A version as a service consumes it. */
export interface Consumed extends Contract {
  /** Later versions that the service reads as well, up to the one that its decider takes; none if it is that. */
  readonly later: readonly Contract[]
  /** The moment that a text states, as `Date.toISOString` writes it; undefined if events do not take it as a time. */
  instantOf(text: string): string | undefined
  /** Valid data of this version as the last of `later`. */
  upcast(data: unknown): unknown
}

/** What a service publishes and consumes. */
export interface ServiceContracts {
  /** The versions in which an event is published, the newest first; none if the service does not publish it. */
  published(type: string): readonly Published[]
  consumed(topic: string): Consumed | undefined
}

/** Versions by the types of their events; those that are not named are undefined or not there. */
type Named<Value> = Readonly<Record<string, Value | undefined>>

interface Known extends ReturnType<typeof createConversions> {
  readonly contracts: Readonly<Record<string, Contract>>
  /** Throws if there is no such event, or no such version of it. */
  versionOf(type: string, version: number): Contract
}

/** Makes of two tables, of what a service consumes and what it publishes, the contracts that it needs. */
export function serviceContracts({ contracts, versionOf, upcasts, downcasts }: Known) {
  const consumedContracts = (consumes: Named<number>): Consumed[] =>
    entriesOf(consumes).flatMap(([type, version]) => {
      const newest = versionOf(type, version)
      const versions = [newest, ...newest.older]
      return versions.map((contract, age) => {
        const steps = upcasts(contract, newest.version)
        const later = versions.slice(0, age).reverse()
        return { ...contract, later, instantOf, upcast: (data: unknown) => converted(data, steps) }
      })
    })

  const asPublished = (type: string, version: number): Published => {
    const contract = versionOf(type, version)
    const steps = downcasts(contracts[type] ?? contract, version)
    return { ...contract, downcast: data => converted(data, steps) }
  }

  return {
    contractsOf(service: {
      readonly consumes: Named<number>
      readonly publishes: Named<readonly number[]>
    }): ServiceContracts {
      const consumed = new Map(
        consumedContracts(service.consumes).map(contract => [contract.topic, contract]),
      )
      const published = new Map(
        entriesOf(service.publishes).map(([type, versions]) => [
          type,
          versions.map(version => asPublished(type, version)),
        ]),
      )
      return { consumed: topic => consumed.get(topic), published: type => published.get(type) ?? [] }
    },
    consumedTopics: (consumes: Named<number>): string[] =>
      consumedContracts(consumes).map(({ topic }) => topic),
  }
}

const entriesOf = <Value>(named: Named<Value>): [string, Value][] =>
  Object.entries(named).flatMap(([type, value]) => (value === undefined ? [] : [[type, value]]))
