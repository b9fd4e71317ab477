import type { Consuming } from '@orderflow/messaging/dead-letters'
import { deadLetterTopic } from '@orderflow/messaging/events'
import type { Kafka } from '@orderflow/messaging/kafka'

export interface BrokerFigures {
  /** Messages that each service has still to read. */
  readonly lag: Readonly<Record<string, number>>
  /** Messages by dead-letter topic, where there are any. */
  readonly deadLetters: Readonly<Record<string, number>>
}

/** What only the brokers know of these services. */
export async function askBrokers(
  kafka: Pick<Kafka, 'lag' | 'depths'>,
  consumers: readonly Consuming[],
): Promise<BrokerFigures> {
  const deadLetters = consumers.flatMap(({ name, topics }) =>
    topics.map(topic => deadLetterTopic(topic, name)),
  )
  const [lags, depths] = await Promise.all([
    Promise.all(consumers.map(async ({ name, topics }) => [name, sum(await kafka.lag(name, topics), 'lag')])),
    kafka.depths(deadLetters),
  ])
  const byTopic = [...Map.groupBy(depths, ({ topic }) => topic)].map(
    ([topic, partitions]) => [topic, sum(partitions, 'depth')] as const,
  )
  return {
    lag: Object.fromEntries(lags) as Record<string, number>,
    deadLetters: Object.fromEntries(byTopic.filter(([, depth]) => depth > 0)),
  }
}

function sum<Name extends string>(rows: readonly Readonly<Record<Name, number>>[], name: Name): number {
  return rows.reduce((total, row) => total + row[name], 0)
}
