export {
  dateTimePattern,
  instantOf,
  isDateTime,
  isId,
  isText,
  noDateTimePattern,
  noTextPattern,
  textPattern,
} from '@orderflow/event-contracts'
export { derivedId } from './derived-id.ts'
export type * from './generated/types.ts'
export { type OrderOutcome, type OrderStatus, orderOutcomes, orderStatuses } from './order-status.ts'
export {
  allContracts,
  type Contract,
  contractOfTopic,
  contractOfVersion,
  contracts,
  currentVersions,
  type Event,
  type EventData,
  type EventsOf,
  type EventType,
  type Publishes,
  type TombstonesOf,
  type VersionOf,
  type Versions,
} from './registry.ts'
export { type TopicSettings, topics } from './topics.ts'
export { validationError } from './validate.ts'
export { downcast, upcast } from './versions.ts'
