export { decodeRecordSet } from '../format/record-set.ts'
export { consumerBatch, loadKafkajs, patchRequestQueueTimer } from './patch.ts'
