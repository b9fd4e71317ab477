import { MessagingError } from '@orderflow/messaging/errors'
import { createLogger, kafkaSecurity, loadConfig, ServiceError, verifiedBy } from '@orderflow/service-kit'
import { byService, services } from '../dev/lib/services.ts'
import { closeServersOwn, setUp, setUpBridge, setUpDatabases } from '../dev/lib/set-up.ts'
import { setUpConfig } from '../dev/lib/set-up-config.ts'

/**
 * Creates databases, roles, tables, topics, and the services' users on Kafka, then ends. Run before the services; may be run
 * again. The bridge is set up if its role on the database has a password.
 */
try {
  const config = loadConfig(setUpConfig)
  const passwords = config as Readonly<Record<string, unknown>> as Readonly<
    Record<string, string | undefined>
  >
  // CloudNativePG's own secret names the superuser's database `*`.
  const adminUrl = verifiedBy(
    config.DATABASE_CA_FILE,
    config.ADMIN_DATABASE_URL.replace(/\/\*(?=$|\?)/, '/postgres'),
  )
  const logger = createLogger({ service: 'setup', level: 'info' })
  const appPasswords = byService(({ prefix }) => passwords[`${prefix}_DB_PASSWORD`])
  const kafkaPasswords = byService(({ prefix }) => passwords[`${prefix}_KAFKA_PASSWORD`])
  const { BRIDGE_DB_PASSWORD: appPassword, BRIDGE_KAFKA_PASSWORD: kafkaPassword } = passwords
  await closeServersOwn(adminUrl)
  if (config.KAFKA_BROKERS === undefined) {
    const here = services.filter(({ name }) => config.SERVICES.includes(name))
    await setUpDatabases(here, { adminUrl, appPasswords, logger })
  } else {
    const {
      KAFKA_BROKERS: brokers,
      KAFKA_PARTITIONS: partitions,
      KAFKA_PRODUCER_BYTES: producerBytes,
    } = config
    const common = { adminUrl, brokers, security: kafkaSecurity(config), partitions, producerBytes, logger }
    const say = (sentence: string) => logger.warn(sentence)
    await setUp({ ...common, appPasswords, kafkaPasswords, say })
    if (appPassword !== undefined) await setUpBridge({ ...common, appPassword, kafkaPassword })
  }
} catch (error) {
  const isOurs = error instanceof MessagingError || error instanceof ServiceError
  process.stderr.write(`setup: ${isOurs ? error.message : String(error)}\n`)
  process.exit(1)
}
