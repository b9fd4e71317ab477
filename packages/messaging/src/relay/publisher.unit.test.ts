import pino from 'pino'
import { Registry } from 'prom-client'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { refusalOf } from '../kafka/kafkajs/refusal-of.ts'
import { countBelievedMs } from '../kafka/partitioner.ts'
import type { Kafka, OutgoingRecord } from '../kafka/port.ts'
import { createMetrics } from '../metrics/metrics.ts'
import type { OutboxRow } from '../outbox/outbox.ts'
import { createRecorder } from '../testing/recorder.ts'
import type { Tx } from '../types/statement.ts'
import { createPublisher } from './publisher.ts'

const row = (seq: number, topic: string, key: string | null): OutboxRow => {
  return { seq: String(seq), topic, key, value: Buffer.from(`value ${seq}`), headers: {}, raw: null }
}
const seqs = (rows: readonly { seq: string }[]) => rows.map(({ seq }) => Number(seq))

/** What a broker makes of one send: it throws, or acknowledges all but some partitions. */
type Broker = (records: readonly (OutgoingRecord & { seq: string })[]) => { withhold?: string[] } | undefined

/** A Kafka with topics `a` and `b` of ten partitions each; the partition is the key's last digit. */
function given(broker: Broker = () => undefined, instead: Partial<Kafka> = {}) {
  const sends: number[][] = []
  const producers: { closed: boolean }[] = []
  const lookups: string[][] = []
  const quarantined: unknown[][] = []
  const kafka: Pick<Kafka, 'producer' | 'partitionOf' | 'partitionCounts' | 'refusalOf'> = {
    refusalOf,
    partitionOf: key => Number(String(key).at(-1) ?? 0),
    async partitionCounts(topics) {
      lookups.push([...topics])
      return new Map(topics.filter(topic => topic !== 'missing').map(topic => [topic, 10]))
    },
    async producer() {
      const state = { closed: false }
      producers.push(state)
      return {
        async send(records) {
          if (state.closed) throw new Error('sent on a producer that was discarded')
          const rows = (records as (OutgoingRecord & { row: OutboxRow })[]).map(record => {
            return { ...record, seq: record.row.seq }
          })
          sends.push(seqs(rows))
          const { withhold = [] } = broker(rows) ?? {}
          const partitions = rows.map(({ topic, partition }) => `${topic}/${partition}`)
          return new Set(partitions.filter(partition => !withhold.includes(partition)))
        },
        async close() {
          state.closed = true
        },
      }
    },
  }
  const tx = {
    query: async ({ values }: { values: unknown[] }) => {
      quarantined.push(values.slice(0, 3))
      return { rows: [{ entered: false }], rowCount: 1 }
    },
  } as unknown as Tx
  const metrics = createMetrics(new Registry())
  const port = { ...kafka, ...instead } as Kafka
  const { tracer, spans } = createRecorder()
  const logger = pino({ enabled: false })
  const publisher = createPublisher({ kafka: port, tx, logger, metrics, tracer, clock: () => 1_234.5 })
  return { publisher, sends, producers, lookups, quarantined, spans }
}

const refusal = (type: string) => Object.assign(new Error(type), { type })

afterEach(() => void vi.useRealTimers())

describe('sends that take longer than the number of partitions is believed in', () => {
  const large = (seq: number) => ({ ...row(seq, 'a', 'k1'), value: Buffer.alloc(900_000) })
  const rows = [large(1), large(2), large(3)]

  /** Some topics have so many partitions when the first send is over; keys lie on the last. */
  function sending(laterPartitions: number, growing = ['a']) {
    vi.useFakeTimers({ toFake: ['performance'] })
    let partitions = 10
    const places: string[] = []
    const { publisher } = given(
      records => {
        places.push(...records.map(({ seq, partition }) => `${seq}/${partition}`))
        vi.advanceTimersByTime(countBelievedMs - 1_000)
        partitions = laterPartitions
        return undefined
      },
      {
        partitionOf: (_, count) => count - 1,
        partitionCounts: async topics =>
          new Map(topics.map(topic => [topic, growing.includes(topic) ? partitions : 10])),
      },
    )
    vi.advanceTimersByTime(60_000)
    return { publisher, places }
  }

  test('what is left is placed anew if its topic has grown', async () => {
    const { publisher, places } = sending(20)
    expect(seqs((await publisher.publish(rows)).sent)).toEqual([1, 2])
    await publisher.publish(rows.slice(2))
    expect(places).toEqual(['1/9', '2/9', '3/19'])
  })

  test('another topic is, too, when its turn comes', async () => {
    const { publisher, places } = sending(20, ['b'])
    const others = [large(4), { ...large(5), topic: 'b' }]
    expect(seqs((await publisher.publish([...rows, ...others])).sent)).toEqual([1, 2, 3])
    expect(places).toEqual(['1/9', '2/9', '3/9'])
  })

  test('it goes on if that has not', async () => {
    const { publisher, places } = sending(10)
    expect(seqs((await publisher.publish(rows)).sent)).toEqual([1, 2, 3])
    expect(places).toEqual(['1/9', '2/9', '3/9'])
  })
})

