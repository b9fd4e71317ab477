import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  findFreePort,
  type KafkaCluster,
  type Postgres,
  type ServerProcess,
  serverProcess,
  startKafka,
  startPostgres,
} from '@orderflow/embedded'
import { createLogger } from '@orderflow/service-kit'
import type { Endpoints } from './endpoints.ts'
import { type ServiceFacts, type ServiceName, services } from './services.ts'
import { setUp } from './set-up.ts'

export const projectRoot = fileURLToPath(new URL('../../', import.meta.url))

/** Ports by what listens there; 0 takes a free one. */
export type Ports = Readonly<Record<ServiceName | 'kafka' | 'postgres', number>>

export const freePorts: Ports = { order: 0, inventory: 0, payment: 0, shipping: 0, kafka: 0, postgres: 0 }

export interface SystemOptions {
  /** Where brokers, databases and logs keep their files. */
  readonly dataDir: string
  /** Begin with nothing: an earlier run's data are deleted. */
  readonly fresh: boolean
  readonly ports: Ports
  /** Kafka brokers; 1 unless told. */
  readonly brokers?: number
  readonly logLevel?: string
  /** Configuration of the services over their defaults. */
  readonly env?: Readonly<Record<string, string>>
  /** Progress, for people. */
  readonly log: (line: string) => void
}

export interface System {
  readonly kafka: KafkaCluster
  readonly postgres: Postgres
  readonly services: Readonly<Record<ServiceName, ServerProcess>>
  endpoints(): Endpoints
  /** Stops everything in order: services first, then the broker and the database. */
  stop(): Promise<void>
}

/**
 * The whole system on loopback with no Docker: a real broker, a real database, and each service a process
 * of its own. Resolves when every service is ready; if one part does not start, the others are stopped.
 * No process survives this one, however it ends.
 */
export async function startSystem(options: SystemOptions): Promise<System> {
  const { dataDir, ports, log, brokers = 1 } = options
  if (options.fresh) await rm(dataDir, { recursive: true, force: true })
  await mkdir(dataDir, { recursive: true })
  const stops: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const stopOne of stops.splice(0).reverse()) await stopOne()
  }
  try {
    const [kafka, postgres] = await startServers({ ...options, brokers }, stops)
    log('Setting up databases and topics…')
    const urls = await setUp({
      adminUrl: postgres.url('postgres'),
      brokers: kafka.bootstrap,
      logger: createLogger({ service: 'setup', level: 'warn' }),
    })
    log('Starting the services…')
    const processes: [ServiceName, ServerProcess][] = []
    const addresses: [ServiceName, string][] = []
    for (const facts of services) {
      const port = ports[facts.name] || (await findFreePort())
      const address = `http://127.0.0.1:${port}`
      processes.push([facts.name, serviceProcess(facts, address, urls[facts.name], kafka, options)])
      addresses.push([facts.name, address])
    }
    stops.push(() => Promise.all(processes.map(([, service]) => service.stop())))
    await Promise.all(processes.map(([, service]) => service.start()))
    const byName = Object.fromEntries(processes) as Record<ServiceName, ServerProcess>
    return {
      kafka,
      postgres,
      services: byName,
      endpoints: () => endpointsOf(kafka, postgres, byName, Object.fromEntries(addresses)),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Both servers at once; what has started is stopped if the other one fails. */
async function startServers(
  { dataDir, ports, log, brokers }: SystemOptions & { brokers: number },
  stops: (() => Promise<unknown>)[],
): Promise<[KafkaCluster, Postgres]> {
  const started = await Promise.allSettled([
    startKafka({
      dataDir: join(dataDir, 'kafka'),
      cacheDir: join(projectRoot, '.cache', 'kafka'),
      brokers,
      ports: [ports.kafka],
      portSetting: 'KAFKA_PORT',
      log,
    }).then(kafka => {
      stops.push(() => kafka.stop())
      return kafka
    }),
    startPostgres({
      dataDir: join(dataDir, 'postgres'),
      port: ports.postgres,
      portSetting: 'POSTGRES_PORT',
      log,
    }).then(postgres => {
      stops.push(() => postgres.stop())
      return postgres
    }),
  ])
  const [kafka, postgres] = started
  if (kafka.status === 'rejected') throw kafka.reason
  if (postgres.status === 'rejected') throw postgres.reason
  return [kafka.value, postgres.value]
}

function serviceProcess(
  { name, main }: ServiceFacts,
  address: string,
  databaseUrl: string,
  kafka: KafkaCluster,
  { dataDir, env, logLevel = 'info' }: SystemOptions,
): ServerProcess {
  const log = join(dataDir, `${name}.log`)
  return serverProcess({
    name: `The ${name} service`,
    command: process.execPath,
    args: [fileURLToPath(main)],
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      KAFKA_BROKERS: kafka.bootstrap.join(','),
      PORT: new URL(address).port,
      LOG_LEVEL: logLevel,
      ...env,
    },
    pidFile: join(dataDir, `${name}.pid`),
    consoleFile: log,
    logFile: log,
    stopSignal: 'SIGTERM',
    stopWithinMs: 12_000,
    orphanSignal: 'SIGKILL',
    startWithinMs: 60_000,
    startError: 'SERVICE_START',
    prepare: async () => {},
    isReady: () => isReady(address),
  })
}

async function isReady(address: string): Promise<boolean> {
  try {
    const response = await fetch(`${address}/health/ready`, { signal: AbortSignal.timeout(2_000) })
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false
  }
}

function endpointsOf(
  kafka: KafkaCluster,
  { host, port, user, password, pid }: Postgres,
  processes: Readonly<Record<ServiceName, ServerProcess>>,
  addresses: Record<string, string>,
): Endpoints {
  const pids = Object.fromEntries(Object.entries(processes).map(([name, service]) => [name, service.pid]))
  return {
    kafka: kafka.bootstrap,
    postgres: { host, port, user, password },
    services: addresses,
    pids: { kafka: kafka.nodes.map(node => node.pid), postgres: pid, ...pids },
  } as Endpoints
}
