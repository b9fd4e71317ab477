import * as inventory from '@orderflow/inventory/consumers'
import * as order from '@orderflow/order/consumers'
import * as payment from '@orderflow/payment/consumers'
import { consumedTopics, type ServiceEvents } from '@orderflow/service-kit'
import * as shipping from '@orderflow/shipping/consumers'

export type ServiceName = 'order' | 'inventory' | 'payment' | 'shipping'

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

/** The services, for whoever sets them up and starts them. */
export const services: readonly ServiceFacts[] = [
  facts('order', 'orders', 3001, order),
  facts('inventory', 'inventory', 3002, inventory),
  facts('payment', 'payments', 3003, payment),
  facts('shipping', 'shipping', 3004, shipping),
]

function facts(
  name: ServiceName,
  database: string,
  port: number,
  { consumes, publishes }: ServiceEvents,
): ServiceFacts {
  const folder = new URL(`../../services/${name}/`, import.meta.url)
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
