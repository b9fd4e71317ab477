import type { Connection } from '@platformatic/kafka'
import { backoff, delay, within } from '../../../timing/bounded.ts'
import { assignSlots } from '../../assigner.ts'
import type { Membership } from '../../consumer/supervised.ts'
import type { ConsumeOptions } from '../../port.ts'
import { ask } from '../ask.ts'
import { loadClient } from '../client.ts'
import type { Cluster } from '../cluster.ts'
import { byTopic, type Place } from '../places.ts'
import { refusalOf } from '../refusal-of.ts'

const sessionTimeoutMs = 6_000
const rebalanceTimeoutMs = 10_000
/** A join waits for the other members, and for an empty group's first ones. */
const joinWithinMs = 20_000
const attempts = 6
/** The version of what members tell each other: kafkajs and Java read it too, so both clients may be in one group. */
const version = 0
const protocolType = 'consumer'

/** What a member has between two rebalances. */
export interface Generation {
  readonly id: number
  readonly memberId: string
  readonly places: readonly Place[]
  /** Partitions of each topic as the leader has dealt them out; undefined for who does not lead. */
  readonly counts: ReadonlyMap<string, number> | undefined
}

export interface Commit extends Place {
  readonly offset: string
}

/** A member of a group by the classic protocol, whose leader deals out the partitions. */
export function createGroup(
  cluster: Cluster,
  { groupId, topics, assigner = 'slots' }: ConsumeOptions,
  membership: Membership,
) {
  const client = loadClient()
  let connection: Connection | undefined

  /** The coordinator, asked for anew after anything went wrong. */
  async function coordinated<Answer>(work: (connection: Connection) => Promise<Answer>): Promise<Answer> {
    if (connection === undefined || !connection.isConnected()) connection = await cluster.coordinator(groupId)
    try {
      return await work(connection)
    } catch (error) {
      if (!isOfGroup(error)) connection = undefined
      throw error
    }
  }

  async function attempt(): Promise<Generation> {
    const metadata = client.encodeConsumerProtocolSubscription({
      version,
      topics: [...topics],
      userData: Buffer.alloc(0),
    } as never)
    const joined = await coordinated(to =>
      within(
        joinWithinMs,
        client.joinGroupV9.api.async(
          to,
          groupId,
          sessionTimeoutMs,
          rebalanceTimeoutMs,
          membership.memberId,
          null,
          protocolType,
          [{ name: assigner, metadata }],
          null,
        ),
      ),
    )
    const { memberId } = joined
    membership.memberId = memberId
    const leads = joined.leader === memberId
    const dealt = leads ? await deal(joined.members) : undefined
    const { assignment } = await coordinated(to =>
      within(
        joinWithinMs,
        client.syncGroupV5.api.async(
          to,
          groupId,
          joined.generationId,
          memberId,
          null,
          protocolType,
          assigner,
          dealt?.assignments ?? [],
        ),
      ),
    )
    const places = client
      .decodeConsumerProtocolAssignment(assignment)
      .assignedPartitions.flatMap(({ topic, partitions }) =>
        partitions.map(partition => ({ topic, partition })),
      )
    return { id: joined.generationId, memberId, places, counts: dealt?.counts }
  }

  /** Also of topics that the leader itself does not read: a rolling deploy may have added them. */
  async function deal(members: readonly { memberId: string; metadata: Buffer }[]) {
    const subscriptions = new Map(
      members.map(({ memberId, metadata }) => [
        memberId,
        client.decodeConsumerProtocolSubscription(metadata).topics,
      ]),
    )
    const counts = countsOf(await cluster.topics([...new Set([...subscriptions.values()].flat())]))
    const assignments = [...assignSlots(subscriptions, counts)].map(([memberId, of]) => ({
      memberId,
      assignment: client.encodeConsumerProtocolAssignment({
        version,
        assignedPartitions: Object.entries(of).map(([topic, partitions]) => ({ topic, partitions })),
        userData: Buffer.alloc(0),
      } as never),
    }))
    return { counts, assignments }
  }

  return {
    /** Joins, or joins again; goes on for some seconds while the coordinator is starting or moves. */
    async join(signal: AbortSignal): Promise<Generation> {
      for (let failures = 0; ; failures++) {
        try {
          return await attempt()
        } catch (error) {
          const name = refusalOf(error)?.name
          if (name === 'MEMBER_ID_REQUIRED') {
            membership.memberId = (error as { response?: { memberId?: string } }).response?.memberId ?? ''
            continue
          }
          if (name === 'UNKNOWN_MEMBER_ID' || name === 'FENCED_INSTANCE_ID') membership.memberId = ''
          else if (refusalOf(error)?.answer !== 'retry' && !isOfGroup(error)) throw error
          if (failures >= attempts || signal.aborted) throw error
        }
        await delay(backoff(failures, 100, 1_000), signal)
      }
    },
    /** Shows life. Rejects with the group's word where another rebalance is due: see `isOfGroup`. */
    async beat({ id, memberId }: Generation): Promise<void> {
      await coordinated(to => ask(to, client.heartbeatV4.api, groupId, id, memberId, null))
    },
    async commit({ id, memberId }: Generation, offsets: readonly Commit[]): Promise<void> {
      const asked = byTopic(offsets).map(([name, of]) => ({
        name,
        partitions: of.map(({ partition, offset }) => ({
          partitionIndex: partition,
          committedOffset: BigInt(offset),
          committedLeaderEpoch: -1,
          committedMetadata: null,
        })),
      }))
      await coordinated(to => ask(to, client.offsetCommitV8.api, groupId, id, memberId, null, asked))
    },
    /** So that others need not wait for the end of the session. */
    async leave(): Promise<void> {
      const { memberId } = membership
      if (memberId === '') return
      const members = [{ memberId, groupInstanceId: null, reason: null }]
      await coordinated(to => ask(to, client.leaveGroupV5.api, groupId, members))
      membership.memberId = ''
    },
  }
}

export type Group = ReturnType<typeof createGroup>

const ofGroup = new Set([
  'REBALANCE_IN_PROGRESS',
  'ILLEGAL_GENERATION',
  'UNKNOWN_MEMBER_ID',
  'MEMBER_ID_REQUIRED',
])

/** Whether the group has said that its members have to join again. */
export const isOfGroup = (error: unknown): boolean => ofGroup.has(refusalOf(error)?.name ?? '')

export const countsOf = (topics: ReadonlyMap<string, readonly unknown[]>) =>
  new Map([...topics].map(([topic, leaders]) => [topic, leaders.length]))
