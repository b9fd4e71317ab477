import type { KafkaSecurity } from '@orderflow/messaging/kafka'
import { Type } from 'typebox'
import { ServiceError } from './errors.ts'
import { followFile } from './secret-files.ts'

/** Who a process is on Kafka; all of the first three or none. */
export const kafkaSecurityConfig = {
  KAFKA_CA_FILE: Type.Optional(
    Type.String({ description: "PEM file of the authority of the brokers' certificates" }),
  ),
  KAFKA_USERNAME: Type.Optional(Type.String({ description: 'User on Kafka' })),
  KAFKA_PASSWORD: Type.Optional(Type.String({ description: 'Its password', secret: true })),
  KAFKA_SASL_MECHANISM: Type.Enum(['scram-sha-512', 'plain'], {
    description: 'How the password is proven to the brokers, over TLS in either case',
    default: 'scram-sha-512',
  }),
}

interface Values {
  readonly KAFKA_CA_FILE?: string | undefined
  readonly KAFKA_USERNAME?: string | undefined
  readonly KAFKA_PASSWORD?: string | undefined
  readonly KAFKA_SASL_MECHANISM: 'scram-sha-512' | 'plain'
}

/**
 * What `createKafka` takes; undefined if nothing is configured, for brokers that ask nobody who it is. Authority and password
 * are what their files hold when they are asked for.
 *
 * @throws ServiceError `CONFIG_INVALID` if a part is missing, or there is no such file
 */
export function kafkaSecurity(config: Values): KafkaSecurity | undefined {
  const { KAFKA_CA_FILE: file, KAFKA_USERNAME: username, KAFKA_PASSWORD: password } = config
  if (file === undefined && username === undefined && password === undefined) return undefined
  if (file === undefined || username === undefined || password === undefined) {
    const sentence =
      'KAFKA_CA_FILE, KAFKA_USERNAME and KAFKA_PASSWORD belong together: set all of them, or none for brokers that ask nobody who it is.'
    throw new ServiceError('CONFIG_INVALID', sentence)
  }
  const authority = authorityIn(file)
  return {
    get ca() {
      return authority()
    },
    username,
    get password() {
      return config.KAFKA_PASSWORD ?? password
    },
    mechanism: config.KAFKA_SASL_MECHANISM,
  }
}

function authorityIn(file: string): () => string {
  try {
    return followFile(file)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new ServiceError('CONFIG_INVALID', `KAFKA_CA_FILE: ${file} cannot be read (${code}).`, { cause })
  }
}
