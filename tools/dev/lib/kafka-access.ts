import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { KafkaAddress } from '@orderflow/messaging/kafka'

/** Who somebody is on Kafka, as a file or an environment says it. */
export interface KafkaAccount {
  /** The PEM file of the authority by which the brokers' certificates are verified. */
  readonly caFile: string
  readonly username: string
  readonly password: string
  /** SCRAM-SHA-512 unless told; the administrator's is `plain`. */
  readonly mechanism?: 'plain' | undefined
}

/** Where the brokers are, and who comes; nobody in particular without an account. */
export function addressOf(brokers: readonly string[], account: KafkaAccount | undefined): KafkaAddress {
  if (account === undefined) return { brokers }
  const { caFile, ...who } = account
  return { brokers, security: { ca: readFileSync(caFile, 'utf8'), ...who } }
}

/** The password that set-up gives a user: it follows from the administrator's, so that it is kept nowhere. */
export const derivedPassword = (adminPassword: string, user: string): string =>
  createHmac('sha256', adminPassword).update(`kafka/${user}`).digest('base64url')

/** The account of a service in a system that `admin` has set up. */
export const accountOf = (admin: KafkaAccount, user: string): KafkaAccount => ({
  caFile: admin.caFile,
  username: user,
  password: derivedPassword(admin.password, user),
})

/** What tells a service's process where the brokers are, and who it is, but for the password. */
export const kafkaEnvironment = (
  brokers: readonly string[],
  account: KafkaAccount | undefined,
): Record<string, string> => ({
  KAFKA_BROKERS: brokers.join(','),
  ...(account && {
    KAFKA_CA_FILE: account.caFile,
    KAFKA_USERNAME: account.username,
    KAFKA_SASL_MECHANISM: account.mechanism ?? 'scram-sha-512',
  }),
})
