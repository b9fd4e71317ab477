import { MessagingError } from '../errors.ts'

/** What a user may send is kept by the brokers under this name. */
export const producerQuota = 'producer_byte_rate'

export const quotaRefused = (user: string, why: string) =>
  new MessagingError('KAFKA_QUOTA_REFUSED', `Kafka does not bound what ${user} sends: ${why}.`)
