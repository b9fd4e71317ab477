import { seededRandom } from '@orderflow/load'
import type { KafkaRecord } from '@orderflow/messaging/kafka'
import { describe, expect, it } from 'vitest'
import { withDuplicates } from './duplicates.ts'
import { keyOf, shuffled } from './shuffle.ts'
import { type Cursor, inOrder, type RecordStream } from './streams.ts'

/** Topics of two partitions, with keys and without; times run on over all of them. */
function log(topics: number, perPartition: number): KafkaRecord[][] {
  const random = seededRandom(3)
  return Array.from({ length: 2 * topics }, (_, place) =>
    Array.from({ length: perPartition }, (_, n) => ({
      topic: `t${place >> 1}`,
      partition: place & 1,
      offset: String(n),
      timestamp: String(1_000 + n * 2 * topics + place),
      // The same keys in every topic; a key belongs to one partition.
      key: random() < 0.1 ? null : Buffer.from(`k${(place & 1) + 2 * Math.floor(random() * 20)}`),
      value: Buffer.from(`${place}/${n}`),
      headers: {},
    })),
  )
}

/** Reads a block of seven at a time, as from a file. */
function cursorOf(records: readonly KafkaRecord[]): Cursor {
  let at = 0
  return {
    get head() {
      return records[at]
    },
    advance: () => (++at % 7 === 0 ? Promise.resolve() : undefined),
  }
}

async function all(stream: RecordStream): Promise<KafkaRecord[]> {
  const records: KafkaRecord[] = []
  for await (const chunk of stream) records.push(...chunk)
  return records
}

const id = ({ value }: KafkaRecord) => String(value)
const byKey = (records: readonly KafkaRecord[]) =>
  Object.fromEntries([...Map.groupBy(records, keyOf)].map(([key, ofKey]) => [key, ofKey.map(id)]))

describe('inOrder', () => {
  it('merges all partitions by time', async () => {
    const places = log(3, 500)
    const merged = await all(inOrder(places.map(cursorOf)))
    expect(merged.map(id)).toEqual(
      places
        .flat()
        .sort((a, b) => Number(a.timestamp) - Number(b.timestamp))
        .map(id),
    )
  })

  it('keeps the order of a partition whose times go back', async () => {
    const place = log(1, 20)[0] as KafkaRecord[]
    const back = place.map((record, n) => ({ ...record, timestamp: String(100 - n) }))
    expect(
      (await all(inOrder([back, log(1, 20)[1] as KafkaRecord[]].map(cursorOf)))).filter(
        r => r.partition === 0,
      ),
    ).toEqual(back)
  })

  it('of nothing is nothing', async () => {
    expect(await all(inOrder([]))).toEqual([])
    expect(await all(inOrder([cursorOf([])]))).toEqual([])
    expect(await all(shuffled([cursorOf([])], seededRandom(1)))).toEqual([])
  })
})

describe('shuffled', () => {
  it.each([1, 2, 3])('keeps the order within a key of a topic and nothing else (seed %i)', async seed => {
    const places = log(3, 500)
    const max = { records: 300, bytes: 1e9 }
    const mixed = await all(shuffled(places.map(cursorOf), seededRandom(seed), max))
    expect(byKey(mixed)).toEqual(byKey(places.flat()))
    expect(mixed).toHaveLength(3_000)
    // Some topic's first quarter comes behind another's third.
    const at = (place: number, n: number) => mixed.findIndex(record => id(record) === `${place}/${n}`)
    const quarters = places.map((_, place) => [at(place, 125), at(place, 375)] as const)
    expect(quarters.some(([early]) => quarters.some(([, late]) => early > late))).toBe(true)
    // Within a partition, keys pass each other.
    const ofFirst = mixed
      .filter(({ topic, partition }) => topic === 't0' && partition === 0)
      .map(r => Number(r.offset))
    expect(
      ofFirst.filter((offset, i) => i > 0 && offset < (ofFirst[i - 1] as number)).length,
    ).toBeGreaterThan(100)
  })

  it('is the same for the same seed', async () => {
    const once = await all(shuffled(log(2, 300).map(cursorOf), seededRandom(5)))
    const again = await all(shuffled(log(2, 300).map(cursorOf), seededRandom(5)))
    const other = await all(shuffled(log(2, 300).map(cursorOf), seededRandom(6)))
    expect(again.map(id)).toEqual(once.map(id))
    expect(other.map(id)).not.toEqual(once.map(id))
  })
})

describe('withDuplicates', () => {
  it('sends that share twice, the second time later, and first deliveries in order', async () => {
    const places = log(1, 2_500)
    const sent = await all(withDuplicates(inOrder(places.map(cursorOf)), 20, seededRandom(1)))
    const first = new Set<string>()
    const firsts = sent.filter(record => !first.has(id(record)) && first.add(id(record)))
    expect(firsts.map(id)).toEqual((await all(inOrder(places.map(cursorOf)))).map(id))
    expect(sent.length - firsts.length).toBeGreaterThan(900)
    expect(sent.length - firsts.length).toBeLessThan(1_100)
    expect(Math.max(...[...Map.groupBy(sent, id).values()].map(({ length }) => length))).toBe(2)
  })

  it('of 100 % is everything twice', async () => {
    const records = log(1, 1_000).flat()
    const sent = await all(withDuplicates(inOrder([cursorOf(records)]), 100, seededRandom(1)))
    expect(sent).toHaveLength(4_000)
  })
})
