import type { Refusal } from '../refusal.ts'
import { refusalNamed, refusalOfCode } from '../refusals.ts'

/** What kafkajs calls some errors, by names that Kafka has given up. */
const formerly: Readonly<Record<string, string>> = {
  UNKNOWN: 'UNKNOWN_SERVER_ERROR',
  NOT_LEADER_FOR_PARTITION: 'NOT_LEADER_OR_FOLLOWER',
  GROUP_LOAD_IN_PROGRESS: 'COORDINATOR_LOAD_IN_PROGRESS',
  GROUP_COORDINATOR_NOT_AVAILABLE: 'COORDINATOR_NOT_AVAILABLE',
  NOT_COORDINATOR_FOR_GROUP: 'NOT_COORDINATOR',
}

/**
 * kafkajs makes one error of all that goes wrong while it signs in, a connection that breaks among it; only its words say
 * that a broker has judged.
 */
const saysBroker = /invalid credentials|invalid username or password|mechanism is not supported/i

/**
 * The refusal behind what kafkajs throws, which may be wrapped more than once.
 *
 * @returns undefined if no broker has refused anything: the connection failed, or nobody answered
 */
export function refusalOf(error: unknown): Refusal | undefined {
  for (let e = error; e instanceof Error; e = e.cause) {
    if ('type' in e && typeof e.type === 'string') return named(e.type, e)
    if (e.name === 'KafkaJSSASLAuthenticationError' && saysBroker.test(e.message)) return refusalOfCode(58)
    // The metadata came without this topic.
    if (e.name === 'KafkaJSMetadataNotLoaded') return refusalOfCode(3)
  }
  return undefined
}

function named(type: string, { message }: Error): Refusal {
  // kafkajs says the number of an error that it does not know in a sentence only.
  const [, code] = (type === 'KAFKAJS_UNKNOWN_ERROR_CODE' && /(-?\d+)$/.exec(message)) || []
  if (code !== undefined) return refusalOfCode(Number(code))
  return refusalNamed(formerly[type] ?? type)
}
