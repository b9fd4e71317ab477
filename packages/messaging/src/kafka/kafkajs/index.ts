export { decodeRecordSet } from './format/record-set.ts'
export { loadKafkajs, patchRequestQueueTimer } from './patch.ts'
