/** How a topic is to be created: `config` holds Kafka's own names and values. */
export interface TopicSettings {
  readonly topic: string
  readonly partitions: number
  readonly config: Readonly<Record<string, string>>
}

export interface TopicLimits {
  /** Of each topic; 6 if not given. More later would move keys, and their events would lose their order. */
  readonly partitions?: number
  /** Milliseconds for which a topic keeps an event, unless it is compacted; 7 days if not given. */
  readonly retentionMs?: number
}

const sevenDays = 7 * 24 * 60 * 60 * 1000

export function settingsOf(
  { topic, compacted }: { readonly topic: string; readonly compacted: boolean },
  { partitions = 6, retentionMs = sevenDays }: TopicLimits = {},
): TopicSettings {
  const config: Readonly<Record<string, string>> = compacted
    ? { 'cleanup.policy': 'compact' }
    : { 'cleanup.policy': 'delete', 'retention.ms': String(retentionMs) }
  return { topic, partitions, config }
}
