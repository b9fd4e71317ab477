import type { EventType, Versions } from '@orderflow/event-contracts'
import {
  createKafka,
  createMetrics,
  createProcessor,
  type Processor,
  startConsumer,
  startRelay,
} from '@orderflow/messaging'
import type { Consuming } from '@orderflow/messaging/dead-letters'
import type { Decider, Store, WorkingSet } from '@orderflow/messaging/decider'
import type { Kafka } from '@orderflow/messaging/kafka'
import { settledWithin } from '@orderflow/messaging/timing'
import { activeTracer, type Tracer } from '@orderflow/messaging/tracing'
import type { Pool } from 'pg'
import { Registry } from 'prom-client'
import { uuidv7 } from 'uuidv7'
import { startCommandKeyMaintenance } from './command-key-maintenance.ts'
import type { CommonConfig } from './common-config.ts'
import { consumedTopics, contractsOf, type ServiceEvents } from './contracts.ts'
import { createPool } from './database.ts'
import { deadLetterRoutes } from './dead-letter-routes.ts'
import { createHttpApp, type HttpApp } from './http/app.ts'
import { cannotListen } from './http/cannot-listen.ts'
import { inboxExpiry, refuseShortMemory } from './inbox-expiry.ts'
import { startInboxMaintenance } from './inbox-maintenance.ts'
import type { Logger } from './logger.ts'
import { startBrokerMetrics } from './metrics/broker-metrics.ts'
import { outboxMetrics, poolMetrics } from './metrics/database-metrics.ts'
import { sourceMetrics } from './metrics/sources.ts'
import { outboxRoutes } from './outbox-routes.ts'
import { readiness } from './readiness.ts'

/** What a service is: its name, what it reacts to, how it keeps its rows, and what it answers. */
export interface ServiceDefinition<World extends { readonly [name: string]: WorkingSet }>
  extends ServiceEvents {
  readonly name: string
  /** Shown on the OpenAPI page. */
  readonly title: string
  // biome-ignore lint/suspicious/noExplicitAny: each row has its own data type, checked where the table is written
  readonly decide: Decider<World, any>
  readonly store: Store<World>
  /**
   * Consumed events that may be applied again at any time without a change: they carry the whole state and its
   * version, and an older one is ignored. Only these may be read from topics that keep events for ever.
   */
  readonly idempotentByVersion?: readonly EventType[]
  readonly routes: (app: HttpApp, context: ServiceContext) => void
  /** Background work besides consuming and relaying; woken after each commit. */
  readonly workers?: (context: ServiceContext) => readonly Worker[]
  /**
   * Makes metrics of its own, and returns who is shown what each batch changed, once that is committed: what was
   * rolled back, or was delivered before, is not shown.
   */
  readonly observe?: (registry: Registry) => (world: World) => void
  /** Is told the ids of messages that came again. They change nothing; a redelivery may be worth knowing all the same. */
  readonly onDuplicates?: (context: ServiceContext) => (ids: readonly string[]) => void
  /** Other services of which `/metrics` shows the lag too: one that is down cannot say how far behind it is. */
  readonly watches?: (kafka: Kafka) => Promise<readonly Consuming[]>
}

export interface ServiceContext {
  readonly pool: Pool
  readonly kafka: Kafka
  readonly processor: Processor
  readonly logger: Logger
  readonly config: CommonConfig
  /** What `/metrics` shows. */
  readonly registry: Registry
  /** Records spans; undefined if the process was not started with tracing. */
  readonly tracer: Tracer | undefined
}

export interface Worker {
  /** Called after each commit. */
  wake?(): void
  stop(): Promise<void>
}

export interface RunningService {
  /** `http://host:port` */
  readonly address: string
  /** Finishes what is in hand and closes everything, in order. */
  stop(): Promise<void>
}

/** A connection that no one answers any more is not waited for. */
const poolEndMs = 3_000

/**
 * Wires a definition to Kafka, PostgreSQL and HTTP, and starts it. It starts without its broker and its
 * database too: it is then not ready, and becomes so when they come.
 *
 * @throws ServiceError `INBOX_RETENTION_TOO_SHORT` or `TOPIC_KEEPS_FOR_EVER` if the topics can deliver events again
 * that the inbox would have forgotten; `CANNOT_LISTEN` if the HTTP port cannot be had.
 */
