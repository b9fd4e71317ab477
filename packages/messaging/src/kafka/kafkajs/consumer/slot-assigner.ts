import type { PartitionAssigner } from 'kafkajs'
import { assignSlots } from '../../assigner.ts'
import { loadKafkajs } from '../patch.ts'
import { refusalOf } from '../refusal-of.ts'

const { MemberAssignment, MemberMetadata } = loadKafkajs().AssignerProtocol

/**
 * The group's assigner. kafkajs' own one assigns the leader's topics only: a topic that a rolling deploy
 * adds stays unread while an old member leads. This one reads every member's subscription and loads the
 * metadata of the topics that the leader itself does not know.
 *
 * @param name under which all members of a group have to know it
 */
export const slotAssigner =
  (name: string): PartitionAssigner =>
  ({ cluster }) => ({
    name,
    version: 0,
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
        memberAssignment: MemberAssignment.encode({ version: 0, assignment, userData: Buffer.alloc(0) }),
      }))
    },
    protocol({ topics }) {
      return {
        name,
        metadata: MemberMetadata.encode({ version: 0, topics, userData: Buffer.alloc(0) }),
      }
    },
  })
