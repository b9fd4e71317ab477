import { expect, test } from 'vitest'
import type { Reader } from '../kafka/port.ts'
import type { KafkaRecord } from '../types/record.ts'
import type { Tx } from '../types/statement.ts'
import { findDeadLetters, pagesOfDeadLetters } from './find.ts'
import { type Summary, summaryOf } from './summary.ts'

const topic = 'parcel.sent.v1.post.dlq'
const record = (offset: number, bytes: number): KafkaRecord => ({
  ...{ topic, partition: 0, offset: String(offset), key: null, value: Buffer.alloc(bytes) },
  ...{ headers: { dlq_reason: 'C', dlq_topic: 'parcel.sent.v1' }, timestamp: '1768473000000' },
})

/** Hands on records of so many bytes of a partition in chunks of these sizes. */
function readerOf(chunks: readonly number[], bytes = 0): Reader {
  const end = chunks.reduce((a, b) => a + b, 0)
  return {
    ranges: async () => [{ topic, partition: 0, from: 0n, to: BigInt(end) }],
    async *read({ from }) {
      let first = 0
      for (const size of chunks) {
        const records = Array.from({ length: size }, (_, n) => record(first + n, bytes))
        first += size
        const rest = records.filter(({ offset }) => BigInt(offset) >= from)
        if (rest.length > 0) yield rest
      }
    },
    close: async () => {},
  }
}
const services = [{ name: 'post', topics: ['parcel.sent.v1'] }]
const nobodyRedrove = { query: async () => ({ rows: [] }) } as unknown as Tx
const all = { services, matches: () => true }

test.each([[[5]], [[3, 2]], [[1, 1, 1, 1, 1]]])(
  'a summary of chunks of %j counts each letter once',
  async chunks => {
    const counts: number[] = []
    for (let after: Summary['next'], more = true; more; more = after !== undefined) {
      const summary = await summaryOf(nobodyRedrove, {
        ...all,
        reader: readerOf(chunks),
        after,
        scanLimit: 2,
      })
      counts.push(summary.groups[0]?.letters ?? 0)
      after = summary.next
    }
    expect(counts).toEqual([2, 2, 1])
  },
)

test.each([[[5]], [[3, 2]]])(
  'a page of chunks of %j ends at the limit, or when enough was read',
  async chunks => {
    const pages: number[][] = []
    const even = {
      ...all,
      matches: ({ position }: { position: { offset: bigint } }) => position.offset % 2n === 0n,
    }
    for await (const page of pagesOfDeadLetters({
      ...even,
      reader: readerOf(chunks),
      limit: 1,
      scanLimit: 2,
    })) {
      pages.push(page.letters.map(({ position }) => Number(position.offset)))
    }
    expect(pages).toEqual([[0], [2], [4], []])
  },
)

test('a page ends when many bytes were read, however few records', async () => {
  const reader = readerOf([1, 1, 1, 1], 30_000_000)
  const { letters, next } = await findDeadLetters({ ...all, reader, limit: 10, scanBytes: 50_000_000 })
  expect(letters).toHaveLength(2)
  expect(next?.offset).toBe(1n)
  expect((await findDeadLetters({ ...all, reader, limit: 10 })).letters).toHaveLength(4)
})
