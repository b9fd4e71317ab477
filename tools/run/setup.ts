import { createLogger, hostList, loadConfig, ServiceError } from '@orderflow/service-kit'
import { Type } from 'typebox'
import { setUp } from '../dev/lib/set-up.ts'

const password = (service: string) =>
  Type.Optional(Type.String({ description: `Password of the application role of ${service}`, secret: true }))

const schema = Type.Object({
  ADMIN_DATABASE_URL: Type.String({
    description: 'URL of PostgreSQL as a superuser',
    pattern: '^postgres(ql)?://.+',
    secret: true,
  }),
  KAFKA_BROKERS: hostList('Kafka brokers to start from, as host:port,host:port'),
  ORDER_DB_PASSWORD: password('order'),
  INVENTORY_DB_PASSWORD: password('inventory'),
  PAYMENT_DB_PASSWORD: password('payment'),
  SHIPPING_DB_PASSWORD: password('shipping'),
  REPORTING_DB_PASSWORD: password('reporting'),
})

/** Creates databases, roles, tables and topics, then ends. Run before the services; may be run again. */
try {
  const config = loadConfig(schema)
  await setUp({
    adminUrl: config.ADMIN_DATABASE_URL,
    brokers: config.KAFKA_BROKERS,
    appPasswords: {
      order: config.ORDER_DB_PASSWORD,
      inventory: config.INVENTORY_DB_PASSWORD,
      payment: config.PAYMENT_DB_PASSWORD,
      shipping: config.SHIPPING_DB_PASSWORD,
      reporting: config.REPORTING_DB_PASSWORD,
    },
    logger: createLogger({ service: 'setup', level: 'info' }),
  })
} catch (error) {
  process.stderr.write(`setup: ${error instanceof ServiceError ? error.message : String(error)}\n`)
  process.exit(1)
}
