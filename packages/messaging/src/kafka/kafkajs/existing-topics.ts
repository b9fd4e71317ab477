import type { Admin, Kafka as KafkaJs } from 'kafkajs'
import { delay, settledWithin } from '../../timing/bounded.ts'
import { refusalOf } from './refusal-of.ts'

const lookEveryMs = 5_000
const disconnectWithinMs = 3_000

/** Which of these topics exist; all if that cannot be told at the moment. Rejects when no broker answers. */
export async function existingTopics(client: KafkaJs, topics: readonly string[]): Promise<string[]> {
  const admin = client.admin()
  try {
    await admin.connect()
    return await existingAmong(admin, topics)
  } finally {
    await settledWithin(disconnectWithinMs, admin.disconnect())
  }
}

/** The same by a connection that is there: asking for a topic that does not exist is a warning in kafkajs's log. */
export async function existingAmong(admin: Admin, topics: readonly string[]): Promise<string[]> {
  try {
    const existing = new Set(await admin.listTopics())
    return topics.filter(topic => existing.has(topic))
  } catch (error) {
    // kafkajs has no list while any partition of the cluster is without a leader.
    if (refusalOf(error) === undefined) throw error
    return [...topics]
  }
}

/** Waits until one of these topics exists; resolves with none if `signal` is aborted before. Never rejects. */
export async function untilOneExists(
  client: KafkaJs,
  topics: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  while (!signal.aborted) {
    await delay(lookEveryMs, signal)
    const found = await existingTopics(client, topics).catch(() => [])
    if (found.length > 0) return found
  }
  return []
}
