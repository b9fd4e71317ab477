export type { KafkaRecord } from '../types/record.ts'
export type { AccessChange, AccessOperation, AccessRule } from './access.ts'

export { createKafka, type KafkaClient, type KafkaOptions, kafkaClients } from './create.ts'
export { clientAddress } from './kafkajs/kafkajs.ts'
export { countBelievedMs } from './partitioner.ts'
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
} from './port.ts'
export type { KafkaAddress, KafkaSecurity } from './security.ts'
export { createSender, type Sender } from './sender.ts'
