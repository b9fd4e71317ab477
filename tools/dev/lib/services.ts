import * as bridging from '@orderflow/bridge/consumers'
import { consumedTopics, type ServiceTables } from '@orderflow/events'
import * as inventory from '@orderflow/inventory/consumers'
import type { Rights } from '@orderflow/messaging/set-up'
import * as order from '@orderflow/order/consumers'
import * as payment from '@orderflow/payment/consumers'
import * as reporting from '@orderflow/reporting/consumers'
import * as shipping from '@orderflow/shipping/consumers'

/** The services that an order goes through. */
export type SagaService = 'order' | 'inventory' | 'payment' | 'shipping'
/** The services that only read events: no order waits for them, so each may be left out of a system. */
export type ReadingService = 'reporting'
export type ServiceName = SagaService | ReadingService

/** Something of each service; those that only read may be left out. */
export type ByService<Value> = Readonly<Record<SagaService, Value> & Partial<Record<ReadingService, Value>>>

export interface ServiceFacts<Name extends string = ServiceName> extends ServiceTables {
  readonly name: Name
  readonly database: string
  /** What environment variables about it begin with: `ORDER` in `ORDER_PORT`. */
  readonly prefix: string
  /** The default port; see the service's `config.ts`. */
  readonly port: number
  /** The script that is the service's process. */
  readonly main: URL
  readonly migrations: URL
  /** What its role may do to its own tables. */
  readonly rights: Rights
  /** The topics that it reads. */
  readonly topics: readonly string[]
}

/** All services, for whoever sets them up, starts them and describes them. */
export const services: readonly ServiceFacts[] = [
  facts('order', 'orders', 3001, order),
  facts('inventory', 'inventory', 3002, inventory),
  facts('payment', 'payments', 3003, payment),
  facts('shipping', 'shipping', 3004, shipping),
  facts('reporting', 'reporting', 3005, reporting),
]

/**
 * What brings events to other stacks and theirs back: started where such stacks are, and by configuration that names
 * them. It reads as groups of its own, one for each target, what that configuration says.
 */
export const bridge = facts('bridge', 'bridge', 3006, bridging)

const reading: Readonly<Record<ReadingService, true>> = { reporting: true }

const onlyReads = (name: ServiceName): name is ReadingService => Object.hasOwn(reading, name)

/** The services that only read: what may be left out, and is where the speed of orders is measured. */
export const readingServices = services.map(({ name }) => name).filter(onlyReads)

/** The services that an order goes through: what faults and measurements are about. */
export const sagaServices = services.filter(
  (facts): facts is ServiceFacts & { readonly name: SagaService } => !onlyReads(facts.name),
)

/** All services but those that are left out. */
export const servicesWithout = (without: readonly ReadingService[] = []): readonly ServiceFacts[] =>
  services.filter(({ name }) => !onlyReads(name) || !without.includes(name))

/** Something of each service, by its name. */
export function byService<Value>(of: (facts: ServiceFacts) => Value): Readonly<Record<ServiceName, Value>> {
  return Object.fromEntries(services.map(facts => [facts.name, of(facts)])) as Record<ServiceName, Value>
}

/** A module of a service, by the name of its file in `src`: `pacts.ts`. */
export async function moduleOf<Module>({ main }: ServiceFacts, file: string): Promise<Module> {
  return await import(new URL(file, main).href)
}

function facts<Name extends string>(
  name: Name,
  database: string,
  port: number,
  { consumes, publishes, rights }: ServiceTables & { readonly rights: Rights },
): ServiceFacts<Name> {
  const folder = new URL(`../../../services/${name}/`, import.meta.url)
  return {
    name,
    database,
    prefix: name.toUpperCase().replaceAll('-', '_'),
    port,
    main: new URL('src/main.ts', folder),
    migrations: new URL('migrations/', folder),
    rights,
    consumes,
    publishes,
    topics: consumedTopics(consumes),
  }
}
