import { kafkaClients } from '@orderflow/messaging/kafka'
import { type Static, Type } from 'typebox'
import { days, milliseconds, whole } from './durations.ts'
import { kafkaSecurityConfig } from './kafka-security.ts'

/** A comma-separated list of `host:port`; the value is an array of them. */
export const hostList = (description: string) =>
  Type.Unsafe<string[]>(
    Type.String({
      description,
      pattern: '^[^\\s,:]+:[0-9]{1,5}(,[^\\s,:]+:[0-9]{1,5})*$',
      separator: ',',
    }),
  )

/** A comma-separated list of web origins; the value is an array of them, empty if there are none. */
const originList = (description: string) =>
  Type.Unsafe<string[]>(
    Type.String({
      description,
      default: '',
      pattern: '^(https?://[^\\s,/]+(,https?://[^\\s,/]+)*)?$',
      separator: ',',
    }),
  )

/** By what authority the database is verified, where its URL does not say it. */
export const databaseAuthority = {
  DATABASE_CA_FILE: Type.Optional(
    Type.String({
      description: "PEM file of the authority of PostgreSQL's certificate, by which it is then verified",
    }),
  ),
}

/** A TCP port to listen on, with the service's own default. 0 lets the system choose one. */
export const port = (byDefault: number) => whole('TCP port of the HTTP server', byDefault, 0, 65_535)

/** A switch that reads well in an environment file. */
const onOff = (description: string, byDefault: 'on' | 'off') =>
  Type.Enum(['on', 'off'], { description, default: byDefault })

/**
 * What every service is configured with. A service spreads it into its own schema:
 * `Type.Object({ ...commonConfig, PORT: port(3001) })`.
 */
export const commonConfig = {
  HOST: Type.String({ description: 'Address that the HTTP server listens on', default: '127.0.0.1' }),
  PORT: Type.Integer({ description: 'TCP port of the HTTP server', minimum: 0, maximum: 65_535 }),
  DATABASE_URL: Type.String({
    description:
      "URL of the service's own database, as its application role: postgres://role:password@host:port/database",
    pattern: '^postgres(ql)?://.+',
    secret: true,
  }),
  DATABASE_DIRECT_URL: Type.Optional(
    Type.String({
      description:
        'The same database past a pooler in transaction mode, if DATABASE_URL leads to one: for what needs a session',
      pattern: '^postgres(ql)?://.+',
      secret: true,
    }),
  ),
  ...databaseAuthority,
  KAFKA_BROKERS: hostList('Kafka brokers to start from, as host:port,host:port'),
  ...kafkaSecurityConfig,
  KAFKA_CLIENT: Type.Enum([...kafkaClients], {
    description: 'What speaks to Kafka; platformatic needs Node 22.22, 24.6 or later',
    default: 'kafkajs',
  }),
  LOG_LEVEL: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    description: 'The least severe level that is logged',
    default: 'info',
  }),
  POOL_SIZE: whole('Most database connections of this process', 10, 1, 10_000),
  REQUEST_TIMEOUT_MS: milliseconds(
    'Milliseconds for a request to arrive, and again for it to be answered',
    10_000,
  ),
  BODY_LIMIT_BYTES: whole('Largest request body, in bytes', 65_536, 1, 67_108_864),
  RATE_LIMIT_PER_SECOND: whole(
    'Requests a second of one caller, by token, or from one client address; 0 is no limit',
    0,
    0,
    1_000_000,
  ),
  ADMISSION_TARGET_MS: milliseconds(
    'Milliseconds that half of the commands are to take at most: beyond it, requests are refused with 429 or 503; 0 refuses none',
    250,
    { minimum: 0 },
  ),
  CONNECTIONS_MAX: whole(
    'Most HTTP connections of this process; one more is closed at once',
    4_000,
    1,
    1_000_000,
  ),
  IDLE_CONNECTIONS_MAX: whole(
    'Most of them that serve no request; one more closes the one that is idle for the longest',
    1_000,
    1,
    1_000_000,
  ),
  CORS_ORIGINS: originList(
    'Origins of web pages that may call this service, as https://host:port,https://host:port; none unless named',
  ),
  SHUTDOWN_TIMEOUT_MS: milliseconds('Milliseconds for an orderly stop before the process gives up', 10_000),
  INBOX_RETENTION_DAYS: days(
    'Days that the inbox remembers an event after its last delivery, longer than topics and dead letters keep it; 0 is for ever',
    30,
  ),
  IDEMPOTENCY_KEY_RETENTION_HOURS: whole(
    'Hours that an Idempotency-Key is remembered at least, a quarter more at most; 0 is for ever',
    24,
    0,
    350_400,
  ),
  METRICS_INTERVAL_MS: milliseconds(
    'Milliseconds between two looks at the brokers for consumer_lag and dlq_messages',
    5_000,
    { minimum: 50 },
  ),
  BATCH_MAX: whole('Most inputs in one transaction', 500, 1, 10_000),
  AUTHENTICATION: onOff(
    'Whether requests need a token of JWT_ISSUER; off, and whoever reaches the port may do everything',
    'on',
  ),
  JWT_ISSUER: Type.Optional(
    Type.String({
      description: 'URL of the OAuth 2 issuer whose tokens are taken, as their iss says it',
      pattern: '^https?://[^\\s]+$',
    }),
  ),
  JWT_AUDIENCE: Type.String({
    description: 'What tokens must be meant for, as their aud says it',
    default: 'orderflow',
    minLength: 1,
  }),
  JWT_JWKS_URL: Type.Optional(
    Type.String({
      description: "Where the issuer's public keys are; unless told, where its metadata say",
      pattern: '^https?://[^\\s]+$',
    }),
  ),
  JWT_JWKS: Type.Optional(
    Type.String({
      description: "The issuer's public keys themselves, a JSON Web Key Set; none is fetched then",
    }),
  ),
  TEST_VALUES: onOff(
    'Documented test customers, such as declined-1, fail on purpose; off in production',
    'on',
  ),
}

const commonSchema = Type.Object(commonConfig)

/** The values of `commonConfig`. */
export type CommonConfig = Static<typeof commonSchema>
