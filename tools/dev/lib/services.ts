import * as inventory from '@orderflow/inventory/consumers'
import * as order from '@orderflow/order/consumers'
import * as payment from '@orderflow/payment/consumers'
import * as reporting from '@orderflow/reporting/consumers'
import { consumedTopics, type ServiceEvents } from '@orderflow/service-kit'
import * as shipping from '@orderflow/shipping/consumers'

/** The services that an order goes through. */
export type SagaService = 'order' | 'inventory' | 'payment' | 'shipping'
export type ServiceName = SagaService | 'reporting'

/** Something of each service; reporting may be left out. */
export type ByService<Value> = Readonly<Record<SagaService, Value> & Partial<Record<'reporting', Value>>>

export interface ServiceFacts extends ServiceEvents {
  readonly name: ServiceName
  readonly database: string
  /** The default port; see the service's `config.ts`. */
  readonly port: number
  /** The script that is the service's process. */
  readonly main: URL
  readonly migrations: URL
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

/** The services that an order goes through: what faults and measurements are about. */
export const sagaServices = services.filter(
  (facts): facts is ServiceFacts & { readonly name: SagaService } => facts.name !== 'reporting',
)

/** All services but those that are left out: nothing asks reporting for an answer, so it may be. */
export const servicesWithout = (without: readonly 'reporting'[] = []): readonly ServiceFacts[] =>
  services.filter(({ name }) => name !== 'reporting' || !without.includes(name))

function facts(
  name: ServiceName,
  database: string,
  port: number,
  { consumes, publishes }: ServiceEvents,
): ServiceFacts {
  const folder = new URL(`../../../services/${name}/`, import.meta.url)
  return {
    name,
    database,
    port,
    main: new URL('src/main.ts', folder),
    migrations: new URL('migrations/', folder),
    consumes,
    publishes,
    topics: consumedTopics(consumes),
  }
}
