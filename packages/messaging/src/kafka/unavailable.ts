import { describe, MessagingError } from '../errors.ts'
import type { Refusal } from './refusal.ts'

/** What may be done about a refusal of somebody's, or of what he wants; nothing else is one of those. */
const advice: Readonly<Record<string, string>> = {
  TOPIC_AUTHORIZATION_FAILED: 'its user lacks a right to a topic',
  GROUP_AUTHORIZATION_FAILED: 'its user lacks the right to a group',
  CLUSTER_AUTHORIZATION_FAILED: 'this is for administrators of the cluster',
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: 'its user lacks the right to a transactional id',
  DELEGATION_TOKEN_AUTHORIZATION_FAILED: 'its user lacks the right to a delegation token',
  SASL_AUTHENTICATION_FAILED: 'its user is unknown, or the password is another',
  UNSUPPORTED_SASL_MECHANISM: 'the broker does not check passwords in this way',
  ILLEGAL_SASL_STATE: 'the broker expects nobody to sign in, or another way of it',
}

const isDenied = ({ name }: Refusal): boolean => Object.hasOwn(advice, name)

/**
 * Why Kafka gave no answer that is of use: `KAFKA_ACCESS_DENIED` if it refuses this client, which lasts until somebody
 * changes rights or a password; else `KAFKA_UNAVAILABLE`.
 *
 * @param refusal what a broker has refused, as the client's `refusalOf` finds it in the error
 */
export function unavailableFor(error: unknown, refusal: Refusal | undefined): MessagingError {
  if (refusal === undefined || !isDenied(refusal)) {
    return new MessagingError('KAFKA_UNAVAILABLE', `Kafka did not answer: ${describe(error)}.`, error)
  }
  return new MessagingError(
    'KAFKA_ACCESS_DENIED',
    `Kafka refuses this client (${refusal.name}): ${advice[refusal.name]}. Services get theirs from the set-up: run it again, or give the right.`,
    error,
  )
}

/** The same sentence for a refusal; the error's own words for all else. */
export const reasonFor = (error: unknown, refusal: Refusal | undefined): string =>
  refusal !== undefined && isDenied(refusal) ? unavailableFor(error, refusal).message : describe(error)
