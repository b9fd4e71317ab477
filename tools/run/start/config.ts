import { loadConfig } from '@orderflow/service-kit'
import { Type } from 'typebox'
import type { Ports } from '../../dev/lib/system.ts'

const port = (what: string, byDefault: number) =>
  Type.Integer({
    description: `Port of ${what}; 0 takes a free one`,
    minimum: 0,
    maximum: 65_535,
    default: byDefault,
  })

/** Ports of the embedded system. Those of Kafka and PostgreSQL keep clear of their usual ones. */
const schema = Type.Object({
  ORDER_PORT: port('the order service', 3001),
  INVENTORY_PORT: port('the inventory service', 3002),
  PAYMENT_PORT: port('the payment service', 3003),
  SHIPPING_PORT: port('the shipping service', 3004),
  REPORTING_PORT: port('the reporting service and the page', 3005),
  CONTROL_PORT: port('what lets the page kill, stop and start processes', 3006),
  KAFKA_PORT: port('Kafka', 29092),
  POSTGRES_PORT: port('PostgreSQL', 25432),
})

/** The ports that `npm start` listens on, from the environment. */
export function portsFromEnvironment(): Ports & { readonly control: number } {
  const config = loadConfig(schema)
  return {
    order: config.ORDER_PORT,
    inventory: config.INVENTORY_PORT,
    payment: config.PAYMENT_PORT,
    shipping: config.SHIPPING_PORT,
    reporting: config.REPORTING_PORT,
    control: config.CONTROL_PORT,
    kafka: config.KAFKA_PORT,
    postgres: config.POSTGRES_PORT,
  }
}
