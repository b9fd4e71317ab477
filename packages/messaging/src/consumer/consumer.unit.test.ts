import pino from 'pino'
import { Registry } from 'prom-client'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Processor } from '../batch/processor.ts'
import { DatabaseUnavailable } from '../database/errors.ts'
import type { Consumed, Contracts } from '../events/contracts.ts'
import { positionId } from '../inbox/inbox.ts'
import type { ConsumeOptions, Kafka } from '../kafka/port.ts'
import { createMetrics } from '../metrics/metrics.ts'
import { createRecorder } from '../testing/recorder.ts'
import type { Outcome } from '../types/delivery.ts'
import type { KafkaRecord } from '../types/record.ts'
import { startConsumer } from './consumer.ts'
import { isNeedlessCopy, toDelivery } from './read-record.ts'

const contract: Consumed = {
  type: 'ParcelSent',
  topic: 'parcel.sent.v1',
  dataSchema: 'urn:test:parcel.sent.v1',
  keyOf: () => 'parcel-1',
  validationError: () => undefined,
  later: [],
  instantOf: text => (text.endsWith('Z') ? text : undefined),
  upcast: data => data,
}
const contracts: Contracts = {
  published: () => [],
  consumed: topic => (topic === contract.topic ? contract : undefined),
}
const id = '019bc1a2-7c3f-7abc-8def-0123456789ab'
const record = (change: Partial<KafkaRecord> = {}): KafkaRecord => {
  return {
    topic: 'parcel.sent.v1',
    partition: 2,
    offset: '41',
    key: Buffer.from('parcel-1'),
    value: Buffer.from('{}'),
    headers: { ce_specversion: '1.0', ce_id: id, ce_source: '/post', ce_type: 'ParcelSent' },
    timestamp: '1768473000000',
    ...change,
  }
}

describe('toDelivery', () => {
  test('a sound event is an input under its own id, with the message behind it', () => {
    const origin = record()
    expect(toDelivery(origin, contracts)).toMatchObject({ id, input: { id, type: 'ParcelSent' }, origin })
  })

  test('one that was sent back under another id is known to the inbox by that, and keeps its own', () => {
    const redrive_id = '019bc1a2-7c3f-7abc-8def-ffffffffffff'
    const origin = record({ headers: { ...record().headers, redrive_id } })
    expect(toDelivery(origin, contracts)).toMatchObject({ id: redrive_id, input: { id } })
  })

  test.each([
    ['an event that no one can read', record({ value: null }), 'VALUE_NULL'],
    ['a topic that no contract describes', record({ topic: 'other' }), 'TOPIC_UNKNOWN'],
  ])('%s is poison under the id of its position, not its own', (_, origin, code) => {
    expect(toDelivery(origin, contracts)).toMatchObject({
      id: positionId(origin),
      poison: { code },
      origin,
    })
  })
})

describe('a copy of an event in an older version', () => {
  const v2 = { ...contract, topic: 'parcel.sent.v2', dataSchema: 'urn:test:parcel.sent.v2' }
  const v1ofTwo: Consumed = { ...contract, later: [v2] }
  const copy = record({ headers: { ...record().headers, ce_copyof: Buffer.from(v2.dataSchema) } })

  test.each<[string, KafkaRecord, Consumed | undefined, boolean]>([
    ['is needless where the later version is read too', copy, v1ofTwo, true],
    ['is needed where it is the only version read', copy, contract, false],
    [
      'of a version that is not read is needed',
      record({ headers: { ce_copyof: 'urn:test:v3' } }),
      v1ofTwo,
      false,
    ],
    [
      'that claims two originals is looked at',
      record({ headers: { ce_copyof: [v2.dataSchema, 'x'] } }),
      v1ofTwo,
      false,
    ],
    ['is no copy unless it says so', record(), v1ofTwo, false],
    ['on a topic of nobody is looked at', copy, undefined, false],
  ])('%s', (_, message, consumed, needless) => {
    expect(isNeedlessCopy(message, consumed)).toBe(needless)
  })
})

