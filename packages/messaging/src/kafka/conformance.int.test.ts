import { randomBytes } from 'node:crypto'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import { kafkaBrokers } from '@orderflow/test-servers'
import pino from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { clientsUnderTest } from '../testing/clients.ts'
import { logger } from '../testing/telemetry.ts'
import { createTopics, plainKafka, produce, readAll, text, unique, withAdmin } from '../testing/topics.ts'
import { until } from '../testing/until.ts'
import type { KafkaRecord } from '../types/record.ts'
import { createKafka } from './create.ts'
import type { ConsumeOptions, Consumer, Kafka, OutgoingRecord, SkippedOffsets } from './port.ts'

const brokers = kafkaBrokers()

/** What promises to be a `Kafka`: another adapter joins the list and has to keep the same promises. */
describe.each(clientsUnderTest)('%s as the Kafka port', client => {
  const create = () => createKafka({ client, clientId: 'conformance', brokers, logger })
  const closing: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    await Promise.all(closing.splice(0).map(close => close()))
  })

  function open(): Kafka {
    const kafka = create()
    closing.push(() => kafka.close())
    return kafka
  }

  async function newTopics(partitions: number, n = 1): Promise<string[]> {
    const topics = Array.from({ length: n }, (_, i) => unique(`conformance-${i}`))
    await createTopics(brokers, Object.fromEntries(topics.map(topic => [topic, partitions])))
    return topics
  }

  const record = (
    topic: string,
    value: string,
    partition = 0,
    key: string | null = null,
  ): OutgoingRecord => ({
    topic,
    partition,
    key,
    value: Buffer.from(value),
    headers: {},
  })

  async function send(kafka: Kafka, records: readonly OutgoingRecord[]): Promise<Set<string>> {
    const producer = await kafka.producer()
    try {
      return await producer.send(records)
    } finally {
      await producer.close()
    }
  }

  /** A consumer that takes whatever comes, and what it took. */
  function consume(options: Partial<ConsumeOptions> & Pick<ConsumeOptions, 'topics'>) {
    const records: KafkaRecord[] = []
    const consumer = open().consume({
      groupId: unique('conformance'),
      chunkSize: 100,
      async onRecords(chunk) {
        records.push(...chunk)
        return true
      },
      ...options,
    })
    closing.push(() => consumer.stop())
    return Object.assign(records, {
      texts: () => records.map(({ value }) => text(value)),
      healthy: () => consumer.healthy,
      stop: () => consumer.stop(),
    })
  }

  describe('topics', () => {
    it('are created with their partitions and settings', async () => {
      const kafka = open()
      const topic = unique('created')
      await kafka.createTopics([{ topic, partitions: 5, config: { 'retention.ms': '123456' } }])
      const names = ['retention.ms', 'cleanup.policy', 'no.such.setting']
      expect(await kafka.topicConfigs([topic, unique('missing')], names)).toEqual(
        new Map([
          [
            topic,
            new Map([
              ['retention.ms', '123456'],
              ['cleanup.policy', 'delete'],
            ]),
          ],
        ]),
      )
      expect(await kafka.partitionCounts([topic])).toEqual(new Map([[topic, 5]]))
      const retention = await withAdmin(brokers, async admin => {
        const resource = { type: 2, name: topic, configNames: ['retention.ms'] }
        const { resources } = await admin.describeConfigs({ resources: [resource], includeSynonyms: false })
        return resources[0]?.configEntries[0]?.configValue
      })
      expect(retention).toBe('123456')
    })

    it('that exist stay as they are, and those that are missing beside them are created', async () => {
      const kafka = open()
      const [first, second] = [unique('created'), unique('created')]
      await kafka.createTopics([{ topic: first, partitions: 2, config: {} }])
      await kafka.createTopics([
        { topic: first, partitions: 9, config: {} },
        { topic: second, partitions: 3, config: {} },
      ])
      const counts = await kafka.partitionCounts([first, second])
      expect(Object.fromEntries(counts)).toEqual({ [first]: 2, [second]: 3 })
    })

    it('are created by several processes at the same time without an error', async () => {
      const topics = Array.from({ length: 4 }, () => unique('raced'))
      const settings = topics.map(topic => ({ topic, partitions: 2, config: {} }))
      const kafkas = [open(), open(), open()]
      await Promise.all(kafkas.map(kafka => kafka.createTopics(settings)))
      const counts = await open().partitionCounts(topics)
      expect([...counts.values()]).toEqual([2, 2, 2, 2])
    })

    it('that do not exist have no partition count, and asking does not create them', async () => {
      const kafka = open()
      const [topic] = (await newTopics(3)) as [string]
      const missing = unique('missing')
      expect(await kafka.partitionCounts([missing, topic])).toEqual(new Map([[topic, 3]]))
      expect(await kafka.partitionCounts([missing])).toEqual(new Map())
    })

    it('that do not exist are asked for without a warning: reporting does, once a minute', async () => {
      const lines: string[] = []
      const loud = pino({ level: 'warn' }, { write: line => void lines.push(line) })
      const kafka = createKafka({ client, clientId: 'conformance', brokers, logger: loud })
      const [topic] = (await newTopics(3)) as [string]
      expect(await kafka.partitionCounts([unique('missing'), topic])).toEqual(new Map([[topic, 3]]))
      await kafka.close()
      expect(lines).toEqual([])
    })
  })

  describe('partitionOf', () => {
    // Keys and hashes from Apache Kafka's own test of its murmur2, `UtilsTest.testMurmur2`, and of librdkafka's.
    it.each([
      ['21', -973932308],
      ['foobar', -790332482],
      ['a-little-bit-long-string', -985981536],
      ['a-little-bit-longer-string', -1486304829],
      ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
      ['abc', 479470107],
      ['kafka', -798503068],
      ['', 275646681],
    ])('puts the key "%s" where the Java client puts it', (key, hash) => {
      const kafka = open()
      for (const partitions of [1, 2, 3, 6, 12, 50, 1000]) {
        expect(kafka.partitionOf(key, partitions)).toBe((hash & 0x7fffffff) % partitions)
      }
    })

    it('is where a producer with the default partitioner puts keys that are not ASCII', async () => {
      const kafka = open()
      const [topic] = (await newTopics(7)) as [string]
      const keys = ['ключ', '鍵', '🔑', 'clé', 'schlüssel-ß']
      await produce(brokers, [{ topic, messages: keys.map(key => ({ key, value: '' })) }])
      const placed = (await readAll(brokers, [topic])).map(({ key, partition }) => [text(key), partition])
      expect(placed.toSorted()).toEqual(keys.map(key => [key, kafka.partitionOf(key, 7)]).toSorted())
    })
  })

  describe('a producer', () => {
    it('acknowledges exactly the partitions that it sent to', async () => {
      const [a, b] = (await newTopics(4, 2)) as [string, string]
      const records = [record(a, '1', 0), record(a, '2', 3), record(b, '3', 1), record(a, '4', 3)]
      expect(await send(open(), records)).toEqual(new Set([`${a}/0`, `${a}/3`, `${b}/1`]))
      const stored = (await readAll(brokers, [a, b])).map(r => `${r.topic}/${r.partition} ${text(r.value)}`)
      expect(stored.toSorted()).toEqual([`${a}/0 1`, `${a}/3 2`, `${a}/3 4`, `${b}/1 3`].toSorted())
    })

    it('stores many records, which are compressed, as they were and in their order', async () => {
      const [topic] = (await newTopics(1)) as [string]
      const sizes = [1, 20, 500]
      const all = sizes.map(n => Array.from({ length: n }, (_, i) => `${n} ${i} ${'value '.repeat(50)}`))
      const kafka = open()
      for (const values of all)
        await send(
          kafka,
          values.map(value => record(topic, value)),
        )
      const seen = consume({ topics: [topic] })
      await until('all are there', () => seen.length === 521)
      expect(seen.texts()).toEqual(all.flat())
      expect(seen.map(({ offset }) => Number(offset))).toEqual([...seen.keys()])
    })

    it('rejects a send to a topic that does not exist, and does not create it', async () => {
      const kafka = open()
      const missing = unique('missing')
      await expect(send(kafka, [record(missing, 'x')])).rejects.toBeInstanceOf(Error)
      expect(await kafka.partitionCounts([missing])).toEqual(new Map())
    })

    it('rejects a record that is larger than the broker takes', async () => {
      const [topic] = (await newTopics(1)) as [string]
      await expect(send(open(), [record(topic, 'x'.repeat(1_500_000))])).rejects.toBeInstanceOf(Error)
      expect(await readAll(brokers, [topic])).toEqual([])
    })

    it('rejects when no broker answers', async () => {
      const kafka = createKafka({ client, clientId: 'nowhere', brokers: ['127.0.0.1:1'], logger })
      await expect(kafka.producer()).rejects.toBeInstanceOf(Error)
      await kafka.close()
    })
  })

  describe('a message', () => {
    it('keeps its key, value and headers, binary and empty and missing ones too', async () => {
      const [topic] = (await newTopics(1)) as [string]
      const binary = Buffer.from([0, 255, 254, 128, 10, 0])
      await send(open(), [
        { topic, partition: 0, key: 'k', value: binary, headers: { a: 'ä€😀', empty: '' } },
        { topic, partition: 0, key: null, value: null, headers: {} },
        { topic, partition: 0, key: '', value: Buffer.alloc(0), headers: {} },
      ])
      const raw = { single: binary, twice: [Buffer.from('1'), Buffer.from('2')] }
      await produce(brokers, [{ topic, messages: [{ key: binary, value: 'v', headers: raw }] }])

      const seen = consume({ topics: [topic] })
      await until('four records', () => seen.length === 4)
      expect(seen[0]).toMatchObject({
        topic,
        partition: 0,
        offset: '0',
        key: Buffer.from('k'),
        value: binary,
      })
      expect(text(seen[0]?.headers.a)).toBe('ä€😀')
      expect(text(seen[0]?.headers.empty)).toBe('')
      expect(seen[1]).toMatchObject({ offset: '1', key: null, value: null, headers: {} })
      expect(seen[2]).toMatchObject({ key: Buffer.alloc(0), value: Buffer.alloc(0) })
      expect(seen[3]).toMatchObject({ key: binary, headers: { single: binary } })
      // What is ASCII may come as text, which says the same.
      expect([seen[3]?.headers.twice].flat().map(String)).toEqual(['1', '2'])
      expect(Math.abs(Number(seen[3]?.timestamp) - Date.now())).toBeLessThan(3_600_000)
    })
  })

  describe('a consumer', () => {
    it('reads topics from their beginning, in order per partition, in chunks of one partition', async () => {
      const topics = await newTopics(3, 2)
      const values = Array.from({ length: 50 }, (_, i) => String(i))
      const places = topics.flatMap(topic => [0, 1, 2].map(partition => ({ topic, partition })))
      await send(
        open(),
        places.flatMap(({ topic, partition }) => values.map(value => record(topic, value, partition))),
      )
      const chunks: (readonly KafkaRecord[])[] = []
      consume({
        topics,
        chunkSize: 7,
        async onRecords(chunk) {
          chunks.push(chunk)
          return true
        },
      })
      await until('all records', () => chunks.flat().length >= 300)
      for (const chunk of chunks) {
        expect(chunk.length).toBeLessThanOrEqual(7)
        expect(new Set(chunk.map(r => `${r.topic}/${r.partition}`)).size).toBe(1)
      }
      for (const { topic, partition } of places) {
        const ofPlace = chunks.flat().filter(r => r.topic === topic && r.partition === partition)
        expect(ofPlace.map(({ value }) => text(value))).toEqual(values)
      }
    })

    it('that is started again goes on where it stopped', async () => {
      const [topic] = (await newTopics(2)) as [string]
      const groupId = unique('again')
      await send(open(), [record(topic, 'old 0', 0), record(topic, 'old 1', 1)])
      const first = consume({ topics: [topic], groupId })
      await until('the old ones', () => first.length === 2)
      await first.stop()
      expect(first.healthy()).toBe(false)

      await send(open(), [record(topic, 'new 0', 0), record(topic, 'new 1', 1)])
      const second = consume({ topics: [topic], groupId })
      await until('the new ones', () => second.length >= 2)
      expect(second.texts().toSorted()).toEqual(['new 0', 'new 1'])
    })

    it('does not commit what its handler gave up when it was stopped', async () => {
      const [topic] = (await newTopics(1)) as [string]
      const groupId = unique('aborted')
      await send(open(), [record(topic, 'done'), record(topic, 'given up')])
      const handed = Promise.withResolvers<void>()
      const first = consume({
        topics: [topic],
        groupId,
        chunkSize: 1,
        async onRecords([only], signal) {
          if (text(only?.value) === 'done') return true
          handed.resolve()
          await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }))
          return false
        },
      })
      await handed.promise
      await first.stop()
      const second = consume({ topics: [topic], groupId })
      await until('it is delivered again', () => second.length > 0)
      expect(second.texts()).toEqual(['given up'])
    })

    it('goes on behind a pending record, and does not commit beyond it before it is settled', async () => {
      const [topic] = (await newTopics(1)) as [string]
      const groupId = unique('pending')
      await send(
        open(),
        ['0', '1', '2', '3', '4', '5'].map(value => record(topic, value)),
      )
      const [one, four] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      const pending: Readonly<Record<string, Promise<void>>> = { 1: one.promise, 4: four.promise }
      const kafka = open()
      const committed = async () => (await kafka.lag(groupId, [topic]))[0]?.committed
      let handed = 0
      const first = consume({
        topics: [topic],
        groupId,
        chunkSize: 2,
        async onRecords(chunk) {
          handed += chunk.length
          return chunk.flatMap(({ offset }) => {
            const settled = pending[offset]
            return settled === undefined ? [] : [{ offset, settled }]
          })
        },
      })
      await until('all of them', () => handed === 6)
      await until('what is before the first pending one', async () => (await committed()) === 1)
      one.resolve()
      await until('what is before the second one', async () => (await committed()) === 4)
      await first.stop()
      const second = consume({ topics: [topic], groupId })
      await until('the rest again', () => second.length === 2)
      expect(second.texts()).toEqual(['4', '5'])
    })

    it('takes no more from the brokers than one fetch while its handler waits for the database', async () => {
      const [topic] = (await newTopics(1)) as [string]
      const large = () => ({ ...record(topic, ''), value: randomBytes(100_000) }) // a fetch has 128 KiB of a partition
      for (let n = 0; n < 8; n++) await send(open(), [large()])
      const gate = Promise.withResolvers<boolean>()
      const taken: KafkaRecord[] = []
      consume({
        topics: [topic],
        async onRecords(chunk) {
          taken.push(...chunk)
          return await gate.promise
        },
      })
      await until('the first', () => taken.length > 0)
      const other = consume({ topics: [topic] })
      await until('all, by another group', () => other.length === 8)
      expect(taken.length).toBeLessThanOrEqual(2)
      gate.resolve(true)
      await until('all', () => taken.length === 8)
    })

    it('finishes and commits what is in hand when it is stopped', async () => {
      const [topic] = (await newTopics(1)) as [string]
      const groupId = unique('finishing')
      await send(open(), [record(topic, 'in hand')])
      const handed = Promise.withResolvers<void>()
      const gate = Promise.withResolvers<boolean>()
      const first = consume({
        topics: [topic],
        groupId,
        onRecords: () => {
          handed.resolve()
          return gate.promise
        },
      })
      await handed.promise
      const stopped = first.stop()
      gate.resolve(true)
      await stopped
      await send(open(), [record(topic, 'next')])
      const second = consume({ topics: [topic], groupId })
      await until('the next', () => second.texts().includes('next'))
      expect(second.texts()).toEqual(['next'])
    })

    it('hands a record over again if its handler gave up though nobody stopped it', async () => {
      const [topic] = (await newTopics(1)) as [string]
      await send(open(), [record(topic, 'a'), record(topic, 'b')])
      const taken: (string | undefined)[] = []
      let refusals = 0
      consume({
        topics: [topic],
        async onRecords(chunk) {
          if (refusals++ < 2) return false
          taken.push(...chunk.map(({ value }) => text(value)))
          return true
        },
      })
      await until('both', () => taken.length >= 2)
      expect(taken).toEqual(['a', 'b'])
    })

    it('of many partitions names only those that have moved, and is told only of those', async () => {
      const [topic] = (await newTopics(200)) as [string]
      const sockets = new Set<Socket>()
      const note = (message: unknown) => void sockets.add((message as { socket: Socket }).socket)
      subscribe('net.client.socket', note)
      closing.push(async () => void unsubscribe('net.client.socket', note))
      const bytes = () =>
        [...sockets].reduce((sum, { bytesRead, bytesWritten }) => sum + bytesRead + bytesWritten, 0)
      const consumer = consume({ topics: [topic] })
      await send(open(), [record(topic, 'first')])
      await until('the first', () => consumer.length === 1)
      const producer = await open().producer()
      closing.push(() => producer.close())
      const costs: number[] = []
      for (let n = 2; n <= 20; n++) {
        const before = bytes()
        await producer.send([record(topic, String(n), n)])
        await until('the next', () => consumer.length === n)
        costs.push(bytes() - before)
      }
      // A fetch that named all of them would have some 6,000 bytes, and as many its answer. Now and then there is more to say.
      expect(costs.toSorted((a, b) => a - b)[9]).toBeLessThan(2_000)
    })

    it('stays a member while its handler takes longer than the session lasts', async () => {
      const [topic] = (await newTopics(1)) as [string]
      await send(open(), [record(topic, 'slow')])
      let handed = 0
      let rebuilds = 0
      const sixSecondsAndMore = 8_000
      const consumer = consume({
        topics: [topic],
        groupId: unique('slow'),
        onRebuild: () => rebuilds++,
        async onRecords() {
          if (++handed > 1) return true
          const since = Date.now()
          return await until('the session would be over', () => Date.now() - since > sixSecondsAndMore)
        },
      })
      await until('it is handed over', () => handed > 0)
      await send(open(), [record(topic, 'next')])
      await until('the next', () => handed > 1)
      expect(consumer.healthy()).toBe(true)
      expect({ handed, rebuilds }).toEqual({ handed: 2, rebuilds: 0 })
      await consumer.stop()
    })

    it('tells what was deleted before it was read, and nothing of what compaction and transactions leave out', async () => {
      const [topic] = (await newTopics(1)) as [string]
      const groupId = unique('skipping')
      const skipped: SkippedOffsets[] = []
      const onSkipped = (one: SkippedOffsets) => skipped.push(one)
      const send = (...values: string[]) =>
        produce(brokers, [{ topic, messages: values.map(value => ({ value })) }])
      const deleteBelow = (offset: number) =>
        withAdmin(brokers, async admin => {
          await admin.fetchTopicOffsets(topic) // else it does not know who leads
          await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: String(offset) }] })
        })
      const aborted = plainKafka(brokers).producer({
        transactionalId: topic,
        maxInFlightRequests: 1,
        idempotent: true,
      })
      await aborted.connect()
      const transaction = await aborted.transaction()
      await transaction.send({ topic, messages: [{ value: 'aborted' }] })
      await transaction.abort()
      await aborted.disconnect()
      // Which the broker writes after it has answered.
      await until('the marker is there', async () => (await open().depths([topic]))[0]?.end === 2)
      await send('2', '3')

      const first = consume({ topics: [topic], groupId, onSkipped })
      await until('the first', () => first.length === 2)
      await first.stop()
      await send('4', '5', '6')
      await deleteBelow(6)
      // It was away meanwhile; then it is there, and busy with what it has in hand.
      const handed = Promise.withResolvers<void>()
      const gate = Promise.withResolvers<boolean>()
      const second = consume({
        topics: [topic],
        groupId,
        onSkipped,
        async onRecords(records) {
          handed.resolve()
          second.push(...records)
          return await gate.promise
        },
      })
      await handed.promise
      expect(skipped).toEqual([{ topic, partition: 0, from: 4, to: 6 }])
      await send('7', '8', '9')
      await deleteBelow(9)
      gate.resolve(true)
      await until('the last', () => second.texts().includes('9'))
      expect(second.texts()).toEqual(['6', '9'])
      expect(skipped.slice(1)).toEqual([{ topic, partition: 0, from: 7, to: 9 }])
    })

    it('of a topic that does not exist yet reads it once it is created', async () => {
      const topic = unique('later')
      const rebuilt = Promise.withResolvers<void>()
      const seen = consume({ topics: [topic], onRebuild: () => rebuilt.resolve() })
      await rebuilt.promise
      expect(seen.healthy()).toBe(false)
      await createTopics(brokers, { [topic]: 1 })
      await send(open(), [record(topic, 'x')])
      await until('it is read', () => seen.length > 0)
      await until('it counts as healthy, which takes long after several vain starts', seen.healthy)
    })
  })

  describe('a group', () => {
    /** Sends rounds of one record per partition until `settled` likes who got them. */
    async function untilShared(
      places: readonly { topic: string; partition: number }[],
      owners: Map<string, number>,
      settled: () => boolean,
    ) {
      const producer = await open().producer()
      closing.push(() => producer.close())
      await until('the members have shared the partitions', async () => {
        owners.clear()
        await producer.send(places.map(({ topic, partition }) => record(topic, '', partition)))
        await until('the round has arrived', () => owners.size === places.length)
        return settled()
      })
    }

    it('of two members shares the slots: slot i of all topics is with one of them', async () => {
      const topics = await newTopics(4, 2)
      const groupId = unique('slots')
      const owners = new Map<string, number>()
      const member = (n: number): Consumer['stop'] =>
        consume({
          topics,
          groupId,
          async onRecords(chunk) {
            for (const { topic, partition } of chunk) owners.set(`${topic}/${partition}`, n)
            return true
          },
        }).stop
      member(1)
      const stopSecond = member(2)
      const places = topics.flatMap(topic => [0, 1, 2, 3].map(partition => ({ topic, partition })))
      const slot = (i: number) => new Set(topics.map(topic => owners.get(`${topic}/${i}`)))
      const slotsOf = (n: number) => [0, 1, 2, 3].filter(i => slot(i).has(n)).length
      // A round that comes while they share out is in part with whoever had it before.
      await untilShared(places, owners, () => {
        return [0, 1, 2, 3].every(i => slot(i).size === 1) && slotsOf(1) === 2 && slotsOf(2) === 2
      })

      await stopSecond()
      await untilShared(places, owners, () => [...owners.values()].every(n => n === 1))
    })

    it('reads a topic that a rolling deploy adds, although a member of the old release leads', async () => {
      const [known, added] = (await newTopics(4, 2)) as [string, string]
      const groupId = unique('rolling')
      const old = consume({ topics: [known], groupId })
      await until('the old one leads', old.healthy)
      await send(
        open(),
        [0, 1, 2, 3].map(partition => record(added, `added ${partition}`, partition)),
      )

      const renewed = consume({ topics: [known, added], groupId })
      const expected = [0, 1, 2, 3].map(partition => `added ${partition}`)
      const fromAdded = () => renewed.filter(({ topic }) => topic === added).map(({ value }) => text(value))
      await until('all of the added topic is read', () => fromAdded().length >= 4)
      expect(new Set(fromAdded())).toEqual(new Set(expected))
      await until('the old one is well', old.healthy)
      expect(old.filter(({ topic }) => topic === added)).toEqual([])

      // The known topic is read on by whoever has it now.
      await send(
        open(),
        [0, 1, 2, 3].map(partition => record(known, `known ${partition}`, partition)),
      )
      await until('the known topic too', () => {
        const values = new Set([...old.texts(), ...renewed.texts()])
        return [0, 1, 2, 3].every(partition => values.has(`known ${partition}`))
      })
    })
  })
})
