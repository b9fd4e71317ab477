import { setTimeout as pause } from 'node:timers/promises'
import { askBrokers } from '@orderflow/audit/admin'
import type { Kafka, KafkaAddress } from '@orderflow/messaging/kafka'
import { loadKafkajs } from '@orderflow/messaging/kafkajs'
import { ServiceError } from '@orderflow/service-kit'

const { AssignerProtocol } = loadKafkajs()
const lookEveryMs = 250

/** A group, and those of the topics that it reads: it has committed there, or has members for it. */
export interface Reader {
  readonly group: string
  readonly topics: readonly string[]
}

/**
 * All groups that read these topics, but for those that are left out. Who takes partitions without being a member, as Flink and Spark do,
 * has a group of no protocol.
 */
export async function readersOf(
  kafka: KafkaAddress,
  topics: readonly string[],
  without: readonly string[],
): Promise<readonly Reader[]> {
  return await askBrokers(kafka, async admin => {
    const { groups: listed } = await admin.listGroups()
    const mayRead = listed.filter(({ protocolType }) => protocolType === 'consumer' || protocolType === '')
    const names = mayRead.map(({ groupId }) => groupId).filter(name => !without.includes(name))
    const { groups } = await admin.describeGroups(names)
    const readers = groups.map(async ({ groupId: group, members }) => {
      const offsets = await admin.fetchOffsets({ groupId: group })
      const committed = offsets.filter(({ partitions }) =>
        partitions.some(({ offset }) => Number(offset) >= 0),
      )
      const read = new Set([...committed.map(({ topic }) => topic), ...members.flatMap(assigned)])
      return { group, topics: topics.filter(topic => read.has(topic)) }
    })
    const all = await Promise.all(readers)
    return all.filter(reader => reader.topics.length > 0).sort((a, b) => (a.group < b.group ? -1 : 1))
  })
}

const assigned = ({ memberAssignment }: { readonly memberAssignment: Buffer }): string[] =>
  memberAssignment.length === 0
    ? []
    : Object.keys(AssignerProtocol.MemberAssignment.decode(memberAssignment)?.assignment ?? {})

/** How much a group has still to read of a topic. */
export interface Behind {
  readonly group: string
  readonly topic: string
  readonly records: number
}

export interface Look {
  readonly behind: readonly Behind[]
  /** The sum of all ends: it grows with each record that is written. */
  readonly ends: number
}

/** How far these readers are. @throws MessagingError `KAFKA_UNAVAILABLE` */
export async function look(
  kafka: Pick<Kafka, 'lag' | 'depths'>,
  readers: readonly Reader[],
  topics: readonly string[],
): Promise<Look> {
  const [depths, ...lags] = await Promise.all([
    kafka.depths(topics),
    ...readers.map(({ group, topics: read }) => kafka.lag(group, read)),
  ])
  const behind = readers.flatMap(({ group }, n) =>
    [...Map.groupBy(lags[n] ?? [], ({ topic }) => topic)].flatMap(([topic, places]) => {
      const records = places.reduce((sum, { lag }) => sum + lag, 0)
      return records > 0 ? [{ group, topic, records }] : []
    }),
  )
  return { behind, ends: depths.reduce((sum, { end }) => sum + end, 0) }
}

export interface UntilReadOptions {
  readonly address: KafkaAddress
  readonly kafka: Pick<Kafka, 'lag' | 'depths'>
  readonly topics: readonly string[]
  readonly without: readonly string[]
  readonly withinMs: number
  readonly signal: AbortSignal
  readonly onLook?: (look: Look) => void
}

/**
 * Waits until every reader has read all that lies on the topics, twice in a row, and nothing has come between: what was on its way to a
 * broker when the topics were held is there by then, and read.
 *
 * @throws ServiceError `NOT_READ` with who is behind, after `withinMs`
 */
export async function untilRead(options: UntilReadOptions): Promise<readonly Reader[]> {
  const { address, kafka, topics, without, withinMs, signal, onLook } = options
  const deadline = performance.now() + withinMs
  for (let ends = -1; ; await pause(lookEveryMs, undefined, { signal })) {
    const readers = await readersOf(address, topics, without)
    const now = await look(kafka, readers, topics)
    onLook?.(now)
    if (now.behind.length === 0 && now.ends === ends) return readers
    // One look alone says nothing about what comes, however long it took.
    const isSlow = now.behind.length > 0 || ends >= 0
    if (isSlow && performance.now() > deadline) throw notRead(now.behind, withinMs)
    ends = now.ends
  }
}

function notRead(behind: readonly Behind[], withinMs: number): ServiceError {
  const who = behind.map(({ group, topic, records }) => `${group} is ${records} behind on ${topic}`)
  return new ServiceError(
    'NOT_READ',
    `${who.slice(0, 3).join(', ') || 'Records still come'}${who.length > 3 ? ` and ${who.length - 3} more` : ''} after ${withinMs / 1000} s. Bring the service up, give it more time with --within, or leave the group out with --without NAME if nobody reads by it any more.`,
  )
}
