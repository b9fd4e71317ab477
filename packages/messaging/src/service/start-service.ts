import { pino } from 'pino'
import { Registry } from 'prom-client'
import { createProcessor } from '../batch/processor.ts'
import { type ServiceConsumer, startConsumer } from '../consumer/consumer.ts'
import { createPool } from '../database/pool.ts'
import { refusePowersAtStart } from '../database/powers.ts'
import { defaultSchema, serviceLimits } from '../database/session.ts'
import { MessagingError } from '../errors.ts'
import { uuidv7 } from '../ids.ts'
import { createKafka } from '../kafka/index.ts'
import { createMetrics } from '../metrics/metrics.ts'
import { startRelay } from '../relay/relay.ts'
import { settledWithin } from '../timing/bounded.ts'
import { activeTracer } from '../tracing/tracer.ts'
import type { WorkingSet } from '../types/decider.ts'
import type { ServiceContext, ServiceDefinition, ServiceTables, Worker } from './definition.ts'
import { startCommandKeyMaintenance } from './maintenance/command-key-maintenance.ts'
import { inboxExpiry, refuseShortMemory } from './maintenance/inbox-expiry.ts'
import { startInboxMaintenance } from './maintenance/inbox-maintenance.ts'
import { startBrokerMetrics } from './metrics/broker-metrics.ts'
import { outboxMetrics, poolMetrics } from './metrics/database-metrics.ts'
import { sourceMetrics } from './metrics/sources.ts'
import type { ServiceOptions } from './options.ts'
import { type Checks, readiness } from './readiness.ts'
import { type Submit, submitTo } from './submit.ts'

/** A connection that no one answers any more is not waited for. */
const poolEndMs = 3_000

/** A service that consumes, decides and publishes. */
export interface Running extends ServiceContext {
  /** The topics that it and its workers read: those of which it has dead letters. */
  readonly reads: readonly string[]
  /** Gives it a command; resolves with its reply once that is committed. Rejects with `SERVICE_STOPPED` after a stop. */
  readonly submit: Submit
  /** Whether it can do its work. */
  readonly checks: Checks
  /** Publishes at once what others have put into the outbox, as a redrive does. */
  wake(): void
  /** Finishes what is in hand and closes, in order, all that was not given. May be called again. */
  stop(): Promise<void>
}

/**
 * Starts a whole service but HTTP: pool, processor, consumer, relay, maintenance, metrics, workers. It starts without its
 * broker and its database too: `checks` then says so, and it goes on when they come. Its tables and topics have to be there
 * (`setUpDatabase`, `setUpTopics`).
 *
 * @throws MessagingError `INBOX_RETENTION_TOO_SHORT` or `TOPIC_KEEPS_FOR_EVER` if the topics can deliver events again
 * that the inbox would have forgotten; `ROLE_TOO_POWERFUL` if `powerfulRole` is refused.
 */
export async function startService<World extends { readonly [name: string]: WorkingSet }>(
  definition: ServiceDefinition<World>,
  options: ServiceOptions,
): Promise<Running> {
  const stops: (() => Promise<unknown>)[] = []
  async function stopAll() {
    const errors: unknown[] = []
    for (const stop of stops.toReversed()) await stop().catch(error => errors.push(error))
    if (errors.length > 0) throw errors[0]
  }
  try {
    return await start(definition, options, stops, stopAll)
  } catch (error) {
    await stopAll().catch(() => {})
    throw error
  }
}

