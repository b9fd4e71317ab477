import { type Environment, fileOf } from '@orderflow/service-kit'
import { services } from '../../dev/lib/services.ts'

export type Command = 'npm start' | 'npm run demo'

/** Why a setting changes nothing, after `NAME has no effect here: `. */
type Reasons = Readonly<Record<string, string>>

/** Settings that a program of the system understands and that do nothing in a system which starts its own servers. */
export function reasonsWithoutEffect(command: Command, gateway: boolean): Reasons {
  return {
    DATABASE_URL: `${command} runs a PostgreSQL of its own, with a database for each service`,
    DATABASE_DIRECT_URL: `${command} has no pooler before its PostgreSQL`,
    DATABASE_CA_FILE: `${command} reaches its PostgreSQL on loopback, without TLS`,
    SERVICES: `${command} sets all of them up`,
    ADMIN_DATABASE_URL: `${command} runs a PostgreSQL of its own`,
    ...Object.fromEntries(
      services.map(({ prefix }) => [
        `${prefix}_DB_PASSWORD`,
        `${command} makes the passwords of its databases`,
      ]),
    ),
    KAFKA_BROKERS: `${command} runs a Kafka of its own`,
    CORS_ORIGINS: `${command} sets it to the page's own address`,
    SERVICE_URLS: `${command} sets it to where the services are`,
    CONTROL_URL: `${command} sets it to what it starts`,
    CONTROL_TOKEN: `${command} makes one at each start`,
    JWT_ISSUER: `${command} runs an issuer of its own`,
    ISSUER_URL: `${command} sets it to the port of its issuer`,
    ISSUER_SECRET: `${command} makes one at each start`,
    ISSUER_REDIRECT_URIS: `${command} sets it to the page's own address`,
    ISSUER_KEY_FILE: "the issuer's key is beside the other data",
    ORDERFLOW_TEST_SERVERS: 'it chooses the servers of npm test',
    ...(gateway ? besideGateway : withoutGateway),
    ...(command === 'npm start' ? ofStart : ofDemo),
  }
}

const besideGateway: Reasons = {
  GATEWAY_URL: 'a gateway of its own was asked for, which payment then calls',
  GATEWAY_LEDGER: "the gateway's books are beside the other data",
  GATEWAY_ERROR_RATE: '--gateway-errors sets it',
  GATEWAY_LOST_RATE: '--gateway-lost sets it',
}

const forGateway = 'it is for the simulated gateway over HTTP, which --gateway starts'
const withoutGateway: Reasons = Object.fromEntries(
  [
    'SEED',
    'LEDGER',
    'LATENCY_MS',
    'JITTER_MS',
    'ERROR_RATE',
    'LOST_RATE',
    'SILENT_RATE',
    'DUPLICATE_RATE',
  ].map(name => [`GATEWAY_${name}`, forGateway]),
)

const ports = services.map(({ prefix }) => `${prefix}_PORT`)
const ofStart: Reasons = {
  PORT: `each server has one of its own: ${ports.join(', ')}, ISSUER_PORT or CONTROL_PORT`,
}

const ofDemo: Reasons = {
  ...Object.fromEntries(
    ['PORT', ...ports, 'ISSUER_PORT', 'CONTROL_PORT', 'KAFKA_PORT', 'POSTGRES_PORT'].map(name => [
      name,
      'npm run demo takes free ports',
    ]),
  ),
  ORDERFLOW_RUN_DIR: 'npm run demo writes no addresses, as its system ends with it',
  ORDER_DEADLINE_MS: 'npm run demo sets it by the size of the wave',
  GATEWAY_SLOW_MS: 'npm run demo sets it by the size of the wave',
}

/** A sentence for each setting that is given and does nothing, in a file or not. */
export const withoutEffect = (env: Environment, reasons: Reasons): string[] =>
  Object.entries(reasons)
    .flatMap(([name, reason]) => [name, fileOf(name)].map(given => [given, reason] as const))
    .filter(([name]) => env[name] !== undefined && env[name] !== '')
    .map(([name, reason]) => `${name} has no effect here: ${reason}.`)
