import { askBrokers } from '@orderflow/audit/admin'
import type { KafkaAddress } from '@orderflow/messaging/kafka'
import { commitOffsets } from '@orderflow/messaging/kafkajs'
import { ServiceError } from '@orderflow/service-kit'

/** Where a group goes on reading a partition. */
export interface Rewound {
  readonly topic: string
  readonly partition: number
  /** −1 if it had committed none. */
  readonly from: number
  readonly to: number
}

/**
 * Sets back where a consumer group goes on reading: at the first record of each partition that is not older than a moment. One that is
 * before that already stays where it is. The group must have no members.
 *
 * @param dryRun only says what would be done
 * @returns the partitions that are read again
 * @throws ServiceError `GROUP_BUSY` if the group has members
 */
export async function rewind(
  kafka: KafkaAddress,
  { group, topics, to, dryRun }: { group: string; topics: readonly string[]; to: Date; dryRun: boolean },
): Promise<readonly Rewound[]> {
  const rewound = await askBrokers(kafka, async admin => {
    const { groups } = await admin.describeGroups([group])
    const members = groups[0]?.members.length ?? 0
    if (members > 0) throw busy(group, members)
    const committed = await admin.fetchOffsets({ groupId: group, topics: [...topics] })
    const places: Rewound[] = []
    for (const { topic, partitions } of committed) {
      const first = await admin.fetchTopicOffsetsByTimestamp(topic, to.getTime())
      const back = partitions.flatMap(({ partition, offset }) => {
        const from = Number(offset)
        const at = Number(first.find(place => place.partition === partition)?.offset ?? from)
        return from > at ? [{ topic, partition, from, to: at }] : []
      })
      places.push(...back)
    }
    return places
  })
  const back = [...Map.groupBy(rewound, ({ topic }) => topic)].map(([topic, places]) => {
    return { topic, partitions: places.map(({ partition, to }) => ({ partition, offset: String(to) })) }
  })
  if (!dryRun && back.length > 0) await commitOffsets(kafka, group, back)
  return rewound
}

const busy = (group: string, members: number) =>
  new ServiceError(
    'GROUP_BUSY',
    `The group ${group} has members still (${members}): stop all replicas of the service, and wait until their session has ended (30 s).`,
  )
