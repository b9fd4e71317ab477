import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type KafkaCluster, livePid, type Postgres, startServers, writePidFile } from '@orderflow/embedded'
import type { KafkaAddress } from '@orderflow/messaging/kafka'
import { ServiceError } from '@orderflow/service-kit'
import type { Endpoints } from './endpoints.ts'
import { type GatewayEnvironment, type GatewayProcess, gatewayProcess } from './gateway-process.ts'
import { addressOf } from './kafka-access.ts'
import { type KafkaKeys, newKafkaKeys } from './kafka-keys.ts'
import type { Release } from './release.ts'
import { type RunningServices, startServices } from './service-processes.ts'
import { byService, type ReadingService, type ServiceName } from './services.ts'
import { closeServersOwn } from './set-up.ts'

export const projectRoot = fileURLToPath(new URL('../../../', import.meta.url))

/** Ports by what listens there; 0 takes a free one. */
export type Ports = Readonly<Record<ServiceName | 'issuer' | 'kafka' | 'postgres', number>>

export const freePorts: Ports = { ...byService(() => 0), issuer: 0, kafka: 0, postgres: 0 }

export interface SystemOptions {
  /** Where brokers, databases and logs keep their files. */
  readonly dataDir: string
  /** Begin with nothing: an earlier run's data are deleted. */
  readonly fresh: boolean
  readonly ports: Ports
  /** Kafka brokers; 1 unless told. */
  readonly brokers?: number
  /** Configuration of the services over their defaults. */
  readonly env?: Readonly<Record<string, string>>
  /** Configuration of single services, over all other. */
  readonly serviceEnv?: Partial<Record<ServiceName, Readonly<Record<string, string>>>>
  /** Services that are not started, and have no database. */
  readonly without?: readonly ReadingService[]
  /** Of topics that are made; as the contracts have it unless told. */
  readonly partitions?: number
  /** Whose services are set up and started; this build's unless told. */
  readonly release?: Release
  /** `off`: nothing on Kafka is encrypted and nobody is asked who it is, to measure what that costs; on unless told. */
  readonly kafkaSecurity?: 'on' | 'off'
  /** Settings of the PostgreSQL server over the embedded one's own. */
  readonly postgresSettings?: Record<string, string>
  /** Settings of the brokers over the embedded ones' own. */
  readonly kafkaSettings?: Record<string, string>
  /** A simulated payment gateway over HTTP and how it behaves; none and payment has one within its process. */
  readonly gateway?: GatewayEnvironment | undefined
  /**
   * What stands between the services and the servers, a proxy say: where to find the brokers, and the URL of the
   * database server instead of this one. Both must be there already.
   */
  readonly via?: {
    readonly brokers: readonly string[]
    readonly adminUrl: (direct: string) => string
  }
  /** Starts what pools the services' connections to this server; returns a database's URL through it, by its own. */
  readonly pooler?: (postgres: Postgres) => Promise<(direct: string) => string>
  /** Progress, for people. */
  readonly log: (line: string) => void
  /** Gives up the start; what has started is stopped. */
  readonly signal?: AbortSignal
}

export interface System
  extends Pick<RunningServices, 'databaseUrls' | 'issuer' | 'orders' | 'fetch' | 'replica'> {
  /** Where brokers, databases and logs keep their files. */
  readonly dataDir: string
  readonly kafka: KafkaCluster
  /** The brokers as their administrator. */
  readonly kafkaAccess: KafkaAddress
  /** What the brokers are protected with; none if `kafkaSecurity` is off. */
  readonly kafkaKeys: KafkaKeys | undefined
  readonly postgres: Postgres
  readonly services: RunningServices['processes']
  readonly gateway: GatewayProcess['process'] | undefined
  endpoints(): Endpoints
  /** Stops everything in order: services first, then the gateway, the broker and the database. */
  stop(): Promise<void>
}

/**
 * The whole system on loopback with no Docker: a real broker, a real database, and each service a process
 * of its own. Resolves when every service is ready; if one part does not start, the others are stopped.
 * No process survives this one, however it ends.
 */
