import { fileURLToPath } from 'node:url'

export {
  type Decided,
  type DecidedBatch,
  decideBatch,
  decideInput,
  encodeEmission,
  type Service,
  type Stated,
  statedInVersions,
} from './batch.ts'
export { decodeEvent, encodeEvent, readData } from './cloudevents.ts'
export { type CommandKey, CommandReplies, type KeptReply } from './command-keys.ts'
export { withConnection } from './connections.ts'
export {
  type ConsumerOptions,
  isNeedlessCopy,
  type ServiceConsumer,
  startConsumer,
  toDelivery,
} from './consumer.ts'
export type { Consumed, Contract, Contracts, Published } from './contracts.ts'
export { isDatabaseUnavailable } from './database-errors.ts'
export { deadLetter, deadLetterTopic } from './dead-letters.ts'
export { DatabaseUnavailable, describe, MessagingError } from './errors.ts'
export { longestLife, longestRedelivery, type Redelivery } from './expiry.ts'
export { sqlState } from './failures.ts'
export { settledWithin } from './kafka/bounded.ts'
export { createKafka } from './kafka/kafkajs.ts'
export { loadKafkajs, mendRequestQueueTimer } from './kafka/mend-kafkajs.ts'
export type {
  Consumer,
  HeaderValue,
  Kafka,
  OutgoingRecord,
  PartitionDepth,
  PartitionLag,
  PartitionRange,
  Producer,
  Reader,
  TopicSettings,
} from './kafka/port.ts'
export { createSender, type Sender } from './kafka/sender.ts'
export { createMetrics, type MessagingMetrics } from './metrics.ts'
export { type Change, once } from './once.ts'
export { type Backlog, backlog } from './outbox.ts'
export {
  type Chosen,
  type HeldKeyFacts,
  type HoldFacts,
  type OutboxFacts,
  type OutboxRowFacts,
  outboxFacts,
  outboxRowFacts,
  type Released,
  releaseHeld,
  type WaitingTopic,
} from './outbox-inspection.ts'
export { plansByKey } from './plans.ts'
export { createProcessor, type Processor } from './processor.ts'
export * from './redrive/index.ts'
export { type Relay, startRelay } from './relay.ts'
export { Rows } from './rows.ts'
export { sessionSettings } from './session.ts'
export { inBinaryMode } from './structured.ts'
export { exemplarOf, observeIn } from './tracing/exemplars.ts'
export { recordOutcome, withSpan } from './tracing/message-spans.ts'
export {
  contextOf,
  isSampled,
  parentOf,
  spanContextOf,
  type TraceContext,
  traceContext,
  traceIds,
} from './tracing/trace-context.ts'
export { activeTracer, errorType, failed, inSpan, type Span, type Tracer } from './tracing/tracer.ts'
export { inTransaction } from './transaction.ts'
export type {
  Concluded,
  Decide,
  Decider,
  Decision,
  Delivery,
  Emission,
  EventFacts,
  Ignored,
  Input,
  KafkaRecord,
  Outcome,
  Poison,
  SetAside,
  Statement,
  Store,
  Trail,
  Tx,
  WorkingSet,
} from './types.ts'

/** Where this package's migrations are; they run before a service's own. */
export const migrationsDirectory = fileURLToPath(new URL('../migrations/', import.meta.url))
