import { deadLetterTopic } from '../../events/dead-letters.ts'
import type { Kafka } from '../../kafka/port.ts'
import type { Consuming } from '../../redrive/find.ts'

const askAgainMs = 60_000

/**
 * Which topics each of these services reads, without knowing the services: set-up makes a dead-letter topic for each
 * topic that a service reads, and the broker tells which of them exist. Asked once a minute at most.
 * @param names the services' names, which are their consumer groups'
 * @param topics those that they may read
 */
export function createConsumerDirectory(
  names: readonly string[],
  topics: readonly string[],
): (kafka: Pick<Kafka, 'partitionCounts'>) => Promise<readonly Consuming[]> {
  let known: readonly Consuming[] = []
  let askedAt = Number.NEGATIVE_INFINITY
  return async kafka => {
    if (performance.now() - askedAt < askAgainMs) return known
    const possible = names.map(name => ({
      name,
      topics: topics.map(topic => ({ topic, deadLetters: deadLetterTopic(topic, name) })),
    }))
    const existing = await kafka.partitionCounts(
      possible.flatMap(({ topics }) => topics.map(({ deadLetters }) => deadLetters)),
    )
    known = possible.flatMap(({ name, topics }) => {
      const read = topics.filter(({ deadLetters }) => existing.has(deadLetters)).map(({ topic }) => topic)
      return read.length === 0 ? [] : [{ name, topics: read }]
    })
    askedAt = performance.now()
    return known
  }
}
