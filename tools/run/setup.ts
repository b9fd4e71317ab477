import { MessagingError } from '@orderflow/messaging/errors'
import { createLogger, hostList, loadConfig, ServiceError } from '@orderflow/service-kit'
import { Type } from 'typebox'
import { bridge, byService, services } from '../dev/lib/services.ts'
import { closeServersOwn, setUp, setUpBridge } from '../dev/lib/set-up.ts'

const password = (service: string) =>
  Type.Optional(Type.String({ description: `Password of the application role of ${service}`, secret: true }))

const schema = Type.Object({
  ADMIN_DATABASE_URL: Type.String({
    description: 'URL of PostgreSQL as a superuser',
    pattern: '^postgres(ql)?://.+',
    secret: true,
  }),
  KAFKA_BROKERS: hostList('Kafka brokers to start from, as host:port,host:port'),
  BRIDGE_DB_PASSWORD: password(`${bridge.name}; without it the bridge is not set up`),
  ...Object.fromEntries(services.map(({ name, prefix }) => [`${prefix}_DB_PASSWORD`, password(name)])),
})

/** Creates databases, roles, tables and topics, then ends. Run before the services; may be run again. */
try {
  const config = loadConfig(schema)
  const passwords = config as Readonly<Record<string, unknown>> as Readonly<
    Record<string, string | undefined>
  >
  const common = {
    adminUrl: config.ADMIN_DATABASE_URL,
    brokers: config.KAFKA_BROKERS,
    logger: createLogger({ service: 'setup', level: 'info' }),
  }
  const appPasswords = byService(({ prefix }) => passwords[`${prefix}_DB_PASSWORD`])
  await closeServersOwn(common.adminUrl)
  await setUp({ ...common, appPasswords })
  const ofBridge = passwords.BRIDGE_DB_PASSWORD
  if (ofBridge !== undefined) await setUpBridge({ ...common, appPassword: ofBridge })
} catch (error) {
  const isOurs = error instanceof MessagingError || error instanceof ServiceError
  process.stderr.write(`setup: ${isOurs ? error.message : String(error)}\n`)
  process.exit(1)
}
