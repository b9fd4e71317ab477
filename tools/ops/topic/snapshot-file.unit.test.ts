import { readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { crc32, zstdCompressSync } from 'node:zlib'
import { seededRandom } from '@orderflow/load'
import { describe, expect, it } from 'vitest'
import { openSnapshot, type Snapshot } from './reader.ts'
import { RecordDecoder, RecordEncoder, type SnapshotRecord } from './record-codec.ts'
import { content, randomRecord, temporaryFolder } from './snapshots.fixture.ts'
import { createSnapshotWriter } from './writer.ts'

const path = temporaryFolder()
const topics = [
  { topic: 'a', partitions: [0, 1, 2].map(partition => ({ partition, from: '5', to: '9007199254740993' })) },
  { topic: 'b', partitions: [{ partition: 0, from: '0', to: '1000000' }] },
]

/** Records by place, with gaps between their offsets. */
function randomRecords(seed: number, perPlace: readonly number[]): SnapshotRecord[][] {
  const random = seededRandom(seed)
  return perPlace.map(length => {
    let offset = 4n
    return Array.from({ length }, () => {
      offset += 1n + BigInt(Math.floor(random() * 3))
      return randomRecord(random, offset)
    })
  })
}

async function write(
  name: string,
  records: readonly (readonly SnapshotRecord[])[],
  inTopics = topics,
): Promise<string> {
  const writer = await createSnapshotWriter(path(name), inTopics, new Date('2026-01-02T03:04:05Z'))
  await Promise.all(records.map((ofPlace, place) => writer.add(place, ofPlace)))
  await writer.finish()
  return path(name)
}

async function readBack(snapshot: Snapshot): Promise<SnapshotRecord[][]> {
  const all: SnapshotRecord[][] = []
  for (const { blocks } of snapshot.places) {
    const ofPlace: SnapshotRecord[] = []
    for (const block of blocks) {
      const decoder = new RecordDecoder(await snapshot.load(block))
      while (!decoder.atEnd) ofPlace.push(decoder.next())
    }
    all.push(ofPlace)
  }
  return all
}

const whole = ({ offset, timestamp, ...rest }: SnapshotRecord) => [offset, timestamp, content(rest)]

describe('a snapshot', () => {
  it.each([1, 2, 3])('gives back exactly what was written (seed %i)', async seed => {
    const records = randomRecords(seed, [1_500, 0, 1, 500])
    const file = await write(`whole-${seed}`, records)
    const snapshot = await openSnapshot(file)
    try {
      expect(snapshot.header).toMatchObject({ createdAt: '2026-01-02T03:04:05.000Z', topics })
      expect(snapshot.records).toBe(2_001)
      expect(snapshot.oldest).toBe(Math.min(...records.flat().map(({ timestamp }) => Number(timestamp))))
      const back = await readBack(snapshot)
      expect(back.map(ofPlace => ofPlace.map(whole))).toEqual(records.map(ofPlace => ofPlace.map(whole)))
    } finally {
      await snapshot.close()
    }
  })

  it('holds records larger than a block, offsets beyond 2^53, and names that objects are careful with', async () => {
    const headers: Record<string, Buffer> = JSON.parse('{"__proto__":0,"constructor":0}')
    for (const name of Object.keys(headers)) {
      Object.defineProperty(headers, name, { value: Buffer.from(name), enumerable: true })
    }
    const value = Buffer.alloc(1_000_000, 'large')
    const records = [[{ offset: '9007199254740992', timestamp: '-1', key: null, value, headers }]]
    const snapshot = await openSnapshot(await write('large', records))
    const back = await readBack(snapshot)
    await snapshot.close()
    expect(back[0]?.map(whole)).toEqual(records[0]?.map(whole))
  })

  it('of nothing is whole', async () => {
    const snapshot = await openSnapshot(await write('empty', []))
    await snapshot.close()
    expect(snapshot).toMatchObject({ records: 0, blocks: 0, oldest: undefined })
  })

  it('that was given up leaves nothing', async () => {
    const writer = await createSnapshotWriter(path('given-up'), topics, new Date())
    await writer.add(0, randomRecords(1, [2_000])[0] as SnapshotRecord[])
    await writer.abandon()
    const left = await readdir(dirname(path('given-up')))
    expect(left.filter(name => name.startsWith('given-up'))).toEqual([])
  })
})

describe('a snapshot that is not whole is refused', () => {
  async function refusal(bytes: Buffer): Promise<string> {
    await writeFile(path('altered'), bytes)
    try {
      await (await openSnapshot(path('altered'))).close()
      return 'accepted'
    } catch (error) {
      return String((error as { code?: string }).code)
    }
  }

  const small = async () => {
    const partitions = [0, 1].map(partition => ({ partition, from: '5', to: '9' }))
    return await readFile(await write('small', randomRecords(7, [1, 1]), [{ topic: 'a', partitions }]))
  }

  it('wherever it is cut', async () => {
    const bytes = await small()
    for (let length = 0; length < bytes.length; length++) {
      expect(await refusal(bytes.subarray(0, length)), `cut at ${length}`).toBe('SNAPSHOT_BROKEN')
    }
    expect(await refusal(bytes)).toBe('accepted')
  })

  it('whichever byte is altered', async () => {
    const bytes = await small()
    for (let at = 0; at < bytes.length; at++) {
      const altered = Buffer.from(bytes)
      altered[at] = (altered[at] as number) ^ (1 << (at % 8))
      expect(await refusal(altered), `altered at ${at}`).toMatch(/^SNAPSHOT_(BROKEN|VERSION)$/)
    }
  })

  it('if something follows, or parts are missing or have changed places', async () => {
    const bytes = await small()
    expect(await refusal(Buffer.concat([bytes, Buffer.from([0])]))).toBe('SNAPSHOT_BROKEN')
    expect(await refusal(Buffer.concat([bytes, bytes]))).toBe('SNAPSHOT_BROKEN')
    const first = bytes.indexOf('\n') + 1
    const second = first + 9 + bytes.readUInt32BE(first + 1)
    const third = second + 9 + bytes.readUInt32BE(second + 1)
    const [head, a, b, rest] = [
      bytes.subarray(0, first),
      bytes.subarray(first, second),
      bytes.subarray(second, third),
      bytes.subarray(third),
    ]
    expect(await refusal(Buffer.concat([head, b, rest]))).toBe('SNAPSHOT_BROKEN')
    expect(await refusal(Buffer.concat([head, a, a, b, rest]))).toBe('SNAPSHOT_BROKEN')
    expect(await refusal(Buffer.concat([head, b, a, rest]))).toBe('SNAPSHOT_BROKEN')
  })

  it.each([
    ['a topic that is null', '"topics":[', '"topics":[null,'],
    ['a partition that is null', '"partitions":[', '"partitions":[null,'],
    ['no topics', '"topics":[', '"other":['],
  ])('if its first line has %s', async (_what, right, wrong) => {
    const text = (await small()).toString('latin1')
    expect(text).toContain(right)
    expect(await refusal(Buffer.from(text.replace(right, wrong), 'latin1'))).toBe('SNAPSHOT_BROKEN')
  })

  it('if its end is null, or a block says that it unpacks to gigabytes, though their checksums are right', async () => {
    const bytes = await small()
    const head = bytes.subarray(0, bytes.indexOf('\n') + 1)
    expect(await refusal(Buffer.concat([head, part(2, Buffer.from('null')), Buffer.alloc(32)]))).toBe(
      'SNAPSHOT_BROKEN',
    )
    const block = Buffer.concat([
      Buffer.from('0000000000000001ffffffff', 'hex'),
      zstdCompressSync(Buffer.alloc(9)),
    ])
    await writeFile(path('altered'), Buffer.concat([head, part(1, block), Buffer.alloc(32)]))
    await expect(openSnapshot(path('altered'))).rejects.toThrow('is larger than any that is written')
  })

  it('if it is of another version, with a sentence that says so', async () => {
    const text = (await small()).toString('latin1').replace('"version":1', '"version":2')
    await writeFile(path('newer'), text, 'latin1')
    await expect(openSnapshot(path('newer'))).rejects.toThrow(
      'has version 2 of the format ("zstd"), and this program reads version 1 (zstd)',
    )
  })
})

function part(type: number, body: Buffer): Buffer {
  const head = Buffer.alloc(9)
  head.writeUInt8(type)
  head.writeUInt32BE(body.length, 1)
  head.writeUInt32BE(crc32(Buffer.concat([head.subarray(0, 5), body])), 5)
  return Buffer.concat([head, body])
}

it('bytes that are no records are noticed', () => {
  const encoder = new RecordEncoder()
  encoder.add({ offset: '1', timestamp: '2', key: Buffer.from('key'), value: null, headers: {} })
  const { raw } = encoder.take()
  for (let length = 0; length < raw.length; length++) {
    expect(() => new RecordDecoder(raw.subarray(0, length)).next()).toThrow(RangeError)
  }
})
