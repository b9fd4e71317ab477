import {
  databaseAuthority,
  hostList,
  kafkaSecurityConfig,
  producerBytesPerSecond,
  whole,
} from '@orderflow/service-kit'
import { Type } from 'typebox'
import { partitionsConfig } from './partitions-config.ts'
import { bridge, services } from './services.ts'

const password = (whose: string) =>
  Type.Optional(Type.String({ description: `Password of ${whose}`, secret: true }))

const names = services.map(({ name }) => name)

/** What set-up is configured with. */
export const setUpConfig = Type.Object({
  ADMIN_DATABASE_URL: Type.String({
    description: 'URL of PostgreSQL as a superuser',
    pattern: '^postgres(ql)?://.+',
    secret: true,
  }),
  ...databaseAuthority,
  KAFKA_BROKERS: Type.Optional(
    hostList(
      'Kafka brokers to start from, as host:port,host:port; not set, topics and users are made by somebody else',
    ),
  ),
  SERVICES: Type.Unsafe<string[]>(
    Type.String({
      description: `Whose databases are on this server, with commas, where KAFKA_BROKERS is not set: of ${names}`,
      pattern: `^(${names.join('|')})(,(${names.join('|')}))*$`,
      default: names.join(','),
      separator: ',',
    }),
  ),
  ...kafkaSecurityConfig,
  ...partitionsConfig,
  KAFKA_PRODUCER_BYTES: whole(
    'Bytes a second that each service may send to each broker, all its processes together; who sends more is let wait',
    producerBytesPerSecond,
    1_000_000,
    Number.MAX_SAFE_INTEGER,
  ),
  ...Object.fromEntries(
    [...services, bridge].flatMap(({ name, prefix }) => [
      [`${prefix}_DB_PASSWORD`, password(`the application role of ${name}`)],
      [`${prefix}_KAFKA_PASSWORD`, password(`${name} on Kafka`)],
    ]),
  ),
})