/** @param stops gets what stops each part when it is there; run from the last to the first */
async function start<World extends { readonly [name: string]: WorkingSet }>(
  definition: ServiceDefinition<World>,
  options: ServiceOptions,
  stops: (() => Promise<unknown>)[],
  stopAll: () => Promise<void>,
): Promise<Running> {
  const { name, decide, store, events, consumes, gatherMs, workersRead = [] } = definition
  const {
    databaseUrl,
    directUrl,
    logger = pino({ name, level: 'warn' }),
    registry = new Registry(),
    tracer = activeTracer(),
    sourcePrefix = '/services/',
    schema = defaultSchema,
    sequentialScans = true,
    powerfulRole = 'allowed',
    poolSize = 10,
    batchMax = 500,
    inboxRetentionDays: retentionDays = 30,
    commandKeyRetentionHours: retentionHours = 24,
    metricsIntervalMs: everyMs = 5_000,
  } = options
  const contracts = events.contractsOf(definition)
  const topics = events.consumedTopics(consumes)
  const reads = [...topics, ...workersRead]
  const kafka =
    options.kafka ??
    createKafka({ clientId: name, brokers: options.brokers, security: options.security, logger })
  if (options.kafka === undefined) stops.push(() => kafka.close())

  const remembered = events.consumedTopics(without(consumes, definition.idempotentByVersion ?? []))
  const expiry = inboxExpiry({ kafka, service: name, topics: remembered, retentionDays })
  await refuseShortMemory(expiry, logger)

  const metrics = createMetrics(registry)
  const pool =
    options.pool ??
    createPool({
      url: databaseUrl,
      applicationName: name,
      max: poolSize,
      ...serviceLimits,
      schema,
      pooled: directUrl !== undefined,
      sequentialScans,
      refusesPowers: powerfulRole === 'refused',
      logger,
    })
  if (options.pool === undefined) stops.push(() => settledWithin(poolEndMs, pool.end()))
  if (powerfulRole === 'refused') await refusePowersAtStart(pool, logger)
  poolMetrics(registry, pool)
  const sources = sourceMetrics(registry, outboxMetrics(registry, pool))

  const wakeups: (() => void)[] = []
  let publish = () => {}
  let outboxShards = () => 1
  let duplicates: ((ids: readonly string[]) => void) | undefined
  const processor = createProcessor(
    {
      name,
      source: `${sourcePrefix}${name}`,
      decide,
      store,
      contracts,
      now: () => new Date(),
      newId: uuidv7,
      outboxShards: () => outboxShards(),
      tracer,
    },
    {
      pool,
      logger,
      metrics,
      batchMax,
      onCommit: () => {
        for (const wake of wakeups) wake()
      },
      onPublish: () => publish(),
      observe: definition.observe?.(registry),
      onDuplicates: ids => duplicates?.(ids),
    },
  )
  const context: ServiceContext = { name, pool, kafka, processor, logger, registry, tracer }
  duplicates = definition.onDuplicates?.(context)

  const common = { kafka, service: name, logger, metrics, tracer }
  const relay = startRelay({
    ...common,
    databaseUrl: directUrl ?? databaseUrl,
    schema,
    batchMax: 2 * batchMax,
  })
  stops.push(relay.stop, processor.idle)

  const background: Worker[] = []
  stops.push(() => Promise.all(background.map(each => each.stop())))
  const workers = definition.workers?.(context) ?? []
  background.push(
    ...workers,
    startInboxMaintenance({ pool, expiry, retentionDays, logger, registry }),
    startCommandKeyMaintenance({ pool, retentionHours, logger }),
    startBrokerMetrics({
      kafka,
      pool,
      service: { name, topics },
      deadLettersFrom: reads,
      others: async () => (await definition.watches?.(kafka)) ?? [],
      everyMs,
      registry,
      sources,
      logger,
    }),
  )
  publish = relay.wake
  outboxShards = () => relay.share.shards
  wakeups.push(...workers.flatMap(({ wake }) => wake ?? []))

  const consumer =
    topics.length === 0
      ? nothingConsumed
      : startConsumer({ ...common, topics, contracts, processor, gatherMs, chunkSize: batchMax })
  stops.push(consumer.stop)

  let stopped: Promise<void> | undefined
  const submit = submitTo(name, processor)
  return {
    ...context,
    reads,
    async submit(...command) {
      if (stopped === undefined) return await submit(...command)
      throw new MessagingError('SERVICE_STOPPED', `${name} has been stopped, and takes no commands.`)
    },
    checks: readiness({ pool, consumer, relay }),
    wake: relay.wake,
    stop() {
      stopped ??= stopAll()
      return stopped
    },
  }
}

/** Of a service that only its workers read for. */
const nothingConsumed: ServiceConsumer = { healthy: true, waitingMs: 0, stop: async () => {} }

const without = (consumes: ServiceTables['consumes'], types: readonly string[]) =>
  Object.fromEntries(Object.entries(consumes).filter(([type]) => !types.includes(type)))
