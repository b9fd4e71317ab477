import { type Contract, contracts } from '@orderflow/events'
import { consumersOf, isInUse, publishersOf, type Service } from './publishers-and-consumers.ts'

/**
 * The module from which the live page draws its map: the services, and each event with who publishes and who reads
 * it. The page runs in a browser and cannot import the services' tables.
 */
export function topologyModule(services: readonly Service[]): string {
  const events = Object.values<Contract>(contracts).filter(contract => isInUse(services, contract))
  const rows = events.map(contract => ({
    event: contract.type,
    topic: contract.topic,
    producer: publishersOf(services, contract)[0]?.name ?? '',
    consumers: consumersOf(services, contract).map(({ name }) => name),
  }))
  return `// Generated from the registry of events and the services' tables: do not edit, run \`npm run check -- --fix\`.

export type EventType =
${events.map(({ type }) => `  | '${type}'`).join('\n')}

/** An event, the topic of its current version, and the services between which it goes. */
export interface TopologyRow {
  readonly event: EventType
  readonly topic: string
  readonly producer: string
  readonly consumers: readonly string[]
}

export const serviceNames: readonly string[] = ${JSON.stringify(services.map(({ name }) => name))}

export const topology: readonly TopologyRow[] = ${JSON.stringify(rows, null, 2)}
`
}