export async function startSystem(options: SystemOptions): Promise<System> {
  const { dataDir, env, serviceEnv, without, partitions, ports, via, log, signal } = options
  const release = await takeDataDir(options)
  const giveUp = async (error: unknown): Promise<never> => {
    await release()
    throw error
  }
  const secured = options.kafkaSecurity === 'off' ? undefined : await newKafkaKeys(dataDir).catch(giveUp)
  const servers = await startServers({
    dataDirectory: dataDir,
    cacheDirectory: join(projectRoot, '.cache', 'kafka'),
    kafka: {
      brokers: options.brokers ?? 1,
      ports: [ports.kafka],
      portSetting: 'KAFKA_PORT',
      serverProperties: options.kafkaSettings ?? {},
      ...(secured && { security: secured.security }),
    },
    postgres: {
      port: ports.postgres,
      portSetting: 'POSTGRES_PORT',
      settings: options.postgresSettings ?? {},
    },
    log,
  }).catch(giveUp)
  const { kafka, postgres } = servers.processes
  const gateway = options.gateway && (await gatewayProcess({ dataDir, env: { ...env, ...options.gateway } }))
  const stopServers = async () => {
    await gateway?.process.stop()
    await servers.stop()
    await release()
  }
  try {
    signal?.throwIfAborted()
    await gateway?.process.start()
    await closeServersOwn(postgres.url('postgres'))
    const services = await startServices({
      brokers: via?.brokers ?? kafka.bootstrap,
      kafkaAdmin: secured?.admin,
      adminUrl: via?.adminUrl(postgres.url('postgres')) ?? postgres.url('postgres'),
      dataDir,
      ports,
      pooledUrl: await options.pooler?.(postgres),
      ...(env !== undefined && { env }),
      ...(serviceEnv !== undefined && { serviceEnv }),
      ...(without !== undefined && { without }),
      partitions,
      release: options.release,
      gatewayUrl: gateway?.url,
      log,
      signal,
    })
    const { processes, databaseUrls, issuer, orders, fetch, replica } = services
    return {
      dataDir,
      kafka,
      get kafkaAccess() {
        return addressOf(kafka.bootstrap, secured?.admin)
      },
      kafkaKeys: secured,
      postgres,
      services: processes,
      databaseUrls,
      issuer,
      orders,
      fetch,
      replica,
      gateway: gateway?.process,
      endpoints() {
        return { ...endpointsOf(kafka, postgres, services, gateway), kafkaSecurity: secured?.admin }
      },
      async stop() {
        await services.stop()
        await stopServers()
      },
    }
  } catch (error) {
    await stopServers()
    throw error
  }
}

/** Makes the folder this process's own, empty if asked for; returns what gives it back. */
async function takeDataDir({ dataDir, fresh }: SystemOptions): Promise<() => Promise<void>> {
  const pidFile = join(dataDir, 'system.pid')
  const other = livePid(pidFile)
  if (other !== undefined) {
    throw new ServiceError(
      'DATA_IN_USE',
      `Orderflow already runs on ${dataDir} as process ${other}: stop that one first.`,
    )
  }
  if (fresh) await rm(dataDir, { recursive: true, force: true })
  await mkdir(dataDir, { recursive: true })
  writePidFile(pidFile, process.pid)
  return () => rm(pidFile, { force: true })
}

function endpointsOf(
  kafka: KafkaCluster,
  { host, port, user, password, pid }: Postgres,
  { processes, addresses, issuer: { process: issuerProcess, ...issuer } }: RunningServices,
  gateway: GatewayProcess | undefined,
): Endpoints {
  const servers = { ...processes, postgres: { pid }, issuer: issuerProcess, gateway: gateway?.process }
  const pids = Object.entries(servers).filter(([, server]) => server?.pid !== undefined)
  return {
    kafka: kafka.bootstrap,
    postgres: { host, port, user, password },
    services: addresses,
    issuer,
    ...(gateway !== undefined && { gateway: gateway.url }),
    pids: {
      ...Object.fromEntries(pids.map(([name, server]) => [name, server?.pid])),
      kafka: kafka.nodes.flatMap(node => node.pid ?? []),
    },
  }
}
