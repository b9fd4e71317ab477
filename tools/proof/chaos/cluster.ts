import { setTimeout as pause } from 'node:timers/promises'
import type { KafkaNode } from '@orderflow/embedded'
import type { KafkaAddress } from '@orderflow/messaging/kafka'
import { ServiceError } from '@orderflow/service-kit'
import type { System } from '../../dev/lib/system.ts'
import { connectAdmin } from '../bench/kafka-admin.ts'

type Admin = Awaited<ReturnType<typeof connectAdmin>>

/** Limits for a machine that is far too busy. */
const withinMs = 120_000

/** A leader that dies is replaced within seconds, and the preferred one comes back soon. */
export const quickElections = {
  'broker.session.timeout.ms': '3000',
  'broker.heartbeat.interval.ms': '500',
  'leader.imbalance.check.interval.seconds': '5',
}

export interface Partition {
  readonly topic: string
  readonly partition: number
  readonly leader: number
  readonly inSync: number
}

/** An operator's look at the brokers, or change of them. */
export async function withAdmin<Result>(
  kafka: KafkaAddress,
  work: (admin: Admin) => Promise<Result>,
): Promise<Result> {
  const admin = await connectAdmin(kafka)
  try {
    return await work(admin)
  } finally {
    await admin.disconnect()
  }
}

/** Every partition of the system's topics. */
async function partitions(kafka: KafkaAddress): Promise<Partition[]> {
  return await withAdmin(kafka, async admin => {
    const { topics } = await admin.fetchTopicMetadata()
    return topics
      .filter(({ name }) => !name.startsWith('__'))
      .flatMap(({ name, partitions }) =>
        partitions.map(({ partitionId, leader, isr }) => {
          return { topic: name, partition: partitionId, leader, inSync: isr.length }
        }),
      )
  })
}

/** The broker that leads the most partitions. */
export async function maxLeading({ kafka, kafkaAccess }: System): Promise<KafkaNode> {
  const led = new Map<number, number>()
  for (const { leader } of await partitions(kafkaAccess)) led.set(leader, (led.get(leader) ?? 0) + 1)
  const [[id] = [1]] = [...led].toSorted(([, a], [, b]) => b - a)
  return kafka.nodes.find(node => node.id === id) ?? (kafka.nodes[0] as KafkaNode)
}

/** Waits until each partition is led by another broker than this one, which is gone. */
export async function untilOthersLead({ kafka, kafkaAccess }: System, gone: KafkaNode): Promise<void> {
  const brokers = kafka.nodes.filter(node => node !== gone).map(({ address }) => address)
  const others = { ...kafkaAccess, brokers }
  await until('other brokers lead', async () =>
    (await partitions(others)).every(({ leader }) => leader !== gone.id && leader >= 0),
  )
}

/** Waits until each partition has all its replicas in sync: another broker may die. */
export async function untilInSync({ kafka, kafkaAccess }: System): Promise<void> {
  await until('every replica is in sync', async () =>
    (await partitions(kafkaAccess)).every(({ inSync }) => inSync === kafka.nodes.length),
  )
}

/** Waits for an outcome; an error while looking counts as "not yet". */
export async function until(what: string, look: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + withinMs; ; await pause(100)) {
    if (await look().catch(() => false)) return
    if (Date.now() > deadline) {
      throw new ServiceError('FAULT_INCOMPLETE', `Waited ${withinMs / 1000} s in vain until ${what}.`)
    }
  }
}

const offsetsPartitions = 6

/** The broker that coordinates a consumer group: the leader of its partition of the offsets' topic. */
export async function coordinatorOf({ kafka, kafkaAccess }: System, groupId: string): Promise<KafkaNode> {
  const slot = Math.abs(javaHash(groupId)) % offsetsPartitions
  const leader = await withAdmin(kafkaAccess, async admin => {
    const { topics } = await admin.fetchTopicMetadata({ topics: ['__consumer_offsets'] })
    return topics[0]?.partitions.find(({ partitionId }) => partitionId === slot)?.leader
  })
  return kafka.nodes.find(({ id }) => id === leader) ?? (kafka.nodes[0] as KafkaNode)
}

/** Java's `String.hashCode`, by which Kafka chooses a group's partition. */
const javaHash = (text: string) =>
  [...text].reduce((hash, letter) => (Math.imul(hash, 31) + letter.charCodeAt(0)) | 0, 0)

/** `topic/partition` → the id of the broker that leads it. */
export async function leadersOf({ kafkaAccess }: System): Promise<Map<string, number>> {
  const all = await partitions(kafkaAccess)
  return new Map(all.map(({ topic, partition, leader }) => [`${topic}/${partition}`, leader]))
}

/**
 * Names another of its replicas the preferred leader of each partition that `chosen` takes; the controller moves
 * the leadership there at its next look.
 * @param by places that the list of replicas is rotated
 */
export async function moveLeaders({ kafkaAccess }: System, by: number, chosen: () => boolean): Promise<void> {
  await withAdmin(kafkaAccess, async admin => {
    const { topics } = await admin.fetchTopicMetadata()
    const assignments = topics
      .filter(({ name }) => !name.startsWith('__'))
      .map(({ name, partitions }) => ({
        topic: name,
        partitionAssignment: partitions.filter(chosen).map(({ partitionId, replicas }) => {
          return { partition: partitionId, replicas: [...replicas.slice(by), ...replicas.slice(0, by)] }
        }),
      }))
      .filter(({ partitionAssignment }) => partitionAssignment.length > 0)
    await admin.alterPartitionReassignments({ topics: assignments, timeout: 10_000 })
  })
}

const topicConfig = 1
const topicResource = 2

/** Changes a setting of topics. The broker takes all settings of a topic at once, so its others are sent with it. */
export async function setTopicConfig(
  { kafkaAccess }: System,
  topics: readonly string[],
  name: string,
  value: string,
) {
  await withAdmin(kafkaAccess, async admin => {
    const asked = topics.map(topic => ({ type: topicResource, name: topic }))
    const { resources } = await admin.describeConfigs({ resources: asked, includeSynonyms: false })
    await admin.alterConfigs({
      validateOnly: false,
      resources: resources.map(({ resourceName, configEntries }) => ({
        type: topicResource,
        name: resourceName,
        configEntries: [
          ...configEntries
            .filter(entry => entry.configSource === topicConfig && entry.configName !== name)
            .map(({ configName, configValue }) => ({ name: configName, value: configValue })),
          { name, value },
        ],
      })),
    })
  })
}
