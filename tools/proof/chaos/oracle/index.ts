export { type EventsSeen, tallyEvents } from './events.ts'
export { judge, type OracleOptions, type Verdict } from './oracle.ts'
export { readTopics, type TopicRecord } from './read-topics.ts'
