import type { TopicSettings } from '@orderflow/event-contracts'
import type { Admin, Kafka as KafkaJs } from 'kafkajs'
import { MessagingError } from '../../errors.ts'
import { delay } from '../../timing/bounded.ts'
import { loadKafkajs } from './patch.ts'
import { refusalOf } from './refusal-of.ts'

const kafkajs = loadKafkajs()
const servedWithinMs = 120_000

/** One topic that is missing or without a leader makes kafkajs refuse the answer for all: they are then asked for apart. */
export async function countPartitions(admin: Admin, topics: readonly string[]): Promise<Map<string, number>> {
  if (topics.length === 0) return new Map()
  try {
    const metadata = await admin.fetchTopicMetadata({ topics: [...topics] })
    return new Map(metadata.topics.map(({ name, partitions }) => [name, partitions.length]))
  } catch (error) {
    if (refusalOf(error) === undefined) throw error
    if (topics.length === 1) return new Map()
    const counts = new Map<string, number>()
    for (const topic of topics) {
      for (const [name, count] of await countPartitions(admin, [topic])) counts.set(name, count)
    }
    return counts
  }
}

export async function connectAdmin(client: KafkaJs): Promise<Admin> {
  const admin = client.admin()
  await admin.connect()
  return admin
}

export async function readConfigs(admin: Admin, topics: readonly string[], names: readonly string[]) {
  const existing = new Set(await admin.listTopics())
  const resources = topics
    .filter(topic => existing.has(topic))
    .map(name => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name, configNames: [...names] }))
  if (resources.length === 0) return new Map()
  const answer = await admin.describeConfigs({ resources, includeSynonyms: false })
  return new Map(
    answer.resources.map(({ resourceName, configEntries }) => [
      resourceName,
      new Map(configEntries.map(({ configName, configValue }) => [configName, configValue])),
    ]),
  )
}

export async function createMissing(admin: Admin, topics: readonly TopicSettings[]): Promise<void> {
  const existing = new Set(await admin.listTopics())
  const missing = topics.filter(({ topic }) => !existing.has(topic))
  if (missing.length === 0) return
  await admin
    .createTopics({
      waitForLeaders: false,
      topics: missing.map(({ topic, partitions, config }) => ({
        topic,
        numPartitions: partitions,
        configEntries: Object.entries(config).map(([name, value]) => ({ name, value })),
      })),
    })
    .catch(refused)
  await untilServed(
    admin,
    missing.map(({ topic }) => topic),
  )
}

/** kafkajs says "Topic creation errors", and has which and why beside it. */
function refused(
  error: Error & { readonly errors?: readonly (Error & { readonly topic?: string })[] },
): never {
  const refusals = (error.errors ?? []).filter(({ topic }) => topic !== undefined)
  if (refusals.length === 0) throw error
  const each = refusals.map(({ topic, message }) => `${topic} (${message})`)
  throw new MessagingError('TOPIC_REFUSED', `Kafka does not create ${each.join(', ')}.`, error)
}

/**
 * Waits until new topics can be used. The metadata name a leader before that broker knows that it leads; only
 * an answer of its own, such as a partition's offsets, shows that it does.
 */
async function untilServed(admin: Admin, topics: string[]): Promise<void> {
  for (const deadline = Date.now() + servedWithinMs; ; ) {
    try {
      for (const topic of topics) await admin.fetchTopicOffsets(topic)
      return
    } catch (error) {
      if (Date.now() > deadline) throw error
    }
    await delay(50)
  }
}
