import { createRequire } from 'node:module'
import { type BatchContext, decodeRecord, encodeRecord, type RecordToEncode, type Source } from './records.ts'

const require = createRequire(import.meta.url)

interface RequestQueue {
  pending: unknown[]
  throttledUntil: number
}

/**
 * kafkajs 2.2.4 with what costs most put right, without a fork: some of its own modules are replaced before it is
 * loaded. If something else in the process has loaded it already, those parts stay as they were: slower, not wrong.
 */
export function loadKafkajs(): typeof import('kafkajs') {
  replaceModule<typeof encodeRecord>(
    'protocol/recordBatch/record/v0',
    original => record => (fitsInt32(record) ? encodeRecord(record) : original(record)),
  )
  replaceModule<(source: Source, context: BatchContext) => unknown>(
    'protocol/recordBatch/record/v0/decoder',
    original => (source, context) => decodeRecord(source, context) ?? original(source, context),
  )
  replaceModule<typeof groupByPartition>('producer/groupMessagesPerPartition', () => groupByPartition)
  mendRequestQueueTimer()
  return require('kafkajs')
}

function replaceModule<Exported>(name: string, replacement: (original: Exported) => Exported): void {
  const path = require.resolve(`kafkajs/src/${name}`)
  const original = require(path)
  const module = require.cache[path]
  if (module !== undefined) module.exports = replacement(original)
}

const fitsInt32 = ({ offsetDelta = 0, timestampDelta = 0 }: RecordToEncode) =>
  offsetDelta === (offsetDelta | 0) && timestampDelta === (timestampDelta | 0)

/** kafkajs copies a partition's messages once for each of them. */
function groupByPartition<Message>(options: {
  topic: string
  partitionMetadata: readonly unknown[]
  messages: readonly Message[]
  partitioner: (record: { topic: string; partitionMetadata: readonly unknown[]; message: Message }) => number
}): Record<number, Message[]> {
  const { topic, partitionMetadata, messages, partitioner } = options
  const groups: Record<number, Message[]> = {}
  if (partitionMetadata.length === 0) return groups
  for (const message of messages) {
    const partition = partitioner({ topic, partitionMetadata, message })
    groups[partition] ??= []
    groups[partition].push(message)
  }
  return groups
}

/**
 * kafkajs re-arms a timer with a negative delay after every answer, even when nothing is pending
 * (`scheduleCheckPendingRequests`): 4.7 % of a core in an idle process and a TimeoutNegativeWarning.
 * The check has work only for requests that wait; without one, arming it can be left out.
 */
export function mendRequestQueueTimer(): void {
  const RequestQueue = require('kafkajs/src/network/requestQueue') as {
    prototype: RequestQueue & { scheduleCheckPendingRequests: () => void; mended?: true }
  }
  const queue = RequestQueue.prototype
  if (queue.mended) return
  queue.mended = true
  const original = queue.scheduleCheckPendingRequests
  queue.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0) original.call(this)
  }
}