test('what is placed is sent, however long the brokers took to say how many partitions there are', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const { publisher } = given(undefined, {
    async partitionCounts(topics) {
      vi.advanceTimersByTime(countBelievedMs + 1_000)
      return new Map(topics.map(topic => [topic, 10]))
    },
  })
  expect((await publisher.publish([row(1, 'a', 'k1')])).sent).toHaveLength(1)
})

test('everything is sent at once, in order, on one producer', async () => {
  const { publisher, sends, producers, lookups } = given()
  const rows = [row(1, 'a', 'k1'), row(2, 'b', 'k2'), row(3, 'a', null)]

  const { sent, blocked } = await publisher.publish(rows)
  await publisher.publish([row(4, 'a', 'k1')])

  expect({ sent: seqs(sent), blocked }).toEqual({ sent: [1, 2, 3], blocked: false })
  expect(sends).toEqual([[1, 2, 3], [4]])
  expect(producers).toEqual([{ closed: false }])
  expect(lookups).toEqual([['a', 'b']])
  await publisher.close()
  expect(producers).toEqual([{ closed: true }])
})

describe('what is not acknowledged is not sent, and its producer is discarded', () => {
  const rows = [row(1, 'a', 'k1'), row(2, 'a', 'k2'), row(3, 'b', 'k1'), row(4, 'a', 'k1')]

  test.each([
    ['one partition', ['a/1'], [2, 3]],
    ['two of them', ['a/1', 'b/1'], [2]],
    ['all', ['a/1', 'a/2', 'b/1'], []],
  ])('a gap in the acknowledgements: %s', async (_, withhold, acknowledged) => {
    let send = 0
    const { publisher, sends, producers } = given(() => (send++ === 0 ? { withhold } : undefined))

    const { sent } = await publisher.publish(rows)

    expect(seqs(sent)).toEqual(acknowledged)
    expect(producers).toEqual([{ closed: true }])
    const left = rows.filter(({ seq }) => !acknowledged.includes(Number(seq)))
    expect(seqs((await publisher.publish(left)).sent)).toEqual(seqs(left))
    expect(sends[1]).toEqual(seqs(left))
    expect(producers).toEqual([{ closed: true }, { closed: false }])
  })

  test('a rejection: nothing is sent', async () => {
    const { publisher, producers, quarantined } = given(() => {
      throw refusal('NOT_LEADER_FOR_PARTITION')
    })
    expect(await publisher.publish(rows)).toMatchObject({ sent: [], blocked: false })
    expect(producers).toEqual([{ closed: true }])
    expect(quarantined).toEqual([])
  })

  test.each(['producer', 'partitionCounts'] as const)('no broker answers %s: nothing is sent', async call => {
    const { publisher, sends } = given(undefined, { [call]: () => Promise.reject(new Error('no broker')) })
    expect(await publisher.publish(rows)).toMatchObject({ sent: [], blocked: false })
    expect(sends).toEqual([])
  })

  test('the pause grows with failures in a row, and starts again after a success', async () => {
    let failing = true
    const { publisher } = given(() => {
      if (failing) throw new Error('the connection is closed')
      return undefined
    })
    for (let i = 0; i < 8; i++) await publisher.publish(rows)
    expect(publisher.pauseMs()).toBeGreaterThanOrEqual(500)
    expect(publisher.pauseMs()).toBeLessThanOrEqual(1_000)
    failing = false
    await publisher.publish(rows)
    expect(publisher.pauseMs()).toBeLessThanOrEqual(50)
  })
})

test('rows of a topic that does not exist wait and are reported; the others are sent', async () => {
  const { publisher, lookups } = given()
  const rows = [row(1, 'missing', 'k1'), row(2, 'a', 'k1'), row(3, 'missing', 'k2')]
  const { sent, blocked } = await publisher.publish(rows)
  expect({ sent: seqs(sent), blocked, topics: publisher.blocks.now() }).toEqual({
    sent: [2],
    blocked: true,
    topics: ['missing'],
  })
  await publisher.publish(rows)
  expect(lookups).toEqual([['missing', 'a'], ['missing']])
})

