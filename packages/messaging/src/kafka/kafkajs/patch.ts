import { createRequire } from 'node:module'
import { crc32c } from '@node-rs/crc32'
import { committed, type Fetched, type FetchedMessage, within } from '../fetched.ts'
import { decodeRecordSet } from '../format/record-set.ts'
import { type Encoded, encodeRecord } from '../format/records.ts'
import { writeBatch } from '../format/write-batch.ts'
import { fetchInSessions } from './consumer/fetch.ts'
import { createFetchManager } from './consumer/fetch-manager.ts'
import { keepMemberships } from './consumer/membership.ts'
import { reportSkippedOffsets } from './consumer/skipped.ts'

const require = createRequire(import.meta.url)

interface RequestQueue {
  readonly enforceRequestTimeout: boolean
  readonly pending: unknown[]
  readonly inflight: ReadonlyMap<
    unknown,
    { readonly sentAt: number; readonly requestTimeout: number; timeoutRequest(): void }
  >
  requestTimeoutIntervalId?: NodeJS.Timeout
  isConnected(): boolean
  destroy(): void
}

/** Milliseconds between two looks for requests that were not answered in time, which is seconds. */
const lookEveryMs = 1_000

/**
 * kafkajs 2.2.4 with what costs most put right, and with every codec (ADR 25), without a fork: some of its own modules
 * are replaced before it is loaded. What has loaded it before has it as it was.
 */
export function loadKafkajs(): typeof import('kafkajs') {
  replaceModule('protocol/recordBatch/record/v0', encodeRecord)
  replaceModule('protocol/recordBatch/crc32C', crc32c)
  patchRecordBatch()
  replaceModule('protocol/requests/fetch/v4/decodeMessages', decodeMessages)
  replaceModule('consumer/fetchManager', createFetchManager)
  replaceModule('producer/groupMessagesPerPartition', groupByPartition)
  patchBatch()
  patchRequestQueueTimer()
  patchRefusedByEachBroker()
  reportSkippedOffsets()
  fetchInSessions()
  keepMemberships()
  return require('kafkajs')
}

function replaceModule(name: string, replacement: unknown): void {
  const path = require.resolve(`kafkajs/src/${name}`)
  require(path)
  const module = require.cache[path]
  if (module !== undefined) module.exports = replacement
}

interface KafkajsBatch {
  readonly compression: number
  readonly records: readonly Encoded[]
  readonly firstTimestamp: number | string
  readonly maxTimestamp: number | string
  readonly producerId: { toString(): string }
  readonly producerEpoch: number
  readonly firstSequence: number
  readonly transactional: boolean
}

/** Our batches are compressed where that is worth it; who asks kafkajs for a codec gets that. */
function patchRecordBatch(): void {
  const name = 'protocol/recordBatch/v0'
  const theirs = require(`kafkajs/src/${name}`)
  if (theirs.RecordBatch.name === 'ourRecordBatch') return
  async function ourRecordBatch(batch: KafkajsBatch) {
    if (batch.compression !== 0) return await theirs.RecordBatch(batch)
    const { producerEpoch, firstSequence, transactional } = batch
    const buffer = await writeBatch({
      records: batch.records.map(record => record.buffer),
      firstTimestamp: Number(batch.firstTimestamp),
      maxTimestamp: Number(batch.maxTimestamp),
      producerId: BigInt(String(batch.producerId)),
      producerEpoch,
      firstSequence,
      inTransaction: transactional,
    })
    return { buf: buffer, buffer, size: () => buffer.length }
  }
  replaceModule(name, { ...theirs, RecordBatch: ourRecordBatch })
}

/** The part of a kafkajs `Decoder` that stands before the records of a partition. */
interface ResponseDecoder {
  readInt32(): number
  readBytes(length: number): Buffer
  canReadBytes(length: number): boolean
}

async function decodeMessages(decoder: ResponseDecoder): Promise<FetchedMessage[]> {
  const size = decoder.readInt32()
  return size > 0 && decoder.canReadBytes(size) ? await decodeRecordSet(decoder.readBytes(size)) : []
}

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

interface Batch {
  rawMessages: readonly FetchedMessage[]
  messagesWithinOffset: readonly FetchedMessage[]
  messages: readonly FetchedMessage[]
}

/** What a consumer of kafkajs makes of an answer about a partition of which it wanted the records from an offset on. */
export function consumerBatch(from: string, messages: readonly FetchedMessage[]): Pick<Batch, 'messages'> {
  loadKafkajs()
  const Batch = require('kafkajs/src/consumer/batch') as BatchClass
  return new Batch('topic', from, { messages })
}

type BatchClass = new (topic: string, from: string, fetched: Fetched) => Batch

/**
 * kafkajs makes a BigInt of the offset of each message of an answer, all in one turn: 0.13 s for a million. They are in order, so
 * the one that was asked for is found by halves.
 */
function patchBatch(): void {
  const path = require.resolve('kafkajs/src/consumer/batch')
  const Original = require(path) as BatchClass
  const module = require.cache[path]
  if (module === undefined || Original.name === 'OrderedBatch') return
  module.exports = class OrderedBatch extends Original {
    constructor(topic: string, from: string, fetched: Fetched) {
      super(topic, from, { ...fetched, messages: [] })
      this.rawMessages = fetched.messages
      this.messagesWithinOffset = within(fetched.messages, BigInt(from))
      this.messages = committed({ ...fetched, messages: this.messagesWithinOffset })
    }
  }
}

/**
 * kafkajs re-arms a timer with a negative delay after every answer, even when nothing is pending
 * (`scheduleCheckPendingRequests`): 4.7 % of a core in an idle process and a TimeoutNegativeWarning.
 * The check has work only for requests that wait; without one, arming it can be left out. It also looks ten times a second, for each
 * connection, whether an answer is late.
 */
export function patchRequestQueueTimer(): void {
  const RequestQueue = require('kafkajs/src/network/requestQueue') as {
    prototype: RequestQueue & {
      scheduleCheckPendingRequests: () => void
      scheduleRequestTimeoutCheck: () => void
      patched?: true
    }
  }
  const queue = RequestQueue.prototype
  if (queue.patched) return
  queue.patched = true
  const original = queue.scheduleCheckPendingRequests
  queue.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0) original.call(this)
  }
  queue.scheduleRequestTimeoutCheck = function (this: RequestQueue) {
    if (!this.enforceRequestTimeout) return
    this.destroy()
    this.requestTimeoutIntervalId = setInterval(() => {
      for (const request of this.inflight.values())
        if (Date.now() - request.sentAt > request.requestTimeout) request.timeoutRequest()
      if (!this.isConnected()) this.destroy()
    }, lookEveryMs)
  }
}

interface BrokerPool {
  withBroker<Answer>(ask: (of: object) => Promise<Answer>): Promise<Answer | null>
  patched?: true
}

/**
 * Who may not see a group hears from kafkajs that it has no coordinator: `withBroker` asks one broker after the other, and
 * keeps what each has said to itself. A refusal for want of a right is thrown here.
 */
function patchRefusedByEachBroker(): void {
  const { prototype: pool } = require('kafkajs/src/cluster/brokerPool') as { prototype: BrokerPool }
  if (pool.patched) return
  pool.patched = true
  const original = pool.withBroker
  pool.withBroker = async function (ask) {
    let refusal: unknown
    const answer = await original.call(this, of =>
      ask(of).catch(error => {
        if (String(error?.type).endsWith('_AUTHORIZATION_FAILED')) refusal = error
        throw error
      }),
    )
    if (answer === null && refusal !== undefined) throw refusal
    return answer as never
  }
}
