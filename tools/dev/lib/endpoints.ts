import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { KafkaAddress } from '@orderflow/messaging/kafka'
import {
  hostList,
  kafkaSecurity,
  kafkaSecurityConfig,
  loadConfig,
  ServiceError,
} from '@orderflow/service-kit'
import { Type } from 'typebox'
import type { Issuer } from './bearer.ts'
import { addressOf, type KafkaAccount } from './kafka-access.ts'
import type { ByService, ServiceName } from './services.ts'

/** Where a running system is found: the content of `.run/endpoints.json`. */
export interface Endpoints {
  /** `host:port` of every broker. */
  readonly kafka: readonly string[]
  /** The administrator of the brokers; none where they ask nobody who it is. */
  readonly kafkaSecurity?: KafkaAccount | undefined
  /** The server as its superuser. */
  readonly postgres: {
    readonly host: string
    readonly port: number
    readonly user: string
    readonly password: string
    /** The PEM file of the authority by which it is verified, over TLS; without it there is none. */
    readonly caFile?: string
  }
  /** Base URLs. */
  readonly services: ByService<string>
  /** Who gives tokens for the services, and a client of it that may speak for anybody. */
  readonly issuer?: Issuer
  /** Base URL of the simulated payment gateway, if it runs: its books at `/charges`. */
  readonly gateway?: string
  /** What lets the live page, or a script that sends the token as `x-control-token`, kill, stop and start processes. */
  readonly control?: { readonly url: string; readonly token: string }
  /** The folder of the logs: `order.log`, `kafka/`, `postgres/postgres.log`. */
  readonly logs?: string
  /** None for a process that is being started again. */
  readonly pids: Readonly<
    Partial<Record<ServiceName | 'postgres' | 'issuer' | 'gateway', number | undefined>>
  > & {
    readonly kafka: readonly (number | undefined)[]
  }
}

const projectRoot = fileURLToPath(new URL('../../../', import.meta.url))

/** `.run/endpoints.json` of the project, or of the folder that `ORDERFLOW_RUN_DIR` names. */
export function endpointsFile(): string {
  return join(resolve(projectRoot, process.env.ORDERFLOW_RUN_DIR || '.run'), 'endpoints.json')
}

/**
 * Where the running system is.
 *
 * @throws ServiceError `SYSTEM_NOT_RUNNING`, `ENDPOINTS_UNREADABLE`
 */
export async function readEndpoints(file = endpointsFile()): Promise<Endpoints> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw unreadable(`${file} cannot be read (${cause.code})`, cause)
    throw new ServiceError('SYSTEM_NOT_RUNNING', 'No system is running: start one with `npm start`.', {
      cause,
    })
  })
  let endpoints: unknown
  try {
    endpoints = JSON.parse(text)
  } catch (cause) {
    throw unreadable(`${file} is not JSON`, cause)
  }
  if (isEndpoints(endpoints)) return endpoints
  throw unreadable(`${file} does not have a system's addresses`)
}

const unreadable = (what: string, cause?: unknown) =>
  new ServiceError(
    'ENDPOINTS_UNREADABLE',
    `${what}: delete it and start the system again with \`npm start\`.`,
    { cause },
  )

/** Whether it has what every reader of the file needs. */
function isEndpoints(value: unknown): value is Endpoints {
  const { kafka, postgres, services } = (value ?? {}) as Partial<Endpoints>
  const { host, port, user, password } = postgres ?? {}
  return (
    Array.isArray(kafka) &&
    [host, user, password].every(text => typeof text === 'string') &&
    typeof port === 'number' &&
    typeof services === 'object' &&
    services !== null
  )
}

/** It holds passwords: its owner's only. */
export async function writeEndpoints(endpoints: Endpoints, file = endpointsFile()): Promise<void> {
  await writeOwn(file, `${JSON.stringify(endpoints, null, 2)}\n`)
}

/** Writes a file that only its owner may read. A reader sees the old one or the new one, never half of one. */
export async function writeOwn(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const draft = `${file}.${process.pid}`
  await writeFile(draft, text, { mode: 0o600 })
  await rename(draft, file)
}

export async function removeEndpoints(file = endpointsFile()): Promise<void> {
  await rm(file, { force: true })
}

/**
 * Brokers and a database of the system that runs here; where none does, those that a service's environment names.
 *
 * @throws ServiceError `SYSTEM_NOT_RUNNING`, `ENDPOINTS_UNREADABLE`
 */
export async function whereIs(
  database: string,
): Promise<{ readonly kafka: KafkaAddress; readonly databaseUrl: string }> {
  try {
    const endpoints = await readEndpoints()
    return { kafka: kafkaOf(endpoints), databaseUrl: postgresUrl(endpoints, database) }
  } catch (error) {
    const config = loadConfig(ownEnvironment)
    const { DATABASE_URL: databaseUrl, KAFKA_BROKERS: brokers } = config
    const isElsewhere = error instanceof ServiceError && error.code === 'SYSTEM_NOT_RUNNING'
    if (!isElsewhere || databaseUrl === undefined || brokers === undefined) throw error
    return { kafka: { brokers, security: kafkaSecurity(config) }, databaseUrl }
  }
}

/**
 * Brokers of the system that runs here, and where all else of it is; where none does, the brokers that the environment names.
 *
 * @throws ServiceError `SYSTEM_NOT_RUNNING`, `ENDPOINTS_UNREADABLE`
 */
export async function whereIsKafka(): Promise<{
  readonly kafka: KafkaAddress
  readonly endpoints: Endpoints | undefined
}> {
  try {
    const endpoints = await readEndpoints()
    return { kafka: kafkaOf(endpoints), endpoints }
  } catch (error) {
    const config = loadConfig(Type.Object(brokersOfEnvironment))
    const isElsewhere = error instanceof ServiceError && error.code === 'SYSTEM_NOT_RUNNING'
    if (!isElsewhere || config.KAFKA_BROKERS === undefined) throw error
    return { kafka: { brokers: config.KAFKA_BROKERS, security: kafkaSecurity(config) }, endpoints: undefined }
  }
}

const brokersOfEnvironment = {
  KAFKA_BROKERS: Type.Optional(hostList('Kafka brokers, as host:port,host:port')),
  ...kafkaSecurityConfig,
}

const ownEnvironment = Type.Object({
  DATABASE_URL: Type.Optional(
    Type.String({ description: 'URL of the database', pattern: '^postgres(ql)?://.+', secret: true }),
  ),
  ...brokersOfEnvironment,
})

/** The brokers, and who administers them. */
export const kafkaOf = ({ kafka, kafkaSecurity }: Pick<Endpoints, 'kafka' | 'kafkaSecurity'>): KafkaAddress =>
  addressOf(kafka, kafkaSecurity)

/** A superuser's URL of one of the system's databases. */
export function postgresUrl({ postgres }: Pick<Endpoints, 'postgres'>, database: string): string {
  const { host, port, user, password, caFile } = postgres
  const [name, secret, path] = [user, password, database].map(encodeURIComponent)
  const verified =
    caFile === undefined ? '' : `?sslmode=verify-full&sslrootcert=${encodeURIComponent(caFile)}`
  return `postgres://${name}:${secret}@${host}:${port}/${path}${verified}`
}
