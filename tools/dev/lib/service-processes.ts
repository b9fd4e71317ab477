import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { EmbeddedError, findFreePort, type ServerProcess } from '@orderflow/embedded'
import type { OrderApi } from '@orderflow/load'
import { bearer, fetchAs } from './bearer.ts'
import { childEnvironment } from './child-environment.ts'
import { isReady } from './is-ready.ts'
import { type IssuerProcess, issuerProcess } from './issuer-process.ts'
import { accountOf, addressOf, type KafkaAccount, kafkaEnvironment } from './kafka-access.ts'
import { nodeProcess } from './node-process.ts'
import { type Release, thisBuild } from './release.ts'
import { secretFolder, writeSecrets } from './secret-folder.ts'
import {
  type ByService,
  type ReadingService,
  type ServiceFacts,
  type ServiceName,
  servicesWithout,
} from './services.ts'

/** Loaded by each service before everything else, of its own release; does nothing unless the environment asks for traces. */
const tracingOf = (main: URL) =>
  pathToFileURL(createRequire(main).resolve('@orderflow/service-kit/tracing')).href

export interface ServicesOptions {
  readonly brokers: readonly string[]
  /** The brokers' administrator, who gives each service its account; none where they ask nobody who it is. */
  readonly kafkaAdmin?: KafkaAccount | undefined
  /** A superuser's URL. */
  readonly adminUrl: string
  /** Where logs are kept. */
  readonly dataDir: string
  /** By service; 0 or none takes a free one. */
  readonly ports?: Partial<Record<ServiceName | 'issuer', number>>
  /** Configuration of the services over their defaults. */
  readonly env?: Readonly<Record<string, string>>
  /** Configuration of single services, over all other. */
  readonly serviceEnv?: Partial<Record<ServiceName, Readonly<Record<string, string>>>>
  /** Services that are not started, and have no database. */
  readonly without?: readonly ReadingService[]
  /** Of topics that are made; as the contracts have it unless told. */
  readonly partitions?: number | undefined
  /** What is set up and started; this build unless told. */
  readonly release?: Release | undefined
  /** The URL of a database through a pooler, by its own; none and there is no pooler. */
  readonly pooledUrl?: ((direct: string) => string) | undefined
  /** Base URL of the payment gateway; none and payment has one within its process. */
  readonly gatewayUrl?: string | undefined
  /** Progress, for people. */
  readonly log: (line: string) => void
  /** Gives up the start; what has started is stopped. */
  readonly signal?: AbortSignal | undefined
}

export interface RunningServices {
  readonly processes: ByService<ServerProcess>
  /** `http://host:port` */
  readonly addresses: ByService<string>
  /** What each connects with: its own database, as its application role. */
  readonly databaseUrls: ByService<string>
  /** Who gives the tokens that the services take. */
  readonly issuer: IssuerProcess
  /** For whoever places and cancels orders, for anybody. */
  readonly orders: OrderApi
  /** As the operator, who may do everything. */
  readonly fetch: typeof fetch
  /**
   * One more process of a service beside the first, not yet started: a replica, or another release of it. It is
   * stopped with the others.
   * @param label names it and its log
   * @param main another release's script
   * @param env configuration of its own, over that of the others
   */
  replica(
    name: ServiceName,
    label: string,
    main?: URL,
    env?: Readonly<Record<string, string>>,
  ): Promise<Replica>
  stop(): Promise<void>
}

export interface Replica {
  readonly process: ServerProcess
  readonly address: string
}

/**
 * Sets up databases and topics and starts each service as a process of its own. Resolves when all are
 * ready; if one does not start, the others are stopped. No process survives this one, however it ends.
 */
