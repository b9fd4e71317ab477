import { deadLetterTopic } from '../events/dead-letters.ts'
import { type AccessRule, ruleKey } from '../kafka/access.ts'
import type { Kafka } from '../kafka/port.ts'

/** What a service touches on Kafka, as its tables say. */
export interface ServiceAccess {
  /** Its user. */
  readonly name: string
  /** The topics that it or its workers read: those of which it has dead letters. */
  readonly reads: readonly string[]
  readonly publishes: readonly string[]
  /** The consumer groups that it is a member of; the one of its own name unless told. */
  readonly groups?: readonly string[]
  /** Other groups of which it shows how far they are, and the topics, dead letters included, that it counts for that. */
  readonly watches?: { readonly groups: readonly string[]; readonly topics: readonly string[] }
}

/** What a service may send in a second to each broker unless told: twenty thousand orders' events, or what a fault makes of one. */
export const producerBytesPerSecond = 16_000_000

/**
 * The least that a service can work with, each rule for one topic or group:
 *
 * - of its groups it is a member;
 * - what it reads it reads, and asks for how long it is kept; it writes it too, because a redrive sends a dead letter
 *   back to where it lay (ADR 17);
 * - its own dead letters it writes, and reads again for the redrive;
 * - what it publishes it writes;
 * - what it watches it may see, and not read.
 *
 * Nothing of the cluster: no service makes, changes or deletes a topic.
 */
export function accessRules(service: ServiceAccess): AccessRule[] {
  const { name, reads, publishes, groups = [name], watches } = service
  const topics = (names: readonly string[], ...operations: AccessRule['operation'][]) =>
    names.flatMap(topic =>
      operations.map(operation => ({ resource: 'topic', name: topic, operation }) as const),
    )
  const ofGroups = (names: readonly string[], operation: AccessRule['operation']) =>
    names.map(group => ({ resource: 'group', name: group, operation }) as const)
  const all: AccessRule[] = [
    ...ofGroups(groups, 'read'),
    ...topics(reads, 'read', 'write', 'describe-configs'),
    ...topics(
      reads.map(topic => deadLetterTopic(topic, name)),
      'read',
      'write',
      'describe-configs',
    ),
    ...topics(publishes, 'write'),
    ...ofGroups(watches?.groups ?? [], 'describe'),
    ...topics(watches?.topics ?? [], 'describe'),
  ]
  return [...new Map(all.map(rule => [ruleKey(rule), rule])).values()]
}

/**
 * Gives each service its user, with this password, exactly its rules and its bound: what set-up has given before and tables no
 * longer say is taken away. May be called again.
 *
 * @param bytesPerSecond what each may send to each broker, all its processes together
 * @param isAnothers topics of a newer release, which may run: what a service may do there stays
 * @throws MessagingError `KAFKA_USER_REFUSED`, `KAFKA_QUOTA_REFUSED`, `KAFKA_ACCESS_DENIED`, `KAFKA_UNAVAILABLE`
 */
export async function setUpAccess(
  kafka: Pick<Kafka, 'putUser' | 'setAccess' | 'throttle'>,
  services: readonly (ServiceAccess & { readonly password: string })[],
  bytesPerSecond: number = producerBytesPerSecond,
  isAnothers?: (topic: string) => boolean,
): Promise<void> {
  for (const service of services) {
    await kafka.setAccess(service.name, accessRules(service), isAnothers)
    await kafka.throttle(service.name, bytesPerSecond)
    await kafka.putUser(service.name, service.password)
  }
}
