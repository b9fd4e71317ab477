export { dateTimePattern, instantOf, isDateTime, noDateTimePattern } from './date-time.ts'
export { schemaCheck } from './define/compile.ts'
export type { Contract } from './define/contract.ts'
export { EventError } from './define/errors.ts'
export { defineEvents, type Events } from './define/events.ts'
export type { DataOf, Schema } from './define/schema.ts'
export type { Consumed, Published, ServiceContracts } from './define/service-contracts.ts'
export type { Conversion, EventTable, OlderVersion, Row, Version } from './define/table.ts'
export type { TopicLimits, TopicSettings } from './define/topics.ts'
export type {
  CurrentData,
  CurrentVersions,
  Defined,
  Event,
  EventData,
  EventsOf,
  EventType,
  Publishes,
  TombstonesOf,
  VersionOf,
  Versions,
} from './define/types.ts'
export { codePattern, isId, isText, noCodePattern, noTextPattern, textPattern } from './text.ts'
export { errorLine } from './validate.ts'
