import { setTimeout as pause } from 'node:timers/promises'
import { askBrokers } from '@orderflow/audit/admin'
import { topics as knownTopics } from '@orderflow/events'
import { createKafka, type KafkaAddress } from '@orderflow/messaging/kafka'
import { createLogger } from '@orderflow/service-kit'
import { growPartitions, type Step } from '../../../ops/partitions/grow.ts'
import { tryAgain } from '../../../ops/partitions/try-again.ts'
import { type KeyWatch, watchKeys } from '../key-order.ts'
import { readTopics, type TopicRecord } from '../oracle/index.ts'
import type { Chaos, Scenario } from '../scenario.ts'

const group = 'watcher'
const first = 6
const topics = knownTopics().map(({ topic }) => topic)
const logger = createLogger({ service: 'chaos', level: 'silent' })
/** How long a reader is away while topics grow: longer than they would be held without it. */
const awaySeconds = 24

/** `topic/partition` → where a topic ended when it had got its partitions. */
type Ends = ReadonlyMap<string, bigint>
/** For each time that the topics have grown. */
const grown: Ends[] = []

/** Topics get more partitions under load, while one of their readers is away, and the command is interrupted; nobody is started again. */
export const partitionGrowth: Scenario = {
  name: 'partition-growth',
  row: 25,
  about: 'topics grow from 6 to 12 partitions while orders come in',
  brokers: 1,
  short: { orders: 1_500, perSecond: 40, faults: 1, minutes: 1.8 },
  full: { orders: 10_000, perSecond: 40, faults: 3, minutes: 6 },
  async fault(chaos) {
    const { system, extent, random, strike, recovered, figure, broken } = chaos
    grown.splice(0)
    const watch = watchKeys(system.kafkaAccess, group, topics, () => 1_000 * random())
    await pause(4_000)
    let longest = 0
    for (let fault = 0; fault < extent.faults; fault++) {
      await watch.stop()
      await pause(3_000)
      const to = first * (fault + 2)
      strike(`${topics.length} topics grow to ${to} partitions`)
      longest = Math.max(longest, await grow(chaos, watch, to))
      await recovered()
      await pause(8_000)
    }
    await watch.stop()
    figure('events whose order was watched', watch.events)
    figure('topics were held at most, s', longest)
    if (watch.disordered.length > 0)
      broken(`${watch.disordered.length} events came after a later one of their key: ${watch.disordered[0]}`)
  },
  readRecords: readInOrder,
  async afterwards({ system, broken }) {
    const wrong = await misplaced(system)
    if (wrong.length > 0)
      broken(`${wrong.length} records lie where another number of partitions has their key: ${wrong[0]}`)
  },
}

/** The command, interrupted when it has added partitions, and run again. @returns seconds that topics were held */
async function grow({ system, signal, say }: Chaos, watch: KeyWatch, to: number): Promise<number> {
  const { kafkaAccess: address } = system
  const kafka = createKafka({ clientId: 'chaos', ...address, logger })
  const started = performance.now()
  const interrupted = new Error('interrupted')
  const run = (onStep: (step: Step) => Promise<void>) =>
    growPartitions({ address, kafka, topics, to, withinMs: 60_000, signal, onStep })
  const back = pause(awaySeconds * 1_000).then(watch.start)
  try {
    await run(async ({ done }) => {
      if (done === 'read') say('  all is read')
      if (done !== 'added') return
      grown.push(await endsOf(system))
      throw interrupted
    }).catch(error => {
      if (error !== interrupted) throw error
    })
    const { resumed, growth } = await run(async () => {})
    say(`  held for ${Math.round((performance.now() - started) / 1_000)} s`)
    await tryAgain(system.endpoints(), [...resumed, ...growth.map(({ topic }) => topic)])
    return (performance.now() - started) / 1_000
  } finally {
    await back
    await kafka.close()
  }
}

/** New partitions have a leader a moment after they are there. */
const endsOf = ({ kafkaAccess }: Chaos['system']): Promise<Ends> =>
  askBrokers(kafkaAccess, async admin => {
    const all = topics.map(async topic => {
      const offsets = await admin.fetchTopicOffsets(topic)
      return offsets.map(({ partition, high }) => [`${topic}/${partition}`, BigInt(high)] as const)
    })
    return new Map((await Promise.all(all)).flat())
  })

/** How often a record's topic had grown when it was written. */
const timesGrown = ({ topic, partition, offset }: TopicRecord): number => {
  const before = grown.findIndex(ends => BigInt(offset) < (ends.get(`${topic}/${partition}`) ?? 0n))
  return before < 0 ? grown.length : before
}

/** What a key has on its old partition comes before what it has on the new one. */
async function readInOrder(kafka: KafkaAddress, onRecord: (record: TopicRecord) => void): Promise<void> {
  const records: TopicRecord[][] = Array.from({ length: grown.length + 1 }, () => [])
  await readTopics(
    kafka,
    topic => !topic.startsWith('__'),
    record => void records[timesGrown(record)]?.push(record),
  )
  for (const record of records.flat()) onRecord(record)
}

/** Records that are not where the number of partitions at their time has their key. */
async function misplaced({ kafkaAccess }: Chaos['system']): Promise<string[]> {
  const kafka = createKafka({ clientId: 'chaos', ...kafkaAccess, logger })
  const wrong: string[] = []
  await readTopics(
    kafkaAccess,
    topic => topics.includes(topic),
    record => {
      const { topic, partition, offset, key } = record
      const partitions = first * (timesGrown(record) + 1)
      if (key === null || kafka.partitionOf(key, partitions) === partition) return
      wrong.push(`${topic}/${partition} has ${key} at ${offset}, by ${partitions} partitions`)
    },
  )
  await kafka.close()
  return wrong
}
