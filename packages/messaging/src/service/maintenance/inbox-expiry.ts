import type { Logger } from 'pino'
import { MessagingError } from '../../errors.ts'
import { longestRedelivery, type Redelivery } from '../../events/expiry.ts'
import type { Kafka } from '../../kafka/port.ts'

const dayMs = 86_400_000
/** For clocks that differ, and for segments that a broker deletes a little late. */
const marginMs = dayMs

export interface InboxExpiry {
  /**
   * Whether partitions past the retention may be dropped: the topics, as they are set up now, can deliver none
   * of their events any more.
   *
   * @throws MessagingError `INBOX_RETENTION_TOO_SHORT`, `TOPIC_KEEPS_FOR_EVER`; `KAFKA_UNAVAILABLE` if the broker
   * does not tell.
   */
  check(): Promise<void>
}

export interface InboxExpiryOptions {
  readonly kafka: Pick<Kafka, 'topicConfigs'>
  readonly service: string
  /** Those whose events must not be applied twice. */
  readonly topics: readonly string[]
  /** Days that the inbox remembers an event after its last delivery; 0 is for ever. */
  readonly retentionDays: number
}

/** Compares the inbox's retention with what the topics and dead letters can deliver again. */
export function inboxExpiry({ kafka, service, topics, retentionDays }: InboxExpiryOptions): InboxExpiry {
  return {
    async check() {
      if (retentionDays === 0 || topics.length === 0) return
      const longest = await longestRedelivery(kafka, service, topics)
      if (longest === undefined || longest.milliseconds + marginMs <= retentionDays * dayMs) return
      throw refusal(longest, retentionDays)
    },
  }
}

/** As the library calls it, and the environment of a service of the service kit. */
const setting = 'inboxRetentionDays (INBOX_RETENTION_DAYS)'

const refusalCodes = new Set(['INBOX_RETENTION_TOO_SHORT', 'TOPIC_KEEPS_FOR_EVER'])

/** Whether the check has found that the inbox would forget too early; anything else means that it is not known. */
export function isRefusal(error: unknown): error is MessagingError {
  return error instanceof MessagingError && refusalCodes.has(error.code)
}

/**
 * Lets a service start unless it is known that its inbox would forget too early. A broker that is away, or does
 * not tell in time, is no reason: nothing is dropped until it has told.
 */
export async function refuseShortMemory(
  expiry: InboxExpiry,
  logger: Logger,
  withinMs = 5_000,
): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer in ${withinMs} ms`)), withinMs)
  try {
    await Promise.race([expiry.check(), late])
  } catch (error) {
    if (isRefusal(error)) throw error
    logger.warn(
      { err: error },
      'what the topics keep is not known yet: no inbox partition is dropped until then',
    )
  } finally {
    clearTimeout(timer)
  }
}

function refusal({ topic, milliseconds }: Redelivery, retentionDays: number): MessagingError {
  const forgets = `The inbox forgets an event ${retentionDays} days after its last delivery`
  if (milliseconds === Number.POSITIVE_INFINITY) {
    return new MessagingError(
      'TOPIC_KEEPS_FOR_EVER',
      `${forgets}, but ${topic} or its dead letters may keep it for ever: give both topics cleanup.policy=delete, retention.ms, segment.ms and message.timestamp.after.max.ms, or set ${setting} to 0 to forget nothing.`,
    )
  }
  const needed = Math.ceil((milliseconds + marginMs) / dayMs)
  return new MessagingError(
    'INBOX_RETENTION_TOO_SHORT',
    `${forgets}, but ${topic} and its dead letters can deliver it again for up to ${(milliseconds / dayMs).toFixed(1)} days: set ${setting} to ${needed} or more, or lower retention.ms or segment.ms of these topics.`,
  )
}
