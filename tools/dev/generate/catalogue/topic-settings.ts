import { type Contract, type TopicSettings, topics } from '@orderflow/events'

/** How the topic of a contract is created. */
export function settingsOf({ topic }: Pick<Contract, 'topic'>): TopicSettings {
  const settings = topics().find(candidate => candidate.topic === topic)
  if (settings === undefined) throw new Error(`There is no topic ${topic}.`)
  return settings
}

export const partitionsOf = (contract: Contract) => settingsOf(contract).partitions

/** How long the topic keeps its events, in words. */
export function keeps(contract: Contract): string {
  const { config } = settingsOf(contract)
  if (config['cleanup.policy'] === 'compact') return 'the newest of each key, for ever'
  return `all, for ${Number(config['retention.ms']) / (24 * 60 * 60 * 1000)} days`
}
