import type { PartitionAssigner } from 'kafkajs'
import { loadKafkajs } from './mend-kafkajs.ts'
import { refusalOf } from './produce-errors.ts'

const { MemberAssignment, MemberMetadata } = loadKafkajs().AssignerProtocol

/** Member id → topic → partitions. */
export type Assignment = Map<string, Record<string, number[]>>

/**
 * Gives slot i of every topic to one member, so that all events of one key meet in one process. A slot
 * goes to a member that subscribes to all topics; where none does, each topic's partitions go round the
 * members that subscribe to it. Pure; the same members and topics give the same assignment.
 */
export function assignSlots(
  subscriptions: ReadonlyMap<string, readonly string[]>,
  partitionCounts: ReadonlyMap<string, number>,
): Assignment {
  const members = [...subscriptions.keys()].sort()
  const topics = [...new Set([...subscriptions.values()].flat())].sort()
  const assignment: Assignment = new Map(members.map(member => [member, {}]))
  const complete = members.filter(member => topics.every(topic => subscriptions.get(member)?.includes(topic)))
  for (const topic of topics) {
    const takers = complete.length > 0 ? complete : members.filter(m => subscriptions.get(m)?.includes(topic))
    for (let slot = 0; slot < (partitionCounts.get(topic) ?? 0); slot++) {
      const partitions = assignment.get(takers[slot % takers.length] as string) as Record<string, number[]>
      partitions[topic] = [...(partitions[topic] ?? []), slot]
    }
  }
  return assignment
}

/**
 * The group's assigner. kafkajs' own one assigns the leader's topics only: a topic that a rolling deploy
 * adds stays unread while an old member leads. This one reads every member's subscription and loads the
 * metadata of the topics that the leader itself does not know.
 */
export const slotAssigner: PartitionAssigner = ({ cluster }) => ({
  name: 'orderflow-slots',
  version: 1,
  async assign({ members, topics }) {
    const subscriptions = new Map(
      members.map(({ memberId, memberMetadata }) => [
        memberId,
        MemberMetadata.decode(memberMetadata)?.topics ?? [],
      ]),
    )
    const all = [...new Set([...subscriptions.values()].flat())]
    const unknown = all.filter(topic => !topics.includes(topic))
    for (const topic of unknown) {
      await cluster.addMultipleTargetTopics([topic]).catch(error => {
        // A member that does not know yet that it was deleted: nothing of it is to be assigned.
        if (refusalOf(error)?.name !== 'UNKNOWN_TOPIC_OR_PARTITION') throw error
      })
    }
    const counts = new Map(all.map(topic => [topic, cluster.findTopicPartitionMetadata(topic).length]))
    return [...assignSlots(subscriptions, counts)].map(([memberId, assignment]) => ({
      memberId,
      memberAssignment: MemberAssignment.encode({ version: 1, assignment, userData: Buffer.alloc(0) }),
    }))
  },
  protocol({ topics }) {
    return {
      name: 'orderflow-slots',
      metadata: MemberMetadata.encode({ version: 1, topics, userData: Buffer.alloc(0) }),
    }
  },
})