export async function startServices(options: ServicesOptions): Promise<RunningServices> {
  const { brokers, kafkaAdmin, adminUrl, ports = {}, gatewayUrl, without = [], log, signal } = options
  const { partitions, release = thisBuild } = options
  const services = servicesWithout(without)
  log('Setting up databases and topics…')
  const where = { adminUrl, ...addressOf(brokers, kafkaAdmin) }
  const urls = await release.setUp({ ...where, without, partitions, say: log })
  signal?.throwIfAborted()

  log('Starting the services…')
  const addresses = {} as Record<ServiceName, string>
  for (const { name } of services) {
    addresses[name] = `http://127.0.0.1:${ports[name] || (await findFreePort())}`
  }
  const pageUrl = without.includes('reporting') ? undefined : addresses.reporting
  const issuer = await issuerProcess({ dataDir: options.dataDir, port: ports.issuer ?? 0, pageUrl })
  const envOf = (name: ServiceName): Record<string, string> => ({
    JWT_ISSUER: issuer.url,
    ...(without.includes('reporting') ? {} : pageEnv(addresses)[name === 'reporting' ? name : 'others']),
    ...options.env,
    ...(name === 'payment' && gatewayUrl !== undefined && { GATEWAY_URL: gatewayUrl }),
    ...options.serviceEnv?.[name],
  })
  const processes = {} as Record<ServiceName, ServerProcess>
  for (const { name } of services) {
    const facts = { name, main: release.main(name) }
    processes[name] = serviceProcess(facts, addresses[name], urls[name] as string, {
      ...options,
      account: kafkaAdmin && accountOf(kafkaAdmin, name),
      env: envOf(name),
    })
  }
  const replicas: ServerProcess[] = []
  const stop = async () => {
    const all = [...Object.values(processes), ...replicas, issuer.process]
    await Promise.all(all.map(process => process.stop()))
  }
  const replica: RunningServices['replica'] = async (name, label, main, env = {}) => {
    const address = `http://127.0.0.1:${await findFreePort()}`
    const facts = { name: label, main: main ?? release.main(name) }
    const process = serviceProcess(facts, address, urls[name] as string, {
      ...options,
      account: kafkaAdmin && accountOf(kafkaAdmin, name),
      env: { ...envOf(name), ...env },
    })
    replicas.push(process)
    return { process, address }
  }
  signal?.addEventListener('abort', stop, { once: true })
  try {
    await Promise.all([...Object.values(processes), issuer.process].map(process => process.start()))
    signal?.throwIfAborted()
  } catch (error) {
    await stop()
    throw error
  } finally {
    signal?.removeEventListener('abort', stop)
  }
  const authorization = bearer(issuer)
  const orders = { orderUrl: addresses.order, authorization }
  return {
    ...{ processes, addresses, databaseUrls: urls, issuer, replica, stop },
    ...{ orders, fetch: fetchAs(authorization) },
  }
}

/** What joins the page, which reporting serves, and the services, which it calls. */
function pageEnv(addresses: Readonly<Record<ServiceName, string>>) {
  const { port } = new URL(addresses.reporting)
  const CORS_ORIGINS = `http://127.0.0.1:${port},http://localhost:${port}`
  const SERVICE_URLS = Object.entries(addresses)
    .map(([name, url]) => `${name}=${url}`)
    .join(',')
  return { others: { CORS_ORIGINS }, reporting: { CORS_ORIGINS, SERVICE_URLS } }
}

export interface ServiceProcessOptions
  extends Pick<ServicesOptions, 'brokers' | 'dataDir' | 'env' | 'pooledUrl'> {
  /** Who the service is on Kafka; nobody in particular without one. */
  readonly account?: KafkaAccount | undefined
}

/**
 * One service's process, not yet started; `name` also names its log, and the folder of what it alone may know.
 * @param address where it is to listen: `http://host:port`
 * @param databaseUrl the service's own database, as its application role
 */
export function serviceProcess(
  { name, main }: Pick<ServiceFacts, 'main'> & { readonly name: string },
  address: string,
  databaseUrl: string,
  { brokers, account, dataDir, env, pooledUrl }: ServiceProcessOptions,
): ServerProcess {
  const { port } = new URL(address)
  return nodeProcess({
    title: `The ${name} service`,
    name,
    main,
    imports: [tracingOf(main)],
    dataDir,
    env: childEnvironment({
      ...env,
      DATABASE_DIRECT_URL: '', // not that of whoever starts it
      ...writeSecrets(secretFolder(dataDir, name), {
        DATABASE_URL: pooledUrl?.(databaseUrl) ?? databaseUrl,
        ...(pooledUrl && { DATABASE_DIRECT_URL: databaseUrl }),
        ...(account && { KAFKA_PASSWORD: account.password }),
      }),
      ...kafkaEnvironment(brokers, account),
      PORT: port,
    }),
    stopWithinMs: 15_000,
    startWithinMs: 150_000, // however slow the machine: a service that fails says so at once
    isReady: pid => isReady(address, pid),
    explain: ownWords(name),
  })
}

/** The sentence in which a service says why it does not start, from the lines of its log. */
const ownWords = (name: string) => (log: string) => {
  const said = log.split('\n').findLast(line => line.includes('"msg":"could not start. '))
  if (said === undefined) return undefined
  const { msg } = JSON.parse(said) as { readonly msg: string }
  return new EmbeddedError('SERVICE_START', `The ${name} service ${msg}`)
}
