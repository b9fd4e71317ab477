import { checkTable } from './check-table.ts'
import { createCompiler } from './compile.ts'
import { type Contract, contractOf, versionIn } from './contract.ts'
import { converted, createConversions } from './conversions.ts'
import { EventError } from './errors.ts'
import { type ServiceContracts, serviceContracts } from './service-contracts.ts'
import type { Checked, EventTable } from './table.ts'
import { settingsOf, type TopicLimits, type TopicSettings } from './topics.ts'
import type { CurrentVersions, Publishes, Versions } from './types.ts'

/** The events of a system, as `defineEvents` makes them of a table. */
export interface Events<T extends EventTable = EventTable> {
  readonly namespace: string
  readonly table: T
  /** The contract of every event in its current version. */
  readonly contracts: { readonly [Type in keyof T & string]: Contract<Type> }
  /** Every contract, earlier versions included. */
  readonly all: readonly Contract<keyof T & string>[]
  /** Every event in its current version: what a consumer of all events consumes. */
  readonly currentVersions: CurrentVersions<{ readonly table: T }>
  /** The contract whose events lie on this topic, which may be an earlier version's; undefined for another topic. */
  ofTopic(topic: string): Contract<keyof T & string> | undefined
  /** The contract of one version of an event; undefined if there is no such version. */
  ofVersion<Type extends keyof T & string>(type: Type, version: number): Contract<Type> | undefined
  /**
   * An event's data as a later version says them, step by step through the versions between.
   * @param data valid against `from`
   * @returns valid against the later version, unless it bounds what the earlier one did not: validate it
   * @throws EventError `EVENT_VERSION_UNKNOWN` if there is no way from one to the other
   */
  upcast(from: Contract, data: unknown, toVersion: number): unknown
  /**
   * An event's data as an earlier version says them, for consumers that know no later one.
   * @param data valid against `from`
   * @throws EventError `EVENT_VERSION_UNKNOWN` if there is no way from one to the other, and what the conversion throws
   */
  downcast(from: Contract, data: unknown, toVersion: number): unknown
  /** The topics of all events and versions, to be created explicitly. */
  topics(limits?: TopicLimits): TopicSettings[]
  /**
   * What a service consumes and publishes, as messaging wants to know it.
   * @throws EventError `EVENT_UNKNOWN`, `EVENT_VERSION_UNKNOWN`
   */
  contractsOf(service: {
    readonly consumes: Versions<{ readonly table: T }>
    readonly publishes: Partial<Publishes<{ readonly table: T }>>
  }): ServiceContracts
  /** The topics to read: of each event the version that is named, and all before it. Throws as `contractsOf` does. */
  consumedTopics(consumes: Versions<{ readonly table: T }>): string[]
}

/**
 * The events of a system, of a table with a row for each: its topic, its key, the schema of its data.
 *
 * @param namespace names the system in `dataschema`: small letters, digits and hyphens
 * @throws EventError `EVENT_TABLE_INVALID`, `EVENT_VERSION_UNKNOWN` or `EVENT_SCHEMA_INVALID`, for the first row that
 * cannot be
 */
export function defineEvents<const T extends EventTable>(namespace: string, table: T & Checked<T>): Events<T>
export function defineEvents(namespace: string, table: EventTable): Events {
  checkTable(namespace, table)
  const versions = Object.values(table).flatMap(row => [row, ...(row.older ?? [])])
  const compiled = createCompiler(versions.map(({ schema }) => schema))
  const contracts = Object.fromEntries(
    Object.entries(table).map(([type, row]) => [
      type,
      contractOf(namespace, type, row, version => {
        const { quick, thorough } = version
        return quick && thorough ? { quick, thorough } : compiled(version.topic, version.schema)
      }),
    ]),
  )
  const all = Object.values(contracts).flatMap(contract => [contract, ...contract.older])
  const byTopic = new Map(all.map(contract => [contract.topic, contract]))

  function ofVersion<Type extends string>(type: Type, version: number): Contract<Type> | undefined {
    const current = Object.hasOwn(contracts, type) ? contracts[type] : undefined
    const found = current && [current, ...current.older].find(contract => contract.version === version)
    return found as Contract<Type> | undefined
  }

  function versionOf(type: string, version: number): Contract {
    const found = ofVersion(type, version)
    if (found !== undefined) return found
    if (!Object.hasOwn(table, type)) {
      throw new EventError('EVENT_UNKNOWN', `there is no event ${type}; give it a row in the table of events`)
    }
    const versions = all.filter(contract => contract.type === type).map(contract => contract.version)
    throw new EventError(
      'EVENT_VERSION_UNKNOWN',
      `there is no version ${version} of ${type}, only ${versions.join(' and ')}`,
    )
  }

  const conversions = createConversions(table)
  return {
    namespace,
    table,
    contracts,
    all,
    currentVersions: Object.fromEntries(
      Object.entries(table).map(([type, { topic }]) => [type, versionIn(topic)]),
    ) as never,
    ofTopic: topic => byTopic.get(topic),
    ofVersion,
    topics: limits => all.map(contract => settingsOf(contract, limits)),
    upcast: (from, data, toVersion) => converted(data, conversions.upcasts(from, toVersion)),
    downcast: (from, data, toVersion) => converted(data, conversions.downcasts(from, toVersion)),
    ...serviceContracts({ contracts, versionOf, ...conversions }),
  }
}
