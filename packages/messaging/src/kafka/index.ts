export type { KafkaRecord } from '../types/record.ts'
export { createKafka } from './kafkajs/kafkajs.ts'
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
} from './port.ts'
export { createSender, type Sender } from './sender.ts'
