export { loadKafkajs, patchRequestQueueTimer } from './patch.ts'
