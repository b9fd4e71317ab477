import { contracts, type EventType, events } from '@orderflow/events'
import type { Processor } from '@orderflow/messaging'
import { DatabaseUnavailable } from '@orderflow/messaging/database'
import { idOf, positionId } from '@orderflow/messaging/events'
import { backoff, delay, warnRarely } from '@orderflow/messaging/timing'
import type { Logger, ServiceContext, ServiceDefinition, Worker } from '@orderflow/service-kit'
import type { Config, TargetName } from './config.ts'
import { consumes, publishes, rights } from './consumers.ts'
import { groupOf, type Letter, startForwarder } from './forwarder.ts'
import { startInbound } from './inbound.ts'
import { createBridgeMetrics } from './metrics.ts'
import { createEventBridge } from './targets/eventbridge/eventbridge.ts'
import { createNats } from './targets/nats/nats.ts'
import type { Target } from './targets/port.ts'
import { createRabbitMq } from './targets/rabbitmq/rabbitmq.ts'

/** How each target is made of the configuration, and which of its settings says what it gets. */
const targets: Readonly<
  Record<
    TargetName,
    { create(config: Config, logger: Logger): Target; events(config: Config): readonly EventType[] }
  >
> = {
  rabbitmq: {
    create: ({ RABBITMQ_URL: url }, logger) => createRabbitMq({ url, logger }),
    events: config => config.RABBITMQ_EVENTS,
  },
  eventbridge: {
    create: (config, logger) =>
      createEventBridge({
        bus: config.EVENTBRIDGE_BUS,
        endpoint: config.EVENTBRIDGE_ENDPOINT,
        inboundQueueUrl: config.EVENTBRIDGE_INBOUND_QUEUE_URL,
        logger,
      }),
    events: config => config.EVENTBRIDGE_EVENTS,
  },
  nats: {
    create: ({ NATS_URL: url }, logger) => createNats({ url, logger }),
    events: config => config.NATS_EVENTS,
  },
}

/** The topics of events in every version: a producer that has not moved on yet is read as well. */
const topicsOf = (types: readonly EventType[]): string[] =>
  [...new Set(types)].flatMap(type => [contracts[type], ...contracts[type].older].map(({ topic }) => topic))

/** Keeps no rows: what it remembers are the inbox, the outbox and the offsets of its groups. */
const store = { load: async () => ({}), save: () => [] }

export function bridge(config: Config): ServiceDefinition<Record<string, never>> {
  const chosen = [...new Set(config.TARGETS)].map(name => ({
    name,
    topics: topicsOf(targets[name].events(config)),
  }))
  return {
    name: 'bridge',
    title: 'Bridge to other stacks',
    events,
    consumes,
    publishes,
    rights,
    decide: {},
    store,
    workersRead: [...new Set(chosen.flatMap(({ topics }) => topics))],
    routes: () => {},
    watches: async () => chosen.map(({ name, topics }) => ({ name: groupOf(name), topics })),
    workers(context) {
      const metrics = createBridgeMetrics(context.registry)
      return chosen.map(({ name, topics }) =>
        startTarget(targets[name].create(config, context.logger), topics, metrics, context),
      )
    },
  }
}

/** Both ways of one target; none knows of the others. */
function startTarget(
  target: Target,
  topics: readonly string[],
  metrics: ReturnType<typeof createBridgeMetrics>,
  { kafka, pool, processor, logger, tracer, config }: ServiceContext,
): Worker {
  const deadLetter = deadLetters(target.name, processor, logger)
  const forwarder = startForwarder({
    ...{ kafka, target, topics, chunkSize: config.BATCH_MAX, deadLetter, metrics, logger, tracer },
  })
  const inbound = startInbound({ target, pool, metrics, logger })
  return {
    async stop() {
      await Promise.all([forwarder.stop(), inbound.stop()])
      await target.close()
    },
  }
}

/** What cannot be sent goes to the bridge's own dead letters, through its outbox, once for each target. */
function deadLetters(target: string, processor: Processor, logger: Logger) {
  const warn = warnRarely(logger.child({ target }), 'dead letters wait for the database')
  return async (letters: readonly Letter[], signal: AbortSignal): Promise<boolean> => {
    const deliveries = letters.map(({ record, code, detail }) => {
      const id = idOf(`${target}:${positionId(record)}`, Number(record.timestamp))
      return { id, poison: { code, detail }, origin: record }
    })
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        await processor.offer(deliveries)
        return true
      } catch (error) {
        if (!(error instanceof DatabaseUnavailable)) throw error
        warn(error, attempt + 1)
        await delay(backoff(attempt), signal)
      }
    }
    return false
  }
}
