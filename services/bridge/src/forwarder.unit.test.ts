import { goldenEvent } from '@orderflow/events/golden'
import type { Kafka, KafkaRecord } from '@orderflow/messaging/kafka'
import { createLogger } from '@orderflow/service-kit'
import { Registry } from 'prom-client'
import { describe, expect, test } from 'vitest'
import { groupOf, type Letter, startForwarder } from './forwarder.ts'
import { createBridgeMetrics } from './metrics.ts'
import type { Outgoing, Sent, Target } from './targets/port.ts'

const golden = goldenEvent('order.created.v2')
const confirmed: Sent = { status: 'confirmed' }
const failed: Sent = { status: 'failed', detail: 'it is away' }
const refused: Sent = { status: 'refused', code: 'TOO_LARGE', detail: 'it is too large' }

const hex = (n: number) => n.toString(16).padStart(12, '0')
/** `a1` is the first event of the key a; `-1` the first without a key. */
const record = (name: string, offset: number): KafkaRecord => ({
  ...{ topic: golden.topic, partition: 0, offset: String(offset), timestamp: '1768473000000' },
  key: name.startsWith('-') ? null : Buffer.from(name.slice(0, 1)),
  value: Buffer.from(name),
  headers: { ...golden.headers, ce_id: `019bc134-7840-7059-8bcc-${hex(offset)}` },
})

type ConsumeOptions = Parameters<Kafka['consume']>[0]

/**
 * A forwarder of a chunk of these events to a target that answers by what `answer` says.
 * @returns the waves by the events' values, the dead letters, and whether the chunk is done
 */
async function forwarded(
  names: readonly string[],
  answer: (name: string, attempt: number) => Sent | 'rejects' | 'stops',
  records: readonly KafkaRecord[] = names.map(record),
) {
  const waves: string[] = []
  const letters: Letter[] = []
  const attempts = new Map<string, number>()
  const stopping = new AbortController()
  let options: ConsumeOptions | undefined
  const target: Target = {
    name: 'rabbitmq',
    healthy: true,
    async publish(events: readonly Outgoing[]) {
      waves.push(events.map(({ value }) => value).join(' '))
      return events.map(({ value }) => {
        const name = value.toString()
        const attempt = (attempts.get(name) ?? 0) + 1
        attempts.set(name, attempt)
        const answered = answer(name, attempt)
        if (answered === 'rejects') throw new Error('a bug')
        if (answered === 'stops') stopping.abort()
        return typeof answered === 'string' ? failed : answered
      })
    },
    subscribe: () => ({ stop: async () => {} }),
    close: async () => {},
  }
  const kafka = {
    consume(given: ConsumeOptions) {
      options = given
      return { healthy: true, stop: async () => {} }
    },
  } as unknown as Kafka
  const registry = new Registry()
  startForwarder({
    ...{ kafka, target, topics: [golden.topic], chunkSize: 10, tracer: undefined },
    metrics: createBridgeMetrics(registry),
    logger: createLogger({ service: 'bridge', level: 'silent' }),
    async deadLetter(found) {
      letters.push(...found)
      return true
    },
  })
  expect(options?.groupId).toBe(groupOf('rabbitmq'))
  const done = await options?.onRecords(records, stopping.signal)
  const counted = await registry.getSingleMetric('bridge_events_total')?.get()
  const counts = Object.fromEntries(counted?.values.map(({ labels, value }) => [labels.outcome, value]) ?? [])
  const open = await registry.getSingleMetric('bridge_events_in_flight')?.get()
  expect(open?.values.map(({ value }) => value)).toEqual([0])
  return { waves, letters, done, counts }
}

describe('of each key one event is under way, and none before the one before it is done', () => {
  const [always, once] = [Number.POSITIVE_INFINITY, 1]
  const fails =
    (which: Record<string, number>, how: Sent | 'rejects' = failed) =>
    (name: string, n: number) =>
      n <= (which[name] ?? 0) ? how : confirmed
  test.each<[string, string, Parameters<typeof forwarded>[1], string[]]>([
    ['different keys go together', 'a1 b1 c1', fails({}), ['a1 b1 c1']],
    ['those of one key one after the other', 'a1 a2 b1 a3', fails({}), ['a1 b1', 'a2', 'a3']],
    ['those without a key together', '-1 -2 a1 -3', fails({}), ['-1 -2 a1 -3']],
    ['what fails holds back its key alone', 'a1 b1 a2 b2', fails({ a1: once }), ['a1 b1', 'a1 b2', 'a2']],
    ['as long as it fails', 'a1 a2 b1', fails({ a1: 3 }), ['a1 b1', 'a1', 'a1', 'a1', 'a2']],
    ['all of them fail', 'a1 b1 a2', fails({ a1: once, b1: once }), ['a1 b1', 'a1 b1', 'a2']],
    ['without a key only itself', '-1 -2', fails({ '-1': once }), ['-1 -2', '-1']],
    ['what is refused holds back nothing', 'a1 a2 b1', fails({ a1: always }, refused), ['a1 b1', 'a2']],
    ['a target that rejects has failed', 'a1 a2', fails({ a1: once }, 'rejects'), ['a1', 'a1', 'a2']],
  ])('%s', async (_, events, answer, waves) => {
    expect(await forwarded(events.split(' '), answer)).toMatchObject({ waves, done: true })
  })
})

test('what is refused, and what is no event, becomes a dead letter, in the order of the partition', async () => {
  const names = ['a1', 'b1', 'c1', 'a2']
  const records = names.map(record)
  const [first, second] = records as [KafkaRecord, KafkaRecord]
  const noEvent = { ...second, headers: {} }
  const { waves, letters, counts } = await forwarded(names, name => (name === 'a1' ? refused : confirmed), [
    first,
    noEvent,
    ...records.slice(2),
  ])
  expect(waves).toEqual(['a1 c1', 'a2'])
  expect(new Set(letters)).toEqual(
    new Set([
      { record: first, code: 'TOO_LARGE', detail: 'rabbitmq: it is too large' },
      { record: noEvent, code: 'HEADER_MISSING', detail: expect.stringContaining('ce_id') },
    ]),
  )
  expect(counts).toEqual({ confirmed: 2, refused: 1, failed: 0 })
})

test('what is left out is not sent and keeps nobody waiting', async () => {
  const records = ['a1', 'a2'].map(record) as [KafkaRecord, KafkaRecord]
  const forPayment = { ...records[0], headers: { ...records[0].headers, redrive_for: 'payment' } }
  expect(await forwarded([], () => confirmed, [forPayment, records[1]])).toMatchObject({
    waves: ['a2'],
    letters: [],
    done: true,
  })
})

test('given up in the middle, the chunk is not done, and nothing of it is sent any more or a dead letter', async () => {
  const answers: Record<string, Sent | 'stops'> = { a1: refused, b1: 'stops' }
  expect(await forwarded(['a1', 'b1', 'a2', 'b2'], name => answers[name] ?? confirmed)).toMatchObject({
    waves: ['a1 b1'],
    letters: [],
    done: false,
  })
})
