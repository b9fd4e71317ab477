import { gzipSync, zstdCompressSync } from 'node:zlib'
import { compressFrameSync } from 'lz4-napi'
import { compressSync } from 'snappy'
import { describe, expect, it } from 'vitest'
import { maxDecompressedBytes } from '../codecs.ts'
import { batchOf, compressions, messageOf, recordBytes } from './record-set.fixture.ts'
import { decodeRecordSet } from './record-set.ts'

const records = ['a', 'b', 'c'].map(key => ({ key, value: Buffer.from(`value of ${key}`.repeat(20)) }))
const [one] = records as [(typeof records)[0]]
const bytes = recordBytes(records)

/** What a handler sees: markers are left out. */
const seen = async (...parts: Buffer[]) =>
  (await decodeRecordSet(Buffer.concat(parts))).filter(({ isControlRecord }) => isControlRecord !== true)
const offsets = async (...parts: Buffer[]) => (await seen(...parts)).map(({ offset }) => offset)

it.each(Object.entries(compressions))('reads a batch compressed with %s', async (_, [codec, compress]) => {
  const batch = batchOf(records, { firstOffset: 40n, attributes: codec, bytes: compress(bytes) })
  expect(await seen(batch, batchOf([one], { firstOffset: 43n }))).toMatchObject([
    { offset: '40', key: Buffer.from('a'), value: records[0]?.value },
    { offset: '41', key: Buffer.from('b'), value: records[1]?.value },
    { offset: '42', key: Buffer.from('c'), value: records[2]?.value },
    { offset: '43' },
  ])
})

describe('a batch that cannot be decoded is one record of its bytes, and takes nothing else with it', () => {
  const altered = Buffer.from(batchOf(records, { firstOffset: 10n }))
  altered[70] = (altered[70] as number) ^ 1
  const lost = Buffer.from(batchOf(records, { firstOffset: 10n }))
  lost.writeInt32BE(1_000_000, 23)
  const tooMuch = Buffer.alloc(maxDecompressedBytes + 1)
  const cases: [what: string, batch: Buffer, reason: string][] = [
    ['an unknown codec', batchOf(records, { firstOffset: 10n, attributes: 5 }), 'codec 5 is unknown'],
    ['a wrong checksum', altered, 'its checksum is wrong'],
    ['a wrong checksum, and an end that is wrong', lost, 'its checksum is wrong'],
    ['more records than there are', batchOf(records, { firstOffset: 10n, count: 4 }), ''],
    ['fewer records than there are', batchOf(records, { firstOffset: 10n, count: 2 }), 'bytes are left over'],
    [
      'a count of millions',
      batchOf(records, { firstOffset: 10n, count: 2 ** 30 }),
      'are not 1073741824 records',
    ],
    ['a negative count', batchOf(records, { firstOffset: 10n, count: -1 }), 'are not -1 records'],
    ['a number without end', batchOf(records, { firstOffset: 10n, bytes: Buffer.alloc(5_000, 0xff) }), ''],
    ...[1, 2, 3, 4].map((attributes): [string, Buffer, string] => {
      const garbage = Buffer.from('this is no compressed text')
      return [
        `garbage for codec ${attributes}`,
        batchOf(records, { firstOffset: 10n, attributes, bytes: garbage }),
        '',
      ]
    }),
    ...Object.entries(compressions)
      .filter(([, [codec]]) => codec !== 0)
      .map(([name, [attributes, compress]]): [string, Buffer, string] => {
        const whole = compress(bytes)
        const cut = whole.subarray(0, whole.length - 6)
        return [`${name}, cut`, batchOf(records, { firstOffset: 10n, attributes, bytes: cut }), '']
      }),
    ...Object.entries<Buffer>({
      1: gzipSync(tooMuch),
      2: compressSync(tooMuch),
      3: compressFrameSync(tooMuch),
      4: zstdCompressSync(tooMuch),
    }).map(([codec, compressed]): [string, Buffer, string] => {
      const how = { firstOffset: 10n, attributes: Number(codec), bytes: compressed }
      return [`more than the limit in codec ${codec}`, batchOf(records, how), String(maxDecompressedBytes)]
    }),
  ]
  it.each(cases)('%s', async (_, batch, reason) => {
    const before = batchOf(records, { firstOffset: 7n })
    const [, , , bad, ...behind] = await seen(before, batch, batchOf([one], { firstOffset: 13n }))
    expect(bad).toMatchObject({ offset: '12', key: null, headers: {}, undecodable: { firstOffset: '10' } })
    expect(bad?.undecodable?.reason).toContain(reason)
    expect(bad?.value?.equals(batch)).toBe(true)
    expect(behind).toMatchObject([{ offset: '13', key: Buffer.from('a') }])
  })

  it('a message format that is not known yet', async () => {
    const newer = batchOf(records)
    newer[16] = 3
    expect(await seen(newer, batchOf([one], { firstOffset: 3n }))).toMatchObject([
      { offset: '0', undecodable: { reason: 'its message format 3 is unknown' } },
      { offset: '3' },
    ])
  })

  it('the limit itself is decoded', async () => {
    const value = Buffer.alloc(maxDecompressedBytes - 100)
    const large = [{ key: 'k', value }]
    const all = await seen(batchOf(large, { attributes: 4, bytes: zstdCompressSync(recordBytes(large)) }))
    expect(all.map(record => record.value?.length)).toEqual([value.length])
  })
})

