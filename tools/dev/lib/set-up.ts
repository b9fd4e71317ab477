import { setTimeout as pause } from 'node:timers/promises'
import { topics } from '@orderflow/events'
import { MessagingError } from '@orderflow/messaging/errors'
import { createKafka, type KafkaAddress } from '@orderflow/messaging/kafka'
import { type Logger, type SmallTopic, setUpAccess, setUpDatabase, setUpTopics } from '@orderflow/service-kit'
import pg from 'pg'
import { derivedPassword } from './kafka-access.ts'
import { accessOf, bridgeAccess } from './service-access.ts'
import {
  type ByService,
  bridge,
  type ReadingService,
  type ServiceFacts,
  type ServiceName,
  servicesWithout,
} from './services.ts'

/**
 * Lets nobody into the databases that the server has for itself but superusers, and roles that replicate into `postgres`, where
 * pg_rewind connects: by default every role may connect to them. For a server that is all ours.
 *
 * @param adminUrl a superuser's
 */
export async function closeServersOwn(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'set-up' })
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [lockKey]) // as long as the connection
    await client.query(`
      REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC;
      DO $do$ DECLARE name text; BEGIN
        FOR name IN SELECT rolname FROM pg_roles WHERE rolreplication AND NOT rolsuper LOOP
          EXECUTE format('GRANT CONNECT ON DATABASE postgres TO %I', name);
        END LOOP;
      END $do$`)
  } finally {
    await client.end()
  }
}

/** Any constant will do, as long as nothing else on the server locks it. */
const lockKey = 6_051_974_004

export interface SetUpOptions extends KafkaAddress {
  /** A superuser's URL. */
  readonly adminUrl: string
  /** Passwords of the application roles; derived from the administrator's where none is given. */
  readonly appPasswords?: Partial<Record<ServiceName, string | undefined>>
  /** Passwords of the services on Kafka; derived from the administrator's where none is given. */
  readonly kafkaPasswords?: Partial<Record<ServiceName, string | undefined>>
  /** Services that get no database and no dead-letter topics. */
  readonly without?: readonly ReadingService[]
  /** Of topics that are made; as the contracts have it unless told. */
  readonly partitions?: number | undefined
  /** What each service may send in a second to each broker; `producerBytesPerSecond` unless told. */
  readonly producerBytes?: number | undefined
  readonly logger: Logger
  /** Told, in a sentence, of what is not as it would be made. */
  readonly say?: (sentence: string) => void
}

/** Services may reach their databases through a pooler; they have their statements planned so. */
const pooled = { sequentialScans: false }

/** Creates the databases of these services, with roles and tables; returns the URL that each service connects with. */
export async function setUpDatabases(
  services: readonly ServiceFacts[],
  { adminUrl, appPasswords = {}, logger }: Pick<SetUpOptions, 'adminUrl' | 'appPasswords' | 'logger'>,
): Promise<ByService<string>> {
  const urls = services.map(async ({ name, database, migrations, rights }) => {
    const appPassword = appPasswords[name]
    const facts = { database, migrations, rights, appPassword }
    const { appUrl } = await setUpDatabase({ ...facts, adminUrl, pooled, logger })
    return [name, appUrl] as const
  })
  return Object.fromEntries(await Promise.all(urls)) as ByService<string>
}

/** Creates all databases, roles, tables and topics; returns the URL that each service connects with. */
export async function setUp(options: SetUpOptions): Promise<ByService<string>> {
  const { brokers, security, kafkaPasswords = {}, without, partitions, producerBytes, logger } = options
  const { say = () => {} } = options
  const services = servicesWithout(without)
  const kafka = createKafka({ clientId: 'set-up', brokers, security, logger })
  try {
    const [urls] = await Promise.all([
      setUpDatabases(services, options),
      patiently(async () => {
        const consumed = Object.fromEntries(services.map(({ name, topics }) => [name, topics]))
        const small = await setUpTopics(
          kafka,
          topics(partitions === undefined ? {} : { partitions }),
          consumed,
        )
        if (small.length > 0) say(sentenceOfSmall(small))
        if (security === undefined) return
        const users = services.map(facts => ({
          ...accessOf(facts, services),
          password: kafkaPasswords[facts.name] ?? derivedPassword(security.password, facts.name),
        }))
        await setUpAccess(kafka, users, producerBytes, isOfNewerRelease)
      }),
    ])
    return urls
  } finally {
    await kafka.close()
  }
}

/**
 * Whether a topic, or one of dead letters, is of an event that this release does not know, or of a version beyond those that it
 * does. One of an event that was given up looks like one of a newer release.
 */
export function isOfNewerRelease(topic: string): boolean {
  const { name, version } = ofEvent.exec(topic)?.groups ?? {}
  if (name === undefined) return false
  const known = topics().flatMap(each => {
    const groups = ofEvent.exec(each.topic)?.groups
    return groups?.name === name ? [Number(groups.version)] : []
  })
  return known.every(each => each < Number(version))
}

const ofEvent = /^(?<name>(?:[a-z-]+\.)+)v(?<version>\d+)(?:\.[a-z-]+\.dlq)?$/

/** They are not grown here: that moves keys, and has to wait for whoever reads. */
export function sentenceOfSmall(small: readonly SmallTopic[]): string {
  const names = small.map(({ topic, partitions }) => `${topic} (${partitions})`).join(', ')
  const wanted = Math.max(...small.map(topic => topic.wanted))
  return `Topics have fewer partitions than ${wanted}, and stay so: ${names}. To grow them: npm run partitions -- grow --to ${wanted}.`
}

/**
 * Asks again for a minute: a broker that has just started on a busy machine is slow to answer, and what is asked for says what
 * is to be.
 */
async function patiently(work: () => Promise<void>): Promise<void> {
  for (const deadline = Date.now() + 60_000; ; await pause(500)) {
    try {
      return await work()
    } catch (error) {
      const isAway = error instanceof MessagingError && error.code === 'KAFKA_UNAVAILABLE'
      if (!isAway || Date.now() > deadline) throw error
    }
  }
}

/** The database, the role and the dead-letter topics of the bridge, for systems that have one; returns the URL that it connects with. */
export async function setUpBridge(
  options: KafkaAddress & {
    readonly adminUrl: string
    /** Derived from the administrator's where none is given. */
    readonly appPassword?: string
    /** On Kafka; derived from the administrator's where none is given. */
    readonly kafkaPassword?: string | undefined
    /** Of topics that are made; as the contracts have it unless told. */
    readonly partitions?: number | undefined
    readonly producerBytes?: number | undefined
    readonly logger: Logger
  },
): Promise<string> {
  const { brokers, security, kafkaPassword, partitions, producerBytes, ...ofDatabase } = options
  const { name, database, migrations, rights } = bridge
  const kafka = createKafka({ clientId: 'set-up', brokers, security, logger: options.logger })
  try {
    const { appUrl } = await setUpDatabase({ ...ofDatabase, database, migrations, rights, pooled })
    const all = topics(partitions === undefined ? {} : { partitions })
    await setUpTopics(kafka, all, { [name]: all.map(({ topic }) => topic) })
    if (security !== undefined) {
      const password = kafkaPassword ?? derivedPassword(security.password, name)
      await setUpAccess(kafka, [{ ...bridgeAccess(), password }], producerBytes, isOfNewerRelease)
    }
    return appUrl
  } finally {
    await kafka.close()
  }
}