export async function startService<World extends { readonly [name: string]: WorkingSet }>(
  definition: ServiceDefinition<World>,
  config: CommonConfig,
  logger: Logger,
  kafka: Kafka = createKafka({ clientId: definition.name, brokers: config.KAFKA_BROKERS, logger }),
): Promise<RunningService> {
  const { name, decide, store, consumes } = definition
  const contracts = contractsOf(definition)
  const retentionDays = config.INBOX_RETENTION_DAYS
  const expiry = inboxExpiry({
    kafka,
    service: name,
    topics: consumedTopics(without(consumes, definition.idempotentByVersion ?? [])),
    retentionDays,
  })
  await refuseShortMemory(expiry, logger).catch(async error => {
    await kafka.close()
    throw error
  })
  const tracer = activeTracer()
  const registry = new Registry()
  const metrics = createMetrics(registry)
  const pool = createPool({
    url: config.DATABASE_URL,
    applicationName: name,
    max: config.POOL_SIZE,
    statementTimeoutMs: 5_000,
    logger,
  })
  poolMetrics(registry, pool)
  const sources = sourceMetrics(registry, outboxMetrics(registry, pool))

  const wakeups: (() => void)[] = []
  let duplicates: ((ids: readonly string[]) => void) | undefined
  const processor = createProcessor(
    { name, decide, store, contracts, now: () => new Date(), newId: uuidv7, tracer },
    {
      pool,
      logger,
      metrics,
      batchMax: config.BATCH_MAX,
      onCommit: () => {
        for (const wake of wakeups) wake()
      },
      observe: definition.observe?.(registry),
      onDuplicates: ids => duplicates?.(ids),
    },
  )
  const context: ServiceContext = { pool, kafka, processor, logger, config, registry, tracer }
  duplicates = definition.onDuplicates?.(context)

  const consumer = startConsumer({
    kafka,
    service: name,
    topics: consumedTopics(consumes),
    contracts,
    processor,
    chunkSize: config.BATCH_MAX,
    logger,
    metrics,
    tracer,
  })
  const relay = startRelay({
    databaseUrl: config.DATABASE_URL,
    service: name,
    kafka,
    logger,
    metrics,
    batchMax: 2 * config.BATCH_MAX,
    tracer,
  })
  const maintenance = startInboxMaintenance({ pool, expiry, retentionDays, logger, registry })
  const keyMaintenance = startCommandKeyMaintenance({
    pool,
    retentionHours: config.IDEMPOTENCY_KEY_RETENTION_HOURS,
    logger,
  })
  const brokerMetrics = startBrokerMetrics({
    kafka,
    pool,
    service: { name, topics: consumedTopics(consumes) },
    others: async () => (await definition.watches?.(kafka)) ?? [],
    everyMs: config.METRICS_INTERVAL_MS,
    registry,
    sources,
    logger,
  })
  const workers = definition.workers?.(context) ?? []
  wakeups.push(relay.wake, ...workers.flatMap(({ wake }) => wake ?? []))

  const http = await createHttpApp({
    title: definition.title,
    version: '0.1.0',
    logger,
    config,
    registry,
    tracer,
    checks: readiness({ pool, consumer, relay }),
  })
  definition.routes(http, context)
  if (config.ADMIN_TOKEN !== undefined) {
    deadLetterRoutes(http, {
      token: config.ADMIN_TOKEN,
      kafka,
      pool,
      service: { name, topics: consumedTopics(definition.consumes) },
      onRedriven: relay.wake,
    })
    outboxRoutes(http, { token: config.ADMIN_TOKEN, pool })
  }

  async function stop() {
    await http.close()
    await consumer.stop()
    const background = [maintenance, keyMaintenance, brokerMetrics, ...workers]
    await Promise.all(background.map(each => each.stop()))
    await processor.idle()
    await relay.stop()
    await kafka.close()
    await settledWithin(poolEndMs, pool.end())
  }

  try {
    const address = await http.listen({ host: config.HOST, port: config.PORT })
    return { address, stop }
  } catch (error) {
    await stop()
    throw cannotListen(error, config) ?? error
  }
}

function without(consumes: Versions, types: readonly EventType[]): Versions {
  return Object.fromEntries(Object.entries(consumes).filter(([type]) => !types.includes(type as EventType)))
}
