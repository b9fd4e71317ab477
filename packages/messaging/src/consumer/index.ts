export { type ConsumerOptions, type ServiceConsumer, startConsumer } from './consumer.ts'
export { isNeedlessCopy, toDelivery } from './read-record.ts'
