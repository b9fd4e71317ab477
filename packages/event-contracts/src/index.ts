export type * from './generated/types.ts'
export {
  allContracts,
  type Contract,
  contractOfTopic,
  contracts,
  type Event,
  type EventData,
  type EventsOf,
  type EventType,
  keyOf,
} from './registry.ts'
export { type TopicSettings, topics } from './topics.ts'
export { validationError } from './validate.ts'