describe('the records of a partition', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  /** A consumer whose processor answers as the script says; `feed` is what the Kafka client calls. */
  function given(...script: (() => Promise<Outcome[]>)[]) {
    const { tracer, spans } = createRecorder()
    let options: ConsumeOptions | undefined
    const submit = vi.fn<Processor['offer']>(() => (script.shift() ?? (async () => []))())
    const kafka = {
      consume: (wanted: ConsumeOptions) => {
        options = wanted
        return { healthy: true, stop: async () => {} }
      },
    } as unknown as Kafka
    startConsumer({
      kafka,
      service: 'post',
      topics: ['parcel.sent.v1'],
      contracts,
      processor: { offer: submit, submit: async () => [], idle: async () => {} },
      chunkSize: 100,
      logger: pino({ enabled: false }),
      metrics: createMetrics(new Registry()),
      tracer,
    })
    return { submit, spans, options: options as ConsumeOptions }
  }
  const away = () => Promise.reject(new DatabaseUnavailable(new Error('gone')))

  test('are submitted in order, under the group of the service', async () => {
    const { submit, options } = given()
    expect(options).toMatchObject({ groupId: 'post', topics: ['parcel.sent.v1'], chunkSize: 100 })
    const records = [record({ offset: '41' }), record({ offset: '42', value: null })]
    expect(await options.onRecords(records, new AbortController().signal)).toBe(true)
    expect(submit.mock.calls[0]?.[0].map(delivery => delivery.origin)).toEqual(records)
  })

  test('one that makes the reading throw is poison, and takes none of the others along', async () => {
    const { submit, options } = given()
    const key = Buffer.from('parcel-2')
    vi.spyOn(contract, 'validationError').mockImplementationOnce(() => {
      throw new RangeError('a bug')
    })
    const records = [record({ offset: '41' }), record({ offset: '42', key })]
    expect(await options.onRecords(records, new AbortController().signal)).toBe(true)
    expect(submit.mock.calls[0]?.[0]).toMatchObject([
      { id: positionId(records[0] as KafkaRecord), poison: { code: 'READ_FAILED', detail: 'a bug' } },
      { input: { type: 'ParcelSent' } },
    ])
  })

  test('are submitted again, the same ones, until the database is back', async () => {
    const { submit, options } = given(away, away, away)
    const done = options.onRecords([record()], new AbortController().signal)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await done).toBe(true)
    expect(submit).toHaveBeenCalledTimes(4)
    expect(new Set(submit.mock.calls.map(([deliveries]) => deliveries)).size).toBe(1)
  })

  test('are given up, for another time, when the consumer stops while the database is away', async () => {
    const { options } = given(...Array(1_000).fill(away))
    const stopping = new AbortController()
    const done = options.onRecords([record()], stopping.signal)
    await vi.advanceTimersByTimeAsync(10_000)
    stopping.abort()
    expect(await done).toBe(false)
  })

  test('are one span each, however often they are tried, with what became of them', async () => {
    const outcomes: Outcome[] = [{ status: 'applied' }, { status: 'ignored', reason: 'late' }]
    const { spans, options } = given(away, away, async () => outcomes)
    const done = options.onRecords([record(), record()], new AbortController().signal)
    await vi.advanceTimersByTimeAsync(0)
    expect(spans()).toEqual([])
    await vi.advanceTimersByTimeAsync(60_000)
    await done
    expect(spans().map(({ name, attributes }) => [name, attributes['orderflow.outcome']])).toEqual([
      ['process parcel.sent.v1', 'applied'],
      ['process parcel.sent.v1', 'ignored'],
    ])
  })

  test('that are given up say so, and claim nothing else', async () => {
    const { spans, options } = given(...Array(1_000).fill(away))
    const stopping = new AbortController()
    const done = options.onRecords([record()], stopping.signal)
    stopping.abort()
    await done
    expect(spans()).toMatchObject([{ attributes: { 'error.type': 'ABANDONED' }, status: { code: 2 } }])
  })

  test('are not submitted at all when the consumer has stopped', async () => {
    const { submit, options } = given()
    expect(await options.onRecords([record()], AbortSignal.abort())).toBe(false)
    expect(submit).not.toHaveBeenCalled()
  })
})
