import { askBrokers } from '@orderflow/audit/admin'
import type { KafkaAddress } from '@orderflow/messaging/kafka'
import { ServiceError } from '@orderflow/service-kit'

/** Kafka's numbers: nobody may write to a topic, whoever it is and whatever else it is allowed. */
const rule = {
  principal: 'User:*',
  host: '*',
  permissionType: 2,
  operation: 4,
  resourceType: 2,
  resourcePatternType: 3,
}

/**
 * Keeps all producers away from topics: the brokers refuse their records, which wait where they are, in the outboxes. It is a rule
 * that Kafka keeps, so it outlives whoever made it, and nobody has to be asked whether he has heard of it. Administrators
 * (`super.users`) are not kept away.
 *
 * @throws ServiceError `BROKERS_ASK_NOBODY`
 */
export const hold = (kafka: KafkaAddress, topics: readonly string[]): Promise<unknown> =>
  asked(kafka, admin => admin.createAcls({ acl: topics.map(resourceName => ({ ...rule, resourceName })) }))

/** Lets producers write again. @throws ServiceError `BROKERS_ASK_NOBODY` */
export const letGo = (kafka: KafkaAddress, topics: readonly string[]): Promise<unknown> =>
  topics.length === 0
    ? Promise.resolve()
    : asked(kafka, admin =>
        admin.deleteAcls({ filters: topics.map(resourceName => ({ ...rule, resourceName })) }),
      )

/** The topics that are held. @throws ServiceError `BROKERS_ASK_NOBODY` */
export async function heldTopics(kafka: KafkaAddress): Promise<readonly string[]> {
  const { resources } = await asked(kafka, admin =>
    admin.describeAcls({ ...rule, resourceName: undefined } as unknown as Parameters<
      typeof admin.describeAcls
    >[0]),
  )
  return resources.map(({ resourceName }) => resourceName).sort()
}

type Admin = Parameters<Parameters<typeof askBrokers>[1]>[0]

async function asked<Answer>(kafka: KafkaAddress, ask: (admin: Admin) => Promise<Answer>): Promise<Answer> {
  try {
    return await askBrokers(kafka, ask)
  } catch (cause) {
    if ((cause as { type?: string }).type !== 'SECURITY_DISABLED') throw cause
    throw new ServiceError(
      'BROKERS_ASK_NOBODY',
      'These brokers ask nobody who it is, so nothing keeps producers away: stop all services, add the partitions with kafka-topics.sh --alter, and start them again.',
      { cause },
    )
  }
}
