export { addressee } from '../redrive/headers.ts'
export type { ServiceConsumer } from './consumer.ts'
export { isNeedlessCopy, toDelivery } from './read-record.ts'
