export {
  dateTimePattern,
  instantOf,
  isId,
  noDateTimePattern,
  noTextPattern,
  type TopicSettings,
  textPattern,
} from '@orderflow/event-contracts'
export { derivedId } from './derived-id.ts'
export type * from './generated/types.ts'
export { type OrderOutcome, type OrderStatus, orderOutcomes, orderStatuses } from './order-status.ts'
export {
  allContracts,
  type Contract,
  consumedTopics,
  contractOfTopic,
  contractOfVersion,
  contracts,
  contractsOf,
  currentVersions,
  downcast,
  type Event,
  type EventData,
  type EventsOf,
  type EventType,
  eventContract,
  events,
  type Publishes,
  type ServiceTables,
  type TombstonesOf,
  topics,
  upcast,
  type VersionOf,
  type Versions,
} from './registry.ts'
