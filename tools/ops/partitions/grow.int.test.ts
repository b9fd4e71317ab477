import { randomBytes } from 'node:crypto'
import { askBrokers } from '@orderflow/audit/admin'
import type { Kafka } from '@orderflow/messaging/kafka'
import { commitOffsets } from '@orderflow/messaging/kafkajs'
import { setUpAccess, setUpTopics } from '@orderflow/messaging/set-up'
import { securedKafka } from '@orderflow/messaging/testing/secured-kafka'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { heldTopics, hold, letGo } from './fence.ts'
import { countsOf, type GrowOptions, growPartitions, planGrowth, type Step } from './grow.ts'

const secured = await securedKafka()
afterAll(() => secured?.stop())

describe.skipIf(secured === undefined)('topics grow', async () => {
  const { as, address } = secured!
  const admin = as()
  const name = 'grower'
  const password = 'of the grower'
  const topicOf = (text: string) => `${text}.${randomBytes(4).toString('hex')}`
  const consumers: { stop(): Promise<void> }[] = []
  afterEach(async () => {
    await Promise.all(consumers.splice(0).map(consumer => consumer.stop()))
    await letGo(address, await heldTopics(address))
  })

  async function newTopic(partitions = 2): Promise<{ topic: string; service: Kafka }> {
    const topic = topicOf('booking')
    await setUpTopics(admin, [{ topic, partitions, config: {} }], { [name]: [topic] })
    await setUpAccess(admin, [{ name, reads: [topic], publishes: [topic], password }])
    return { topic, service: as({ username: name, password }) }
  }

  /** As relays do, again until it may: a broker hears of a rule a moment after the controller has taken it. */
  const send = (service: Kafka, topic: string, count: number, key?: string, partition?: number) =>
    expect.poll(() => sent(service, topic, count, key, partition)).toBe('sent')

  /** `sent`, or the refusal. */
  async function sent(service: Kafka, topic: string, count: number, key?: string, partition?: number) {
    const producer = await service.producer()
    const records = Array.from({ length: count }, (_, n) => {
      const each = key ?? `key-${n}`
      const place = partition ?? service.partitionOf(each, 2)
      return { topic, partition: place, key: each, value: '1', headers: {} }
    })
    return await producer
      .send(records)
      .then(
        () => 'sent',
        error => service.refusalOf(error)?.name,
      )
      .finally(() => producer.close())
  }

  /** A member of the group that reads when it is let. */
  function read(service: Kafka, topic: string, until: Promise<unknown> = Promise.resolve()): string[] {
    const seen: string[] = []
    const consumer = service.consume({
      groupId: name,
      topics: [topic],
      chunkSize: 10,
      async onRecords(records) {
        await until
        seen.push(...records.map(({ key, partition }) => `${key}/${partition}`))
        return true
      },
    })
    consumers.push(consumer)
    return seen
  }

  const growing = (topic: string, over: Partial<GrowOptions> = {}) => {
    const common = { address, kafka: admin, topics: [topic], to: 4, withinMs: 30_000, settleMs: 500 }
    return growPartitions({ ...common, signal: AbortSignal.timeout(60_000), ...over })
  }

  test('set-up says which have fewer partitions than it would make, and leaves them', async () => {
    const { topic } = await newTopic()
    const small = await setUpTopics(admin, [{ topic, partitions: 4, config: {} }], {})
    expect(small).toEqual([{ topic, partitions: 2, wanted: 4 }])
    expect((await countsOf(address)).get(topic)).toBe(2)
    expect(await setUpTopics(admin, [{ topic, partitions: 1, config: {} }], {})).toEqual([])
  })

  test('nobody writes until all that is there is read, and the new partitions are read too', async () => {
    const { topic, service } = await newTopic()
    await send(service, topic, 20)
    const steps: string[] = []
    const { promise: mayRead, resolve: letRead } = Promise.withResolvers<void>()
    const seen = read(service, topic, mayRead)
    await expect.poll(() => service.lag(name, [topic])).toHaveLength(2)
    const onStep = async ({ done }: Step) => {
      if (steps.at(-1) !== done) steps.push(done)
      if (done !== 'held') return
      await expect.poll(() => sent(service, topic, 1)).toBe('TOPIC_AUTHORIZATION_FAILED')
      letRead()
    }
    const grown = await growing(topic, { onStep })
    expect(steps).toEqual(['held', 'looked', 'read', 'added', 'looked', 'settled', 'let go'])
    expect(new Set(seen).size).toBe(20)
    expect(grown).toMatchObject({ growth: [{ topic, from: 2, to: 4 }], readers: [name], resumed: [] })
    expect((await countsOf(address)).get(topic)).toBe(4)
    await send(service, topic, 1, 'new', 3)
    await expect.poll(() => seen).toContain('new/3')
  })

  test('a reader that does not come to the end leaves all as it was', async () => {
    const { topic, service } = await newTopic()
    await send(service, topic, 1)
    read(service, topic)
    await expect.poll(async () => (await service.lag(name, [topic])).every(({ lag }) => lag === 0)).toBe(true)
    await Promise.all(consumers.splice(0).map(consumer => consumer.stop()))
    await send(service, topic, 3)
    const failed = growing(topic, { withinMs: 300 })
    await expect(failed).rejects.toThrow(
      /^grower is 3 behind on booking\.\w+ after 0\.3 s\. Bring the service up/,
    )
    await expect.poll(() => heldTopics(address)).toEqual([])
    expect((await countsOf(address)).get(topic)).toBe(2)
    await send(service, topic, 1)
    // Who left for good is left out.
    expect(await growing(topic, { withinMs: 300, without: [name] })).toMatchObject({ readers: [] })
  })

  test('who commits offsets without being a member of a group is waited for, too', async () => {
    const { topic, service } = await newTopic()
    await send(service, topic, 3)
    const group = topicOf('flink')
    const partitions = [0, 1].map(partition => ({ partition, offset: '0' }))
    await commitOffsets(address, group, [{ topic, partitions }])
    await expect(growing(topic, { withinMs: 300 })).rejects.toThrow(`${group} is 3 behind on ${topic}`)
    expect(await growing(topic, { withinMs: 300, without: [group] })).toMatchObject({ readers: [] })
  })

  test('one that was interrupted goes on, before and after it has added partitions', async () => {
    for (const at of ['held', 'added'] as const) {
      const { topic } = await newTopic()
      const interrupted = growing(topic, {
        onStep({ done }) {
          if (done === at) throw new Error(`interrupted when ${at}`)
        },
      })
      await expect(interrupted).rejects.toThrow(`interrupted when ${at}`)
      // What a process that is killed leaves: it lets nothing go.
      if (at === 'held') await hold(address, [topic])
      const isGrown = at === 'added'
      await expect.poll(() => heldTopics(address)).toEqual([topic])
      expect((await countsOf(address)).get(topic)).toBe(isGrown ? 4 : 2)
      const steps: Step['done'][] = []
      const grown = await growing(topic, { onStep: ({ done }) => void steps.push(done) })
      expect(grown).toMatchObject({ resumed: [topic], growth: isGrown ? [] : [{ topic, from: 2, to: 4 }] })
      expect(steps).toContain('settled')
      await expect.poll(() => heldTopics(address)).toEqual([])
      expect((await countsOf(address)).get(topic)).toBe(4)
    }
  })

  test('one whose partitions are there by then, by another request, is grown', async () => {
    const { topic } = await newTopic()
    const steps: Step['done'][] = []
    const grown = await growing(topic, {
      async onStep({ done }) {
        steps.push(done)
        if (done !== 'read') return
        const topicPartitions = [{ topic, count: 4 }]
        await askBrokers(address, asked => asked.createPartitions({ topicPartitions }))
      },
    })
    expect(grown.growth).toEqual([{ topic, from: 2, to: 4 }])
    expect(steps.at(-1)).toBe('let go')
    await expect.poll(() => heldTopics(address)).toEqual([])
    expect((await countsOf(address)).get(topic)).toBe(4)
  })

  test('one that is deleted meanwhile is not waited for, and does not keep the others from growing', async () => {
    const [gone, stays] = [topicOf('a.gone'), topicOf('b.stays')]
    const topics = [gone, stays]
    await setUpTopics(
      as(),
      topics.map(topic => ({ topic, partitions: 2, config: {} })),
      {},
    )
    await growing(stays, {
      topics,
      async onStep({ done }) {
        if (done === 'read') await askBrokers(address, asked => asked.deleteTopics({ topics: [gone] }))
      },
    })
    await expect.poll(() => heldTopics(address)).toEqual([])
    const counts = await countsOf(address)
    expect([counts.get(stays), counts.has(gone)]).toEqual([4, false])
  })

  test('a topic that is held and not named is neither grown nor let go', async () => {
    const { topic: retired } = await newTopic()
    await hold(address, [retired])
    const { topic } = await newTopic()
    expect(await growing(topic)).toMatchObject({ growth: [{ topic, from: 2, to: 4 }], resumed: [] })
    await expect.poll(() => heldTopics(address)).toEqual([retired])
    expect((await countsOf(address)).get(retired)).toBe(2)
  })

  test('nothing shrinks, and what has grown is left alone', async () => {
    const { topic } = await newTopic(4)
    await expect(growing(topic, { to: 3 })).rejects.toThrow(
      `${topic} has 4 partitions, and Kafka takes none away`,
    )
    expect(await growing(topic)).toEqual({ growth: [], resumed: [], readers: [], heldSeconds: 0 })
    expect(await planGrowth({ address, topics: [topic, 'no.such.v1'], to: 8 })).toEqual({
      growth: [{ topic, from: 4, to: 8 }],
      resumed: [],
    })
    expect((await countsOf(address)).get(topic)).toBe(4)
  })
})
