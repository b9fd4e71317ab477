import type { Kafka } from '../kafka/port.ts'
import { deadLetterTopic } from './dead-letters.ts'

/** For how long what was delivered may be delivered again. */
export interface Redelivery {
  /** The topic that is the reason. */
  readonly topic: string
  /** Infinity where a topic keeps records for ever. */
  readonly milliseconds: number
}

const settings = [
  'cleanup.policy',
  'retention.ms',
  'segment.ms',
  'message.timestamp.type',
  'message.timestamp.after.max.ms',
] as const

/**
 * The longest time for which these topics and this service's dead letters of them can deliver an event again,
 * counted from a delivery: the topic may be read anew from its beginning, or a dead letter be redriven, and what
 * was redriven lies on the topic once more. Topics that do not exist deliver nothing.
 *
 * @returns undefined if none of the topics exists; rejects with `KAFKA_UNAVAILABLE` when Kafka does not answer.
 */
export async function longestRedelivery(
  kafka: Pick<Kafka, 'topicConfigs'>,
  service: string,
  topics: readonly string[],
): Promise<Redelivery | undefined> {
  const deadLetters = (topic: string) => deadLetterTopic(topic, service)
  const configs = await kafka.topicConfigs([...topics, ...topics.map(deadLetters)], settings)
  const lifeOf = (topic: string) => {
    const config = configs.get(topic)
    return config === undefined ? 0 : longestLife(config)
  }
  const [longest] = topics
    .filter(topic => configs.has(topic) || configs.has(deadLetters(topic)))
    .map(topic => ({ topic, milliseconds: lifeOf(topic) + lifeOf(deadLetters(topic)) }))
    .toSorted((a, b) => b.milliseconds - a.milliseconds)
  return longest
}

/**
 * The longest that a topic with these settings keeps a record, in milliseconds; Infinity where it may be for ever.
 * Kafka deletes whole segments, once the newest record of one is past `retention.ms`; a segment takes records for
 * up to `segment.ms`. Where producers state the time, one with a clock ahead may date its records into the
 * future, up to `message.timestamp.after.max.ms`, and they hold their segment as much longer. Compaction keeps
 * the newest record of each key, and rewrites segments, so nothing bounds it. What the broker does not tell counts
 * as for ever.
 */
export function longestLife(config: ReadonlyMap<string, string>): number {
  const policies = (config.get('cleanup.policy') ?? '').split(',').map(policy => policy.trim())
  if (policies.includes('compact') || !policies.includes('delete')) return Number.POSITIVE_INFINITY
  const stamped = config.get('message.timestamp.type') === 'LogAppendTime'
  return (
    duration(config.get('retention.ms')) +
    duration(config.get('segment.ms')) +
    (stamped ? 0 : duration(config.get('message.timestamp.after.max.ms')))
  )
}

/** Kafka says −1 or the largest long for "no limit". */
function duration(text: string | undefined): number {
  const milliseconds = Number(text ?? -1)
  return milliseconds >= 0 && milliseconds < 2 ** 62 ? milliseconds : Number.POSITIVE_INFINITY
}
