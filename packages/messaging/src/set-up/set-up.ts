import { fileURLToPath } from 'node:url'
import type { TopicSettings } from '@orderflow/event-contracts'
import type { Logger } from 'pino'
import { defaultSchema, roleSettings, serviceLimits } from '../database/session.ts'
import { describe, MessagingError } from '../errors.ts'
import { deadLetterTopic } from '../events/dead-letters.ts'
import type { Kafka } from '../kafka/port.ts'
import { migrationsDirectory } from '../migrations.ts'
import type { Rights } from '../types/rights.ts'
import { connected } from './connected.ts'
import { bringUpToDate } from './migrate.ts'
import { type ProvisionedDatabase, provisionDatabase } from './provision.ts'
import { applyRights } from './rights/apply.ts'

interface DatabaseSetUp {
  /** URL of a superuser, or of a role with CREATEDB and CREATEROLE. */
  readonly adminUrl: string
  readonly database: string
  /** The service's own migrations, if it has any; those of the inbox and the outbox run before them. */
  readonly migrations?: URL | undefined
  /** What creates tables that have no migrations, unless they are there: see `table`. */
  readonly create?: readonly string[]
  /**
   * What the application may do to the service's own tables; what to those of inbox and outbox is known. All that is not
   * listed is taken away. Without it the application may read and write the rows of all tables.
   */
  readonly rights?: Rights | undefined
  /** Derived from the administrator's password if not given. */
  readonly appPassword?: string | undefined
  /** The schema of the tables of inbox and outbox, those of the service are in `public`; `public` unless told. */
  readonly schema?: string | undefined
  /**
   * Whether the service may reach it through a pooler in transaction mode, which takes no settings from who connects: then its
   * role has them, planned as the service's own `sequentialScans` says. Not unless given.
   */
  readonly pooled?: { readonly sequentialScans: boolean } | undefined
  readonly logger: Logger
}

/**
 * Creates a service's database with its roles, brings its tables up to date and gives the application its rights. May be
 * called again, while services run.
 *
 * @throws MessagingError what `provisionDatabase` and `migrate` throw; `TABLE_NOT_CREATED`; `RIGHTS_MISSING`,
 * `RIGHTS_UNKNOWN`, `RIGHTS_APPEND_ONLY` if `rights` do not fit the tables
 */
export async function setUpDatabase(options: DatabaseSetUp): Promise<ProvisionedDatabase> {
  const { adminUrl, database, migrations, create = [], rights, appPassword, schema, pooled, logger } = options
  const provisioned = await provisionDatabase({
    ...{ adminUrl, database, appPassword, schema },
    listed: rights !== undefined,
    ...(pooled && { appSettings: settingsOf(pooled, schema) }),
  })
  const { isOlder } = await bringUpToDate({
    url: provisioned.ownerUrl,
    directories: [migrationsDirectory, ...(migrations === undefined ? [] : [fileURLToPath(migrations)])],
    schema,
    logger,
  })
  await connected(provisioned.ownerUrl, async owner => {
    await owner.query('SELECT pg_advisory_lock($1)', [lockKey]) // as long as the connection
    for (const text of create) await owner.query(text).catch(cause => notCreated(text, cause))
    if (rights === undefined) return
    await applyRights(owner, {
      app: `${database}_app`,
      rights,
      schema: schema ?? defaultSchema,
      isOlder,
      logger,
    })
  })
  return provisioned
}

function settingsOf({ sequentialScans }: { readonly sequentialScans: boolean }, schema = defaultSchema) {
  // A path is a list, which is given beside these.
  const { search_path, ...others } = roleSettings({ schema, sequentialScans, ...serviceLimits })
  return others
}

/** Two who create the same table at once would get in each other's way, IF NOT EXISTS or not; so would two who give rights. */
const lockKey = 6_051_974_003

function notCreated(text: string, cause: unknown): never {
  throw new MessagingError('TABLE_NOT_CREATED', `The database refused ${text}: ${describe(cause)}`, cause)
}

const weekMs = 7 * 24 * 60 * 60 * 1000

/** A topic that exists with fewer partitions than it would be made with. */
export interface SmallTopic {
  readonly topic: string
  readonly partitions: number
  readonly wanted: number
}

/**
 * Creates the topics of events, and the dead-letter topics of each service for those it consumes. What is there stays as
 * it is: to grow a topic moves keys to other partitions, and is a work of its own (ADR 81).
 * @param events the topics of all events
 * @param consumed service name → the topics it consumes
 * @param deadLetterRetentionMs a week unless told
 * @returns the topics of events that have fewer partitions than is asked for
 */
export async function setUpTopics(
  kafka: Pick<Kafka, 'createTopics' | 'partitionCounts'>,
  events: readonly TopicSettings[],
  consumed: Readonly<Record<string, readonly string[]>>,
  deadLetterRetentionMs: number = weekMs,
): Promise<readonly SmallTopic[]> {
  const deadLetters = Object.entries(consumed).flatMap(([service, ofService]) =>
    events
      .filter(({ topic }) => ofService.includes(topic))
      .map(settings => deadLetterSettings(settings, service, deadLetterRetentionMs)),
  )
  await kafka.createTopics([...events, ...deadLetters])
  const counts = await kafka.partitionCounts(events.map(({ topic }) => topic))
  return events.flatMap(({ topic, partitions: wanted }) => {
    const partitions = counts.get(topic) ?? wanted
    return partitions < wanted ? [{ topic, partitions, wanted }] : []
  })
}

/** Never compacted, even when the topic is: compaction would drop a dead letter once its key failed again. */
export function deadLetterSettings(
  { topic, partitions }: TopicSettings,
  service: string,
  retentionMs: number = weekMs,
): TopicSettings {
  const config = { 'cleanup.policy': 'delete', 'retention.ms': String(retentionMs) }
  return { topic: deadLetterTopic(topic, service), partitions, config }
}
