import { createRequire } from 'node:module'
import { describe, MessagingError } from '../../errors.ts'

const require = createRequire(import.meta.url)
/** The releases of Node that the client runs on, which is an optional dependency for that: 22 from 22.22 on, 24 from 24.6 on, all later ones. */
const least: Readonly<Record<number, number>> = { 22: 22, 24: 6 }

export type Client = typeof import('@platformatic/kafka')

/**
 * `@platformatic/kafka`, loaded when it is asked for first: who uses kafkajs need not have it.
 *
 * @throws MessagingError `KAFKA_CLIENT_MISSING`
 */
export function loadClient(version: string = process.versions.node): Client {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major < 24 ? !(minor >= (least[major] ?? Number.POSITIVE_INFINITY)) : minor < (least[major] ?? 0)) {
    const sentence = `KAFKA_CLIENT=platformatic needs Node 22.22, 24.6 or later, and this is ${version}: run another Node, or take kafkajs.`
    throw new MessagingError('KAFKA_CLIENT_MISSING', sentence)
  }
  try {
    return require('@platformatic/kafka')
  } catch (error) {
    const sentence = `KAFKA_CLIENT=platformatic needs the package @platformatic/kafka: install it, or take kafkajs (${describe(error)}).`
    throw new MessagingError('KAFKA_CLIENT_MISSING', sentence, error)
  }
}
