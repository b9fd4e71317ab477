import { allContracts, type Contract } from './registry.ts'

/** How a topic is to be created: `config` holds Kafka's own names and values. */
export interface TopicSettings {
  readonly topic: string
  readonly partitions: number
  readonly config: Readonly<Record<string, string>>
}

const days = (count: number) => String(count * 24 * 60 * 60 * 1000)
const partitions = 6
const keepOneWeek = { 'cleanup.policy': 'delete', 'retention.ms': days(7) }
const keepNewestOfEachKey = { 'cleanup.policy': 'compact' }

/** The topics of all events and versions, to be created explicitly. More partitions later would move keys. */
export function topics(): TopicSettings[] {
  return allContracts.map(settingsOf)
}

function settingsOf({ topic, compacted }: Contract): TopicSettings {
  return { topic, partitions, config: compacted ? keepNewestOfEachKey : keepOneWeek }
}
