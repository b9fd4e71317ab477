import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { flag, place } from '../format/batch-head.ts'
import { decodeRecordSet } from '../format/record-set.ts'
import { loadKafkajs } from './patch.ts'

const require = createRequire(import.meta.url)
const part = (name: string) => require(`kafkajs/src/${name}`)

loadKafkajs()
const Decoder = part('protocol/decoder')

/** To the size of the batch: ids, counts and the topic's name. */
const beforeBatch = 2 + 2 + 4 + 4 + 2 + 1 + 4 + 4

async function requestOf(messages: readonly object[], compression = 0): Promise<Buffer> {
  const request = part('protocol/requests/produce/v3/request')
  const topicData = [{ topic: 't', partitions: [{ partition: 0, messages }] }]
  return (await request({ acks: -1, timeout: 1_000, compression, topicData }).encode()).buffer
}

const batchOf = async (messages: readonly object[], compression?: number) =>
  (await requestOf(messages, compression)).subarray(beforeBatch + 4)

/** Records as kafkajs encodes them for the broker, and as it decodes the broker's answer. */
async function throughKafkajs(messages: readonly object[]) {
  const decoder = new Decoder(await requestOf(messages))
  decoder.forward(beforeBatch)
  return await part('protocol/requests/fetch/v4/decodeMessages')(decoder)
}

test('kafkajs encodes and decodes records with our code', async () => {
  const [first, second] = await throughKafkajs([
    { key: 'a', value: '1', headers: { name: 'text' }, timestamp: 1_790_000_000_000 },
    { key: 'b', value: '2', headers: {}, timestamp: 1_790_000_000_007 },
  ])
  expect(first).toMatchObject({ key: Buffer.from('a'), value: Buffer.from('1'), offset: '0' })
  expect(first.headers).toEqual({ name: 'text' }) // its own decoder gives bytes
  expect(second).toMatchObject({ offset: '1', timestamp: '1790000000007' })

  const encoded = part('protocol/recordBatch/record/v0')({ key: 'a', value: '1' })
  expect(encoded).not.toBeInstanceOf(part('protocol/encoder'))
})

test('kafkajs compresses what is worth it, and with the codec of who asks for one', async () => {
  const messages = Array.from({ length: 20 }, (_, n) => ({ key: `${n}`, value: 'value '.repeat(40) }))
  expect(await throughKafkajs(messages)).toHaveLength(20)
  const [few, many, gzip] = await Promise.all([
    batchOf(messages.slice(0, 2)),
    batchOf(messages),
    batchOf(messages, 1),
  ])
  expect([few, many, gzip].map(batch => batch.readInt16BE(place.attributes) & flag.codec)).toEqual([0, 4, 1])
  expect(await decodeRecordSet(gzip)).toHaveLength(20)
})

test('what lies more than 2^31 ms apart is left to its own encoder', async () => {
  const [, late] = await throughKafkajs([
    { key: 'a', value: '1', timestamp: 1_700_000_000_000 },
    { key: 'b', value: '2', timestamp: 1_790_000_000_000 },
  ])
  expect(late.timestamp).toBe('1790000000000')
})

test('kafkajs groups messages by partition, each in its order', () => {
  const messages = [3, 1, 3, 2, 1].map((partition, n) => ({ partition, n }))
  const grouped = part('producer/groupMessagesPerPartition')({
    topic: 't',
    partitionMetadata: [{}],
    messages,
    partitioner: ({ message }: { message: { partition: number } }) => message.partition,
  })
  expect(grouped).toEqual({
    1: [messages[1], messages[4]],
    2: [messages[3]],
    3: [messages[0], messages[2]],
  })
})

test('kafkajs takes of an answer what it asked for, without markers and what was aborted', () => {
  const message = (offset: number, more: object = {}) => {
    return { offset: String(offset), batchContext: { producerId: '1', inTransaction: false }, ...more }
  }
  const aborted = { batchContext: { producerId: '2', inTransaction: true } }
  const marker = { isControlRecord: true, batchContext: { producerId: '2', inTransaction: true } }
  const messages = [message(8), message(9), message(10, aborted), message(11, marker), message(12)]
  const abortedTransactions = [{ producerId: '2', firstOffset: '10' }]
  const partition = { partition: 3, highWatermark: '20', abortedTransactions, messages }
  const Batch = part('consumer/batch')
  const batch = new Batch('t', '9', partition)
  const offsets = (some: { offset: string }[]) => some.map(({ offset }) => offset)
  expect(offsets(batch.messages)).toEqual(['9', '12'])
  expect([batch.firstOffset(), batch.lastOffset(), batch.offsetLag()]).toEqual(['9', '12', '7'])
  expect([batch.isEmpty(), batch.isEmptyDueToFiltering()]).toEqual([false, false])
  const onlyMarker = new Batch('t', '11', { ...partition, messages: [message(11, marker)] })
  expect([onlyMarker.isEmpty(), onlyMarker.isEmptyControlRecord()]).toEqual([true, true])
  const before = new Batch('t', '30', partition)
  expect([before.isEmptyDueToLogCompactedMessages(), before.lastOffset()]).toEqual([true, '30'])
})

test('nothing of the package loads kafkajs before it is mended', async () => {
  const program = `
    const { createRequire } = await import('node:module')
    await import(${JSON.stringify(new URL('../../index.ts', import.meta.url).href)})
    const loaded = Object.keys(createRequire(${JSON.stringify(import.meta.url)}).cache)
    const place = name => loaded.findIndex(path => path.endsWith('/kafkajs/' + name))
    console.log(JSON.stringify([place('src/producer/groupMessagesPerPartition.js'), place('index.js')]))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program])
  const [mended, whole] = JSON.parse(stdout)
  expect(mended).toBeGreaterThanOrEqual(0)
  expect(whole).toBeGreaterThan(mended)
})
