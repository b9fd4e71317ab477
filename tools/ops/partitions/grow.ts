import { setTimeout as pause } from 'node:timers/promises'
import { askBrokers } from '@orderflow/audit/admin'
import { countBelievedMs, type Kafka, type KafkaAddress } from '@orderflow/messaging/kafka'
import { ServiceError } from '@orderflow/service-kit'
import { heldTopics, hold, letGo } from './fence.ts'
import { type Behind, type Reader, readersOf, untilRead } from './readers.ts'

/**
 * How long topics stay held after their partitions are there: as long as relays believe in the number before, and then as a send may take
 * that was begun with it: 10 s to connect, 5 s for the request.
 */
export const settleMs = countBelievedMs + 15_000

export interface GrowOptions {
  readonly address: KafkaAddress
  readonly kafka: Pick<Kafka, 'lag' | 'depths'>
  /** Those that do not exist are left out. */
  readonly topics: readonly string[]
  /** Partitions of each. */
  readonly to: number
  /** Groups that are not waited for. */
  readonly without?: readonly string[]
  /** How long readers may take to read what is there. */
  readonly withinMs: number
  /** `settleMs` unless told; longer where producers that are not ours believe longer in a number. */
  readonly settleMs?: number | undefined
  readonly signal: AbortSignal
  readonly onStep?: (step: Step) => void | Promise<void>
}

/** What has just been done; the seconds are those since the topics are held. */
export type Step =
  | { readonly done: 'held'; readonly topics: readonly string[]; readonly seconds: number }
  | { readonly done: 'looked'; readonly behind: readonly Behind[]; readonly seconds: number }
  | { readonly done: 'read'; readonly readers: readonly Reader[]; readonly seconds: number }
  | { readonly done: 'added' | 'settled' | 'let go'; readonly seconds: number }

export interface Growth {
  readonly topic: string
  readonly from: number
  readonly to: number
}

export interface Plan {
  /** What is to grow. */
  readonly growth: readonly Growth[]
  /** Those of the topics that an earlier run has left held, whether they have partitions to get or not. */
  readonly resumed: readonly string[]
}

export interface Grown extends Plan {
  readonly readers: readonly string[]
  /** How long nobody could write; 0 where there was nothing to do. */
  readonly heldSeconds: number
}

/**
 * What is to be done; nothing is changed.
 *
 * @throws ServiceError `TOPIC_WOULD_SHRINK`, `BROKERS_ASK_NOBODY`
 */
export async function planGrowth({
  address,
  topics,
  to,
}: Pick<GrowOptions, 'address' | 'topics' | 'to'>): Promise<Plan> {
  const [held, counts] = await Promise.all([heldTopics(address), countsOf(address)])
  const wanted = [...new Set(topics)].filter(topic => counts.has(topic)).sort()
  // Other topics are none of its affair: somebody may keep all from writing there for good.
  const resumed = wanted.filter(topic => held.includes(topic))
  const larger = topics.find(topic => (counts.get(topic) ?? 0) > to)
  if (larger !== undefined) {
    throw new ServiceError(
      'TOPIC_WOULD_SHRINK',
      `${larger} has ${counts.get(larger)} partitions, and Kafka takes none away: name the topics that are to grow, or a number from ${counts.get(larger)} on.`,
    )
  }
  const growth = wanted.flatMap(topic => {
    const from = counts.get(topic) as number
    return from < to ? [{ topic, from, to }] : []
  })
  return { growth, resumed }
}

/** Who would be waited for. */
export const readersOfPlan = ({ address, without = [] }: GrowOptions, { growth }: Plan) =>
  readersOf(
    address,
    growth.map(({ topic }) => topic),
    without,
  )

/**
 * Grows topics while their producers and readers run, and keeps the order of each key (ADR 81): topics are held, their readers read all
 * that is there, partitions are added, and topics are let go when nobody sends by the old number any more. It goes on where one that was
 * interrupted has ended: Kafka has all that it needs to know. Until the first partition is added, a failure undoes it; from then on, topics stay
 * held until it is run again.
 *
 * @throws ServiceError `NOT_READ`, `TOPIC_WOULD_SHRINK`, `BROKERS_ASK_NOBODY`
 */
export async function growPartitions(options: GrowOptions): Promise<Grown> {
  const { address, withinMs, without = [], signal, onStep = () => {} } = options
  const plan = await planGrowth(options)
  const all = [...new Set([...plan.growth.map(({ topic }) => topic), ...plan.resumed])]
  if (all.length === 0) return { ...plan, readers: [], heldSeconds: 0 }
  const since = performance.now()
  const seconds = () => Math.round((performance.now() - since) / 100) / 10
  const read = () =>
    untilRead({
      ...{ address, kafka: options.kafka, topics: all, without, withinMs, signal },
      onLook: ({ behind }) => void onStep({ done: 'looked', behind, seconds: seconds() }),
    })
  let isGrown = plan.growth.length === 0
  try {
    await hold(address, all)
    await onStep({ done: 'held', topics: all, seconds: seconds() })
    const readers = await read()
    await onStep({ done: 'read', readers, seconds: seconds() })
    signal.throwIfAborted()
    isGrown = true
    await addPartitions(address, plan.growth, signal)
    await onStep({ done: 'added', seconds: seconds() })
    await pause(options.settleMs ?? settleMs, undefined, { signal })
    // Had a broker not heard in time that the topics are held, what it took is read by now.
    await read()
    await onStep({ done: 'settled', seconds: seconds() })
    await letGo(address, all)
    await onStep({ done: 'let go', seconds: seconds() })
    return { ...plan, readers: readers.map(({ group }) => group), heldSeconds: seconds() }
  } catch (error) {
    // What was held before, and has its partitions, is not ours to let go: an earlier run was to wait for more.
    if (!isGrown)
      await letGo(
        address,
        all.filter(topic => plan.growth.some(grown => grown.topic === topic)),
      )
    throw error
  }
}

/** Until a broker tells of them: the controller has them first. A topic that is no more is not waited for. */
async function addPartitions(
  address: KafkaAddress,
  growth: readonly Growth[],
  signal: AbortSignal,
): Promise<void> {
  if (growth.length === 0) return
  await askBrokers(address, async admin => {
    // One by one: of what is wrong with several, kafkajs tells the first.
    for (const { topic, to: count } of growth) {
      await admin
        .createPartitions({ topicPartitions: [{ topic, count }] })
        .catch((error: { type?: string }) => {
          if (!isNoMatter(error)) throw error
        })
    }
  })
  const areThere = async () => {
    const counts = await countsOf(address)
    return growth.every(({ topic, to }) => (counts.get(topic) ?? to) >= to)
  }
  while (!(await areThere())) await pause(100, undefined, { signal })
}

/** They are there already, by a request whose answer did not come through or by somebody else's; or the topic was deleted meanwhile. */
const isNoMatter = ({ type }: { type?: string }) =>
  type === 'INVALID_PARTITIONS' || type === 'UNKNOWN_TOPIC_OR_PARTITION'

/** How many partitions each topic has; Kafka's own are left out. */
export async function countsOf(address: KafkaAddress): Promise<ReadonlyMap<string, number>> {
  const { topics } = await askBrokers(address, admin => admin.fetchTopicMetadata())
  const ours = topics.filter(({ name }) => !name.startsWith('__'))
  return new Map(ours.map(({ name, partitions }) => [name, partitions.length]))
}
