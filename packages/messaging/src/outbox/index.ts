export {
  type BlockedKeyFacts,
  type BlockFacts,
  type Chosen,
  type OutboxFacts,
  type OutboxRowFacts,
  outboxFacts,
  outboxRowFacts,
  type Released,
  releaseBlocked,
  type WaitingTopic,
} from './inspection.ts'
export { assertSendable, type Backlog, backlog } from './outbox.ts'
export { maxShards } from './shards.ts'
