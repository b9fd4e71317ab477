import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { compressFrom, compressTo } from '../compress.ts'
import { flag, place } from './batch-head.ts'
import { decodeRecordSet } from './record-set.ts'
import { encodeRecord } from './records.ts'
import { writeBatch } from './write-batch.ts'

const times = { firstTimestamp: 1_000, maxTimestamp: 2_000 }
/** One record of so many bytes in all. */
const recordOf = (bytes: number, fill: (length: number) => Buffer) => {
  const head = bytes - encodeRecord({ value: Buffer.alloc(bytes) }).buffer.length
  return encodeRecord({ value: fill(bytes + head) }).buffer
}
const zeros = (length: number) => Buffer.alloc(length)
const codecOf = (batch: Buffer) => batch.readInt16BE(place.attributes) & flag.codec
const [none, zstd] = [0, 4]

it.each([
  ['a small one', compressFrom - 1, zeros, none],
  ['one that is worth it', compressFrom, zeros, zstd],
  ['one for a thread', 100_000, zeros, zstd],
  ['the largest', compressTo, zeros, zstd],
  ['one that a broker may refuse', compressTo + 1, zeros, none],
  ['one that has nothing to gain', 5_000, randomBytes, none],
] as const)('%s: %i bytes have their codec, and are read as they were', async (_, bytes, fill, codec) => {
  const record = recordOf(bytes, fill)
  expect(record).toHaveLength(bytes)
  const batch = await writeBatch({ records: [record], ...times })
  expect(codecOf(batch)).toBe(codec)
  const [read] = await decodeRecordSet(batch)
  expect(read?.undecodable).toBeUndefined()
  expect(encodeRecord({ value: read?.value }).buffer.equals(record)).toBe(true)
})

it('twenty events take less than a third of their bytes', async () => {
  const records = Array.from(
    { length: 20 },
    (_, offsetDelta) =>
      encodeRecord({
        offsetDelta,
        key: randomBytes(16).toString('hex'),
        value: `{"orderId":"${randomBytes(16).toString('hex')}","amount":{"amount":"19.99","currency":"EUR"}}`,
        headers: {
          'content-type': 'application/json',
          ce_specversion: '1.0',
          ce_id: randomBytes(16).toString('hex'),
          ce_type: 'com.example.order.created.v1',
          ce_source: '/services/order',
          ce_dataschema: 'https://example.com/schemas/order/created.v1.json',
          ce_time: new Date(1_790_000_000_000 + offsetDelta).toISOString(),
        },
      }).buffer,
  )
  const plain = records.reduce((sum, { length }) => sum + length, place.records as number)
  expect((await writeBatch({ records, ...times })).length / plain).toBeLessThan(1 / 3)
})

it('says what an idempotent producer and a transaction want to be said', async () => {
  const records = [encodeRecord({ value: 'a' }).buffer, encodeRecord({ offsetDelta: 1, value: 'b' }).buffer]
  const of = { producerId: 2n ** 40n, producerEpoch: 3, firstSequence: 7, inTransaction: true }
  const batch = await writeBatch({ records, ...times, ...of })
  expect(batch.readBigInt64BE(place.producerId)).toBe(2n ** 40n)
  expect([batch.readInt16BE(place.producerEpoch), batch.readInt32BE(place.firstSequence)]).toEqual([3, 7])
  const [, second] = await decodeRecordSet(batch)
  expect(second).toMatchObject({
    offset: '1',
    value: Buffer.from('b'),
    timestamp: '1000',
    batchContext: { inTransaction: true, lastOffsetDelta: 1, maxTimestamp: '2000' },
  })
})
