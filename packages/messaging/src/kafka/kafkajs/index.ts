export { decodeRecordSet } from '../format/record-set.ts'
export { commitOffsets } from './commit-offsets.ts'
export { consumerBatch, loadKafkajs, patchRequestQueueTimer } from './patch.ts'
