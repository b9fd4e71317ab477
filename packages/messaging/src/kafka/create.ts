import { type KafkaOptions as Options, createKafka as onKafkajs } from './kafkajs/kafkajs.ts'
import { createPlatformaticKafka } from './platformatic/platformatic.ts'
import type { Kafka } from './port.ts'

/** The clients behind the port: what a service does is the same with each (ADR 66). */
export const kafkaClients = ['kafkajs', 'platformatic'] as const
export type KafkaClient = (typeof kafkaClients)[number]

export interface KafkaOptions extends Options {
  /** kafkajs unless told. */
  readonly client?: KafkaClient | undefined
}

/**
 * The Kafka port on one of its clients.
 *
 * @throws MessagingError `KAFKA_CLIENT_MISSING` if `@platformatic/kafka` is not installed, or this Node is too old for it
 */
export function createKafka({ client = 'kafkajs', ...options }: KafkaOptions): Kafka {
  return client === 'platformatic' ? createPlatformaticKafka(options) : onKafkajs(options)
}
