import type { EventType, Versions } from '@orderflow/events'
import {
  createKafka,
  createMetrics,
  createProcessor,
  type ServiceConsumer,
  startConsumer,
  startRelay,
} from '@orderflow/messaging'
import { createPool } from '@orderflow/messaging/database'
import type { WorkingSet } from '@orderflow/messaging/decider'
import type { Kafka } from '@orderflow/messaging/kafka'
import {
  inboxExpiry,
  refuseShortMemory,
  startCommandKeyMaintenance,
  startInboxMaintenance,
} from '@orderflow/messaging/maintenance'
import { outboxMetrics, poolMetrics, sourceMetrics, startBrokerMetrics } from '@orderflow/messaging/metrics'
import { readiness } from '@orderflow/messaging/service'
import { settledWithin } from '@orderflow/messaging/timing'
import { activeTracer } from '@orderflow/messaging/tracing'
import { Registry } from 'prom-client'
import { uuidv7 } from 'uuidv7'
import type { CommonConfig } from './common-config.ts'
import { consumedTopics, contractsOf } from './contracts.ts'
import { deadLetterRoutes } from './dead-letter-routes.ts'
import { createHttpApp } from './http/app.ts'
import { cannotListen } from './http/cannot-listen.ts'
import type { Logger } from './logger.ts'
import { outboxRoutes } from './outbox-routes.ts'
import type { RunningService, ServiceContext, ServiceDefinition } from './service-definition.ts'

/** A connection that no one answers any more is not waited for. */
const poolEndMs = 3_000

/**
 * Wires a definition to Kafka, PostgreSQL and HTTP, and starts it. It starts without its broker and its
 * database too: it is then not ready, and becomes so when they come.
 *
 * @throws MessagingError `INBOX_RETENTION_TOO_SHORT` or `TOPIC_KEEPS_FOR_EVER` if the topics can deliver events again
 * that the inbox would have forgotten; ServiceError `CANNOT_LISTEN` if the HTTP port cannot be had.
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

  const topics = consumedTopics(consumes)
  const readTopics = [...topics, ...(definition.workersRead ?? [])]
  const consumer =
    topics.length === 0
      ? nothingConsumed
      : startConsumer({
          kafka,
          service: name,
          topics,
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
    service: { name, topics },
    deadLettersFrom: readTopics,
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
      service: { name, topics: readTopics },
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

/** Of a service that only its workers read for. */
const nothingConsumed: ServiceConsumer = { healthy: true, waitingMs: 0, stop: async () => {} }

function without(consumes: Versions, types: readonly EventType[]): Versions {
  return Object.fromEntries(Object.entries(consumes).filter(([type]) => !types.includes(type as EventType)))
}
