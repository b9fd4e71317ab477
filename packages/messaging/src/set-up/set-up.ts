import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import { deadLetterTopic } from '../events/dead-letters.ts'
import type { Kafka, TopicSettings } from '../kafka/port.ts'
import { migrationsDirectory } from '../migrations.ts'
import { migrate } from './migrate.ts'
import { type ProvisionedDatabase, provisionDatabase } from './provision.ts'

interface DatabaseSetUp {
  /** A superuser's URL. */
  readonly adminUrl: string
  readonly database: string
  /** The service's own migrations; those of the inbox and the outbox run before them. */
  readonly migrations: URL
  /** Derived from the administrator's password if not given. */
  readonly appPassword?: string | undefined
  readonly logger: Logger
}

/** Creates a service's database with its roles and brings its tables up to date. May be called again. */
export async function setUpDatabase(options: DatabaseSetUp): Promise<ProvisionedDatabase> {
  const { adminUrl, database, migrations, appPassword, logger } = options
  const provisioned = await provisionDatabase({
    adminUrl,
    database,
    ...(appPassword !== undefined && { appPassword }),
  })
  await migrate({
    url: provisioned.ownerUrl,
    directories: [migrationsDirectory, fileURLToPath(migrations)],
    logger,
  })
  return provisioned
}

/**
 * Creates the topics of events, and the dead-letter topics of each service for those it consumes. What is there stays as
 * it is.
 * @param events the topics of all events
 * @param consumed service name → the topics it consumes
 */
export async function setUpTopics(
  kafka: Pick<Kafka, 'createTopics'>,
  events: readonly TopicSettings[],
  consumed: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  const deadLetters = Object.entries(consumed).flatMap(([service, ofService]) =>
    events
      .filter(({ topic }) => ofService.includes(topic))
      .map(settings => deadLetterSettings(settings, service)),
  )
  await kafka.createTopics([...events, ...deadLetters])
}

/** Never compacted, even when the topic is: compaction would drop a dead letter once its key failed again. */
export function deadLetterSettings({ topic, partitions }: TopicSettings, service: string): TopicSettings {
  const config = { 'cleanup.policy': 'delete', 'retention.ms': String(7 * 24 * 60 * 60 * 1000) }
  return { topic: deadLetterTopic(topic, service), partitions, config }
}
