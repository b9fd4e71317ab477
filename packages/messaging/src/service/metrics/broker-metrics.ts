import type { Pool } from 'pg'
import type { Logger } from 'pino'
import { Gauge, type Registry } from 'prom-client'
import { describe } from '../../errors.ts'
import { deadLetterTopic } from '../../events/dead-letters.ts'
import type { Kafka, PartitionDepth, PartitionLag } from '../../kafka/port.ts'
import type { Consuming } from '../../redrive/find.ts'
import { countRedriven } from '../../redrive/store.ts'
import { settledWithin } from '../../timing/bounded.ts'
import { startLoop } from '../../timing/loop.ts'
import type { Sources } from './sources.ts'

export interface BrokerMetricsOptions {
  readonly kafka: Pick<Kafka, 'lag' | 'depths'>
  /** The service's own database, which knows what was sent back out of its dead letters. */
  readonly pool: Pool
  /** The service itself: its group. */
  readonly service: Consuming
  /** The topics of which the service has dead letters. */
  readonly deadLettersFrom: readonly string[]
  /** Other services, whose lag is shown too: one that is down cannot say how far behind it is. */
  readonly others: () => Promise<readonly Consuming[]>
  /** Milliseconds from the end of one look at the brokers to the beginning of the next. */
  readonly everyMs: number
  readonly registry: Registry
  readonly sources: Sources
  readonly logger: Logger
}

/**
 * Looks at the brokers every few seconds for what only they know: how far groups are behind and how much lies in the
 * dead letters. In the background: a scrape is given what the last look found and waits for nobody. While the
 * brokers are away the last figures stand, and `metrics_source_up` is 0.
 */
export function startBrokerMetrics(options: BrokerMetricsOptions) {
  const { kafka, pool, service, deadLettersFrom, others, everyMs, registry, sources, logger } = options
  const deadLetterTopics = deadLettersFrom.map(topic => deadLetterTopic(topic, service.name))
  const lag = new Gauge({
    name: 'consumer_lag',
    help: "Messages that the group has still to take in: the partition's end less the group's committed offset",
    labelNames: ['group', 'topic', 'partition'] as const,
    registers: [registry],
  })
  const deadLetters = new Gauge({
    name: 'dlq_messages',
    help: 'Dead letters that lie on the dead-letter topic and were not sent back',
    labelNames: ['topic'] as const,
    registers: [registry],
  })

  async function look() {
    const [lags, depths] = await Promise.all([
      others().then(known => Promise.all([service, ...known].map(lagOf))),
      kafka.depths(deadLetterTopics),
    ])
    showLag(lags.flat())
    await showDeadLetters(depths)
    sources('kafka', true)
  }

  async function lagOf({ name: group, topics }: Consuming) {
    return (await kafka.lag(group, topics)).map(place => ({ group, ...place }))
  }

  function showLag(places: readonly ({ group: string } & PartitionLag)[]) {
    // Topics and partitions that are no longer there go out of sight.
    lag.reset()
    for (const { group, topic, partition, lag: behind } of places)
      lag.set({ group, topic, partition }, behind)
  }

  async function showDeadLetters(partitions: readonly PartitionDepth[]) {
    let redriven: ReadonlyMap<string, number>
    try {
      redriven = await countRedriven(pool, partitions)
    } catch {
      sources('database', false)
      return
    }
    const open = new Map<string, number>()
    for (const { topic, depth } of partitions) open.set(topic, (open.get(topic) ?? 0) + depth)
    deadLetters.reset()
    for (const [topic, depth] of open) deadLetters.set({ topic }, depth - (redriven.get(topic) ?? 0))
  }

  let stopped = false
  const loop = startLoop({
    round: look,
    restMs: () => everyMs,
    onFailure(error, failures) {
      sources('kafka', false)
      if (failures === 1 && !stopped)
        logger.warn({ reason: describe(error) }, 'lag and dead letters are those of before')
    },
    onRecovery: () => logger.info('lag and dead letters are known again'),
  })
  return {
    async stop() {
      stopped = true
      await settledWithin(1_000, loop.stop())
    },
  }
}