describe('a row that the broker refuses', () => {
  const refuse =
    (culprits: number[], type = 'MESSAGE_TOO_LARGE'): Broker =>
    records => {
      if (records.some(({ seq }) => culprits.includes(Number(seq)))) throw refusal(type)
      return undefined
    }
  const first = [row(1, 'a', 'k1'), row(2, 'a', 'k2'), row(3, 'a', 'k1')]
  const rows = [...first, row(4, 'b', 'k2'), row(5, 'a', 'k2'), row(6, 'a', 'k3')]

  test.each([
    // Row 5 has the key of row 2 on the same topic: it is blocked. Row 4 is of another topic: it is not.
    { culprits: [2], blocked: [2, 5], keys: [['a', 'k2', '2']] },
    { culprits: [5], blocked: [5], keys: [['a', 'k2', '5']] },
    { culprits: [6], blocked: [6], keys: [['a', 'k3', '6']] },
    {
      culprits: [1, 4],
      blocked: [1, 3, 4],
      keys: [
        ['a', 'k1', '1'],
        ['b', 'k2', '4'],
      ],
    },
  ])(
    '$culprits: found by halving, its key blocked ($blocked), the others sent',
    async ({ culprits, blocked, keys }) => {
      const { publisher, quarantined } = given(refuse(culprits))

      const publication = await publisher.publish(rows)

      expect(publication.keyBlocked).toBe(true)
      expect(quarantined).toEqual(keys)
      expect(seqs(publication.sent)).toEqual(seqs(rows).filter(seq => !blocked.includes(seq)))
    },
  )

  test.each(['RECORD_LIST_TOO_LARGE', 'INVALID_RECORD', 'INVALID_TIMESTAMP', 'NOBODY_KNOWS_THIS'])(
    '%s is a refusal too, however deep it is wrapped',
    async type => {
      const { publisher, quarantined } = given(() => {
        throw new Error('gave up', { cause: new Error('no retries left', { cause: refusal(type) }) })
      })
      expect(await publisher.publish([row(1, 'a', null)])).toMatchObject({ sent: [], keyBlocked: true })
      expect(quarantined).toEqual([['a', '', '1']])
    },
  )

  test('a batch that is too large only as a whole is sent in parts, and no key is quarantined', async () => {
    const { publisher, sends, quarantined } = given(records => {
      if (records.length > 2) throw refusal('MESSAGE_TOO_LARGE')
      return undefined
    })
    const publication = await publisher.publish(rows)
    expect(seqs(publication.sent)).toEqual([1, 2, 3, 4, 5, 6])
    expect(publication.keyBlocked).toBe(false)
    expect(quarantined).toEqual([])
    expect(sends.filter(send => send.length <= 2).flat()).toEqual([1, 2, 3, 4, 5, 6])
  })
})

describe('what is refused for its topic or partition', () => {
  const rows = [row(1, 'a', 'k1'), row(2, 'b', 'k1'), row(3, 'a', 'k2'), row(4, 'b', 'k2'), row(5, 'a', 'k1')]
  /** Refuses sends that contain one of these places, or one of these topics. */
  const refusing =
    (places: string[], type: string): Broker =>
    records => {
      if (records.some(({ topic, partition }) => places.some(p => `${topic}/${partition}`.startsWith(p)))) {
        throw refusal(type)
      }
      return undefined
    }
  /** What is sent in each publication, and the topics blocked after it. */
  async function publishing(broker: Broker, count: number) {
    const { publisher, quarantined, sends } = given(broker)
    const publications: { sent: number[]; blocked: readonly string[] }[] = []
    let left: readonly OutboxRow[] = rows
    for (let i = 0; i < count; i++) {
      const { sent } = await publisher.publish(left)
      left = left.filter(r => !sent.includes(r))
      publications.push({ sent: seqs(sent), blocked: publisher.blocks.now() })
    }
    return { publications, quarantined, sends }
  }

  test.each([
    ['a right to write that is missing', ['b/'], 'TOPIC_AUTHORIZATION_FAILED', [1, 3, 5]],
    ['too few replicas of a partition', ['b/1'], 'NOT_ENOUGH_REPLICAS', [1, 3, 4, 5]],
    ['too few replicas everywhere', ['b/'], 'NOT_ENOUGH_REPLICAS', [1, 3, 5]],
  ])('%s: at first all wait, then its topic does and the others flow', async (_, places, type, flowing) => {
    const { publications, quarantined } = await publishing(refusing(places, type), 3)
    expect(publications).toEqual([
      { sent: [], blocked: [] },
      { sent: [], blocked: [] },
      { sent: expect.any(Array), blocked: ['b'] },
    ])
    expect(publications[2]?.sent.toSorted()).toEqual(flowing)
    expect(quarantined).toEqual([])
  })

  test('a topic that was refused is sent apart, so that others are not sent with it in vain', async () => {
    const { sends } = await publishing(refusing(['b/'], 'TOPIC_AUTHORIZATION_FAILED'), 3)
    expect(sends.slice(-3)).toEqual([
      [1, 2, 3, 4, 5],
      [1, 3, 5],
      [2, 4],
    ])
    const { publisher, sends: later } = given(refusing(['b/'], 'TOPIC_AUTHORIZATION_FAILED'))
    for (let i = 0; i < 3; i++) await publisher.publish(rows)
    later.splice(0)
    await publisher.publish([row(6, 'b', 'k1'), row(7, 'a', 'k1'), row(8, 'b', 'k2')])
    expect(later).toEqual([[7], [6]])
  })

  test.each(['CLUSTER_AUTHORIZATION_FAILED', 'THROTTLING_QUOTA_EXCEEDED', 'SASL_AUTHENTICATION_FAILED'])(
    '%s blocks nothing, and all wait',
    async type => {
      const { publications, quarantined } = await publishing(refusing(['b/'], type), 4)
      expect(publications.at(-1)).toEqual({ sent: [], blocked: [] })
      expect(quarantined).toEqual([])
    },
  )
})

