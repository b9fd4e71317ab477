import { allContracts } from '@orderflow/events'
import type { TopicRecord } from './read-topics.ts'

/** What all topics together say. */
export interface EventsSeen {
  readonly records: number
  /** Records beyond the first of each event: a relay in doubt sends again. The inboxes make one effect of them. */
  readonly duplicates: number
  /** Whether the order has an event on the topic. */
  has(topic: string, orderId: string): boolean
  /** Orders that have an event on the topic. */
  ordersOn(topic: string): Iterable<string>
  /** Two different events of one kind for one order: an effect that happened twice. */
  readonly doubled: readonly string[]
  /** Keys of the compacted topics whose versions step back, in the order of their events' first arrival. */
  readonly disordered: readonly string[]
  /** What the last record of a key on a compacted topic says: who reads from the beginning ends with it. */
  newest(topic: string, key: string): TopicRecord | undefined
}

export interface EventTally {
  add(record: TopicRecord): void
  seen(): EventsSeen
}

const stateTopics = new Set(allContracts.filter(({ compacted }) => compacted).map(({ topic }) => topic))
/** Topics whose events happen at most once to an order. */
const orderTopics: readonly string[] = allContracts
  .filter(({ compacted }) => !compacted)
  .map(({ topic }) => topic)

/**
 * Counts events as they lie on the topics. Records of keys that `ignore` names, which a fault put there, are no
 * events of the system's own.
 */
export function tallyEvents(ignore: (key: string) => boolean = () => false): EventTally {
  const byTopic = new Map(orderTopics.map(topic => [topic, new Map<string, string>()]))
  const newest = new Map<string, TopicRecord>()
  const versions = new Map<string, number>()
  const stateIds = new Set<string>()
  const doubled: string[] = []
  const disordered: string[] = []
  let records = 0
  let duplicates = 0

  function addState(record: TopicRecord) {
    const { topic, key, headers } = record
    const slot = `${topic} ${key}`
    newest.set(slot, record)
    if (stateIds.has(headers.ce_id as string)) {
      duplicates++
      return
    }
    stateIds.add(headers.ce_id as string)
    const version = Number(headers.ce_sequence)
    const before = versions.get(slot) ?? 0
    if (version <= before) disordered.push(`${slot}: version ${version} after ${before}`)
    else versions.set(slot, version)
  }

  return {
    add(record) {
      const { topic, key, headers } = record
      if (key === null || ignore(key)) return
      const ofTopic = byTopic.get(topic)
      if (ofTopic === undefined && !stateTopics.has(topic)) return
      records++
      if (ofTopic === undefined) return addState(record)
      const known = ofTopic.get(key)
      if (known === undefined) ofTopic.set(key, headers.ce_id as string)
      else if (known === headers.ce_id) duplicates++
      else doubled.push(`${key}: two events on ${topic}, ${known} and ${headers.ce_id}`)
    },
    seen: () => ({
      records,
      duplicates,
      has: (topic, orderId) => byTopic.get(topic)?.has(orderId) === true,
      ordersOn: topic => byTopic.get(topic)?.keys() ?? [],
      doubled,
      disordered,
      newest: (topic, key) => newest.get(`${topic} ${key}`),
    }),
  }
}
