import { AssignerProtocol, type Cluster, type GroupMember } from 'kafkajs'
import { describe, expect, test } from 'vitest'
import { assignSlots } from './assigner.ts'
import { slotAssigner } from './kafkajs/consumer/slot-assigner.ts'

const { MemberAssignment, MemberMetadata } = AssignerProtocol
const ab = ['a', 'b']

describe('assignSlots', () => {
  test.each<{
    name: string
    members: Record<string, string[]>
    partitions: Record<string, number>
    expected: Record<string, Record<string, number[]>>
  }>([
    {
      name: 'slot i of all topics goes to one member',
      members: { m1: ab, m2: ab },
      partitions: { a: 4, b: 4 },
      expected: { m1: { a: [0, 2], b: [0, 2] }, m2: { a: [1, 3], b: [1, 3] } },
    },
    {
      name: 'topics of different sizes still agree on every slot they share',
      members: { m1: ab, m2: ab },
      partitions: { a: 3, b: 1 },
      expected: { m1: { a: [0, 2], b: [0] }, m2: { a: [1] } },
    },
    {
      name: 'a member of its own gets everything',
      members: { m1: ab },
      partitions: { a: 2, b: 2 },
      expected: { m1: { a: [0, 1], b: [0, 1] } },
    },
    {
      name: 'more members than slots: some have nothing, and are named',
      members: { m1: ['a'], m2: ['a'], m3: ['a'] },
      partitions: { a: 2 },
      expected: { m1: { a: [0] }, m2: { a: [1] }, m3: {} },
    },
    {
      name: 'those that subscribe to all topics take all of them',
      members: { m1: ['a'], m2: ab, m3: ['b'] },
      partitions: { a: 2, b: 2 },
      expected: { m1: {}, m2: { a: [0, 1], b: [0, 1] }, m3: {} },
    },
    {
      name: 'where no one subscribes to all, each topic goes round its own',
      members: { m1: ['a'], m2: ['a', 'b'], m3: ['b', 'c'] },
      partitions: { a: 3, b: 3, c: 2 },
      expected: { m1: { a: [0, 2] }, m2: { a: [1], b: [0, 2] }, m3: { b: [1], c: [0, 1] } },
    },
    {
      name: 'a topic that does not exist yet has no partitions',
      members: { m1: ab },
      partitions: { a: 2 },
      expected: { m1: { a: [0, 1] } },
    },
    { name: 'no members', members: {}, partitions: { a: 2 }, expected: {} },
  ])('$name', ({ members, partitions, expected }) => {
    const counts = new Map(Object.entries(partitions))
    const assigned = assignSlots(new Map(Object.entries(members)), counts)
    expect(Object.fromEntries(assigned)).toEqual(expected)
    // Whoever leads the group, and in whatever order the members came, the result is the same.
    const reversed = new Map(Object.entries(members).reverse())
    expect(Object.fromEntries(assignSlots(reversed, counts))).toEqual(expected)
  })
})

describe('the assigner of the group', () => {
  const member = (memberId: string, topics: string[]): GroupMember => {
    return {
      memberId,
      memberMetadata: MemberMetadata.encode({ version: 1, topics, userData: Buffer.alloc(0) }),
    }
  }

  /** A leader's view of the cluster: it has metadata only of the topics that it has targeted. */
  function clusterOf(partitions: Record<string, number>, targeted: string[]) {
    const known = new Set(targeted)
    return {
      addMultipleTargetTopics: async (topics: string[]) => {
        for (const topic of topics) known.add(topic)
      },
      findTopicPartitionMetadata: (topic: string) =>
        known.has(topic) ? Array.from({ length: partitions[topic] ?? 0 }) : [],
    } as unknown as Cluster
  }

  test('assigns a topic that only a newer member subscribes to, though an old one leads', async () => {
    const cluster = clusterOf({ a: 2, b: 2 }, ['a'])
    const assigner = slotAssigner('slots')({ cluster, groupId: 'g', logger: undefined as never })

    const assigned = await assigner.assign({
      members: [member('old', ['a']), member('new', ab)],
      topics: ['a'],
    })

    const decoded = assigned.map(({ memberId, memberAssignment }) => [
      memberId,
      MemberAssignment.decode(memberAssignment)?.assignment,
    ])
    expect(Object.fromEntries(decoded)).toEqual({ new: { a: [0, 1], b: [0, 1] }, old: {} })
  })

  test('tells the group its name and the topics that it subscribes to', () => {
    const assigner = slotAssigner('slots')({
      cluster: clusterOf({}, []),
      groupId: 'g',
      logger: undefined as never,
    })
    const { name, metadata } = assigner.protocol({ topics: ab })
    expect(name).toBe(assigner.name)
    expect(MemberMetadata.decode(metadata)?.topics).toEqual(ab)
  })
})