describe('an answer', () => {
  it('may end in the midst of a batch, which the next one brings', async () => {
    const next = batchOf(records, { firstOffset: 3n })
    for (let cut = 0; cut < next.length; cut++) {
      expect(await offsets(batchOf(records), next.subarray(0, cut))).toEqual(['0', '1', '2'])
    }
  })

  it('with a great deal in it is decoded bit by bit', async () => {
    const large = [{ key: 'k', value: Buffer.alloc(3 * 1024 * 1024) }]
    const attributes = 4
    const batch = (firstOffset: bigint) =>
      batchOf(large, { firstOffset, attributes, bytes: zstdCompressSync(recordBytes(large)) })
    expect(await offsets(batch(0n), batch(1n), batch(2n))).toEqual(['0', '1'])
  })

  it('leads behind what compaction has removed from the end of a batch, or all of it', async () => {
    const all = await decodeRecordSet(
      Buffer.concat([
        batchOf([one], { lastOffsetDelta: 5 }),
        batchOf([], { firstOffset: 6n, lastOffsetDelta: 3 }),
      ]),
    )
    expect(all.map(({ offset, isControlRecord }) => [offset, isControlRecord])).toEqual([
      ['0', false],
      ['5', true],
      ['9', true],
    ])
  })
})

describe('messages of the formats before', () => {
  const value = Buffer.from('old')
  it.each([0, 1])('format %i is read', async magic => {
    expect(await seen(messageOf(4n, magic, value), messageOf(5n, magic, value))).toMatchObject([
      { offset: '4', key: Buffer.from('key'), value, batchContext: { producerId: '-1' } },
      { offset: '5', timestamp: magic === 0 ? '0' : '1790000000000' },
    ])
  })

  const compressed = Object.entries(compressions).filter(([, [codec]]) => codec !== 0)
  it.each(compressed)('sets of them compressed with %s are read', async (_, [codec, compress]) => {
    const set = (magic: number, from: bigint) =>
      compress(Buffer.concat([0n, 1n, 2n].map(n => messageOf(from + n, magic, value))))
    const parts = [messageOf(2n, 0, set(0, 0n), codec), messageOf(9n, 1, set(1, 0n), codec)]
    expect(await offsets(...parts)).toEqual(['0', '1', '2', '7', '8', '9'])
  })

  it('one with a wrong checksum is a record of its bytes', async () => {
    const bad = messageOf(4n, 1, value)
    bad[bad.length - 1] = 0
    expect(await seen(bad, messageOf(5n, 1, value))).toMatchObject([
      { offset: '4', value: bad, undecodable: { firstOffset: '4', reason: 'its checksum is wrong' } },
      { offset: '5', value },
    ])
  })
})
