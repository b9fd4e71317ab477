import type { WorkingSet } from '@orderflow/messaging/decider'
import { createKafka, type Kafka } from '@orderflow/messaging/kafka'
import {
  type ServiceContext as Context,
  type Running,
  startService as start,
} from '@orderflow/messaging/service'
import { issuerOf } from './authentication/settings.ts'
import type { CommonConfig } from './common-config.ts'
import { deadLetterRoutes } from './dead-letter-routes.ts'
import { createHttpApp, type HttpApp } from './http/app.ts'
import { cannotListen } from './http/cannot-listen.ts'
import { kafkaSecurity } from './kafka-security.ts'
import { logRoute } from './log-route.ts'
import { type Logger, lastWarnings } from './logger.ts'
import { outboxRoutes } from './outbox-routes.ts'
import type { RunningService, ServiceContext, ServiceDefinition } from './service-definition.ts'
import { verifiedBy } from './verified-by.ts'

/**
 * Starts a definition on Kafka and PostgreSQL, as messaging does, with HTTP around it. It starts without its broker and
 * its database too: it is then not ready, and becomes so when they come.
 *
 * @param kafka closed with the service
 * @throws MessagingError `INBOX_RETENTION_TOO_SHORT` or `TOPIC_KEEPS_FOR_EVER` if the topics can deliver events again
 * that the inbox would have forgotten; `ROLE_TOO_POWERFUL` if the role is a superuser or owns its tables; ServiceError `ISSUER_MISSING`, `JWKS_INVALID` if it cannot check tokens; `CANNOT_LISTEN` if the HTTP port cannot be had.
 */
export async function startService<World extends { readonly [name: string]: WorkingSet }>(
  definition: ServiceDefinition<World>,
  config: CommonConfig,
  logger: Logger,
  kafka: Kafka = createKafka({
    client: config.KAFKA_CLIENT,
    clientId: definition.name,
    brokers: config.KAFKA_BROKERS,
    security: kafkaSecurity(config),
    logger,
    assigner: `${systemOf(definition)}-slots`,
  }),
): Promise<RunningService> {
  const { workers, onDuplicates } = definition
  if (config.AUTHENTICATION === 'on') issuerOf(config)
  else logger.warn('AUTHENTICATION is off: whoever reaches the port may do everything')
  const configured = (context: Context): ServiceContext => ({ ...context, config })
  let running: Running | undefined
  let http: HttpApp | undefined
  async function stop() {
    await http?.close()
    await running?.stop()
    await kafka.close()
  }

  try {
    running = await start(
      {
        ...definition,
        workers: context => workers?.(configured(context)) ?? [],
        onDuplicates: context => onDuplicates?.(configured(context)) ?? (() => {}),
      },
      {
        databaseUrl: () => verifiedBy(config.DATABASE_CA_FILE, config.DATABASE_URL),
        ...(config.DATABASE_DIRECT_URL !== undefined && {
          directUrl: () => verifiedBy(config.DATABASE_CA_FILE, config.DATABASE_DIRECT_URL as string),
        }),
        kafka,
        logger,
        sequentialScans: false,
        powerfulRole: 'refused',
        poolSize: config.POOL_SIZE,
        batchMax: config.BATCH_MAX,
        inboxRetentionDays: config.INBOX_RETENTION_DAYS,
        commandKeyRetentionHours: config.IDEMPOTENCY_KEY_RETENTION_HOURS,
        metricsIntervalMs: config.METRICS_INTERVAL_MS,
      },
    )
    http = await createHttpApp({
      title: definition.title,
      version: definition.version ?? '0.1.0',
      problemTypes: definition.problemTypes ?? `urn:${systemOf(definition)}:problem:`,
      logger,
      config,
      registry: running.registry,
      tracer: running.tracer,
      checks: running.checks,
    })
    definition.routes(http, configured(running))
    adminRoutes(http, running)
    logRoute(http, () => lastWarnings(logger))
    const address = await http.listen({ host: config.HOST, port: config.PORT, backlog })
    return { address, stop }
  } catch (error) {
    await stop()
    throw cannotListen(error, config) ?? error
  }
}

/**
 * Connections that the kernel keeps until the process takes them; at Node's 511 a burst of clients tries again a second
 * later. Linux bounds it by `net.core.somaxconn`, 4,096 unless set.
 */
const backlog = 4_096

/** What names the system that a service is of; a service whose events have no namespace is one by itself. */
const systemOf = ({ events, name }: Pick<ServiceDefinition<never>, 'events' | 'name'>) =>
  events.namespace ?? name

function adminRoutes(http: HttpApp, { name, kafka, pool, reads, wake }: Running): void {
  deadLetterRoutes(http, { kafka, pool, service: { name, topics: reads }, onRedriven: wake })
  outboxRoutes(http, { pool })
}
