import { type Contract, consumedTopics, type ServiceTables } from '@orderflow/events'

/** A service and its tables: all that the documents know of it. */
export interface Service extends ServiceTables {
  readonly name: string
}

/** The services that publish this version of an event. */
export function publishersOf(services: readonly Service[], { type, version }: Contract): Service[] {
  return services.filter(({ publishes }) =>
    (publishes[type] as readonly number[] | undefined)?.includes(version),
  )
}

/** The services that read this version of an event, because they know it or a later one. */
export function consumersOf(services: readonly Service[], { topic }: Contract): Service[] {
  return services.filter(({ consumes }) => consumedTopics(consumes).includes(topic))
}

/** Whether it reads any event, so that it has dead letters. */
export const readsEvents = ({ consumes }: Service): boolean => Object.keys(consumes).length > 0

/** The version that a consumer's code sees, whichever one lay on the topic. */
export function versionSeenBy({ consumes }: Service, { type, version }: Contract): number {
  return consumes[type] ?? version
}

/** Whether any service publishes or consumes this version of an event. */
export function isInUse(services: readonly Service[], contract: Contract): boolean {
  return publishersOf(services, contract).length > 0 || consumersOf(services, contract).length > 0
}
