import { MessagingError } from '@orderflow/messaging/errors'
import {
  createLogger,
  hostList,
  kafkaSecurity,
  kafkaSecurityConfig,
  loadConfig,
  ServiceError,
} from '@orderflow/service-kit'
import { Type } from 'typebox'
import { bridge, byService, services } from '../dev/lib/services.ts'
import { closeServersOwn, setUp, setUpBridge } from '../dev/lib/set-up.ts'

const password = (whose: string) =>
  Type.Optional(Type.String({ description: `Password of ${whose}`, secret: true }))

const schema = Type.Object({
  ADMIN_DATABASE_URL: Type.String({
    description: 'URL of PostgreSQL as a superuser',
    pattern: '^postgres(ql)?://.+',
    secret: true,
  }),
  KAFKA_BROKERS: hostList('Kafka brokers to start from, as host:port,host:port'),
  ...kafkaSecurityConfig,
  ...Object.fromEntries(
    [...services, bridge].flatMap(({ name, prefix }) => [
      [`${prefix}_DB_PASSWORD`, password(`the application role of ${name}`)],
      [`${prefix}_KAFKA_PASSWORD`, password(`${name} on Kafka`)],
    ]),
  ),
})

/**
 * Creates databases, roles, tables, topics, and the services' users on Kafka, then ends. Run before the services; may be run
 * again. The bridge is set up if its role on the database has a password.
 */
try {
  const config = loadConfig(schema)
  const passwords = config as Readonly<Record<string, unknown>> as Readonly<
    Record<string, string | undefined>
  >
  const common = {
    adminUrl: config.ADMIN_DATABASE_URL,
    brokers: config.KAFKA_BROKERS,
    security: kafkaSecurity(config),
    logger: createLogger({ service: 'setup', level: 'info' }),
  }
  const appPasswords = byService(({ prefix }) => passwords[`${prefix}_DB_PASSWORD`])
  const kafkaPasswords = byService(({ prefix }) => passwords[`${prefix}_KAFKA_PASSWORD`])
  await closeServersOwn(common.adminUrl)
  await setUp({ ...common, appPasswords, kafkaPasswords })
  const { BRIDGE_DB_PASSWORD: appPassword, BRIDGE_KAFKA_PASSWORD: kafkaPassword } = passwords
  if (appPassword !== undefined) await setUpBridge({ ...common, appPassword, kafkaPassword })
} catch (error) {
  const isOurs = error instanceof MessagingError || error instanceof ServiceError
  process.stderr.write(`setup: ${isOurs ? error.message : String(error)}\n`)
  process.exit(1)
}