test('a partition flows though others of its topic are refused, some late and some at once', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const waitsMs = [countBelievedMs + 1_000, 1_000]
  const { publisher } = given(
    records => {
      const refused = records.map(({ partition }) => waitsMs[partition]).filter(ms => ms !== undefined)
      if (refused.length === 0) return undefined
      vi.advanceTimersByTime(Math.max(...refused))
      throw refusal('NOT_ENOUGH_REPLICAS')
    },
    { partitionOf: (key, count) => Number(String(key).at(-1)) % count },
  )
  const rows = [row(1, 'a', 'k0'), row(2, 'a', 'k1'), row(3, 'a', 'k2')]
  const sent: number[] = []
  for (let n = 0; n < 5; n++) sent.push(...seqs((await publisher.publish(rows)).sent))
  expect(sent).toContain(3)
})

describe('partition counts', () => {
  test('are asked for again when a partition is not acknowledged: the topic was made again with fewer', async () => {
    let partitions = 10
    const { publisher } = given(
      records => {
        const gone = records.filter(({ partition }) => partition >= partitions)
        return { withhold: gone.map(({ topic, partition }) => `${topic}/${partition}`) }
      },
      {
        partitionCounts: async topics => new Map(topics.map(topic => [topic, partitions])),
        partitionOf: (key, count) => Number(String(key).at(-1) ?? 0) % count,
      },
    )
    expect(seqs((await publisher.publish([row(1, 'a', 'k7')])).sent)).toEqual([1])
    partitions = 1
    expect(seqs((await publisher.publish([row(2, 'a', 'k7'), row(3, 'b', 'k0')])).sent)).toEqual([3])
    expect(seqs((await publisher.publish([row(2, 'a', 'k7')])).sent)).toEqual([2])
  })
})

test('the time of a record is that of the given clock, not of the process', async () => {
  const times: (string | undefined)[] = []
  const { publisher } = given(records => {
    times.push(...records.map(({ timestamp }) => timestamp))
    return undefined
  })
  await publisher.publish([row(1, 'a', 'k1')])
  expect(times).toEqual(['1235'])
})

describe('a send is a span', () => {
  const traced = (seq: number, topic: string, flags: string) => ({
    ...row(seq, topic, `k${seq}`),
    headers: { ce_traceparent: `00-0af7651916cd43dd8448eb211c80319c-000000000000000${seq}-${flags}` },
  })
  const rows = [row(1, 'a', 'k1'), traced(2, 'a', '01'), traced(3, 'a', '00'), traced(4, 'a', '01')]

  test('with links to the messages in it that are recorded', async () => {
    const { publisher, spans } = given()
    await publisher.publish(rows)
    expect(spans()).toMatchObject([
      {
        name: 'send a',
        attributes: { 'messaging.destination.name': 'a', 'messaging.batch.message_count': 4 },
        links: [{ context: { spanId: '0000000000000002' } }, { context: { spanId: '0000000000000004' } }],
      },
    ])
  })

  test('without a topic in its name if there are several; none if nothing in it is recorded', async () => {
    const { publisher, spans } = given()
    await publisher.publish([...rows, row(5, 'b', 'k5')])
    await publisher.publish([row(6, 'a', 'k6'), traced(7, 'a', '00')])
    expect(spans().map(({ name }) => name)).toEqual(['send'])
  })

  test.each<[string, Broker, string]>([
    ['that is acknowledged in part', () => ({ withhold: ['a/1'] }), 'RECORDS_UNACKNOWLEDGED'],
    [
      'that is rejected',
      () => {
        throw new TypeError('no')
      },
      'TypeError',
    ],
  ])('%s is an error', async (_, broker, type) => {
    const { publisher, spans } = given(broker)
    await publisher.publish(rows)
    expect(spans()).toMatchObject([{ attributes: { 'error.type': type }, status: { code: 2 } }])
  })
})
