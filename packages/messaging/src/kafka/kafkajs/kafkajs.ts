import { connect, isIP } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Admin, SASLOptions } from 'kafkajs'
import type { Logger } from 'pino'
import { MessagingError } from '../../errors.ts'
import { settledWithin } from '../../timing/bounded.ts'
import { partitionOf } from '../partitioner.ts'
import type { Kafka } from '../port.ts'
import { setRights } from '../rights.ts'
import type { KafkaAddress } from '../security.ts'
import { rightsBy } from './access.ts'
import { connectAdmin, countPartitions, createMissing, readConfigs } from './admin.ts'
import { type Cluster, clusterOf } from './cluster.ts'
import { startSupervisedConsumer } from './consumer/supervised.ts'
import { existingAmong } from './existing-topics.ts'
import { logThroughPino } from './logging.ts'
import { createOffsets } from './offsets.ts'
import { loadKafkajs } from './patch.ts'
import { connectProducer } from './producer.ts'
import { putQuota } from './quota.ts'
import { connectReader } from './reader.ts'
import { refusalOf } from './refusal-of.ts'
import { putScramUser } from './scram.ts'
import { unavailable } from './unavailable.ts'

const kafkajs = loadKafkajs()
const disconnectWithinMs = 3_000

export interface KafkaOptions extends KafkaAddress {
  readonly clientId: string
  readonly logger: Logger
  /** See `ConsumeOptions`. */
  readonly assigner?: string
}

/** The Kafka port on kafkajs 2.2.4, with the settings under which it loses nothing (see ADR 3). */
export function createKafka(options: KafkaOptions): Kafka {
  const client = new kafkajs.Kafka({
    clientId: options.clientId,
    connectionTimeout: options.security ? 10_000 : 1_000, // a busy broker takes seconds for TLS, and who gives up makes it busier
    requestTimeout: 5_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5 },
    ...clientAddress(options),
    logCreator: logThroughPino(options.logger.child({ component: 'kafkajs' })),
    // kafkajs leaves Nagle's algorithm on, which holds back small requests.
    socketFactory: ({ host, port, ssl, onConnect }) => {
      const socket = ssl
        ? connectTls({ host, port, ...named(host), ...ssl }, onConnect)
        : connect({ host, port }, onConnect)
      socket.setKeepAlive(true, 30_000)
      return socket.setNoDelay(true)
    },
  })
  const { lag, depths, close: closeOffsets } = createOffsets(client)
  let admin: Promise<Admin> | undefined

  async function withAdmin<Result>(work: (admin: Admin) => Promise<Result>): Promise<Result> {
    admin ??= connectAdmin(client)
    const current = admin
    try {
      return await work(await current)
    } catch (error) {
      admin = undefined
      void current.then(a => settledWithin(disconnectWithinMs, a.disconnect())).catch(() => {})
      if (error instanceof MessagingError) throw error
      throw unavailable(error)
    }
  }

  /** For a request that the admin client does not have. */
  async function withCluster<Result>(work: (cluster: Cluster) => Promise<Result>): Promise<Result> {
    const cluster = clusterOf(client, { isolationLevel: 0, metadataMaxAge: 60_000 })
    try {
      await cluster.connect()
      await cluster.refreshMetadata()
      return await work(cluster)
    } catch (error) {
      throw error instanceof MessagingError ? error : unavailable(error)
    } finally {
      await settledWithin(disconnectWithinMs, cluster.disconnect())
    }
  }

  return {
    producer: () => connectProducer(client),
    consume: given =>
      startSupervisedConsumer(client, { assigner: options.assigner, ...given }, options.logger),
    reader: () => connectReader(client),
    partitionOf,
    refusalOf,
    partitionCounts: topics => withAdmin(async a => await countPartitions(a, await existingAmong(a, topics))),
    createTopics: topics => withAdmin(a => createMissing(a, topics)),
    topicConfigs: (topics, names) => withAdmin(a => readConfigs(a, topics, names)),
    putUser: (user, password) => withCluster(cluster => putScramUser(cluster, user, password)),
    setAccess: (user, rules, isAnothers) => withAdmin(a => setRights(rightsBy(a), user, rules, isAnothers)),
    throttle: (user, bytesPerSecond) => withCluster(cluster => putQuota(cluster, user, bytesPerSecond)),
    lag,
    depths,
    async close() {
      const current = admin
      admin = undefined
      const disconnected = Promise.resolve(current).then(a => a?.disconnect())
      await Promise.all([closeOffsets(), settledWithin(disconnectWithinMs, disconnected)])
    },
  }
}

/**
 * Where the brokers are and who comes, in kafkajs' words: for clients beside this one. It looks at both of the objects anew at
 * each connection.
 */
export function clientAddress({ brokers, security }: KafkaAddress) {
  if (security === undefined) return { brokers: [...brokers] }
  const { username, mechanism = 'scram-sha-512' } = security
  const sasl: SASLOptions = {
    mechanism,
    username,
    get password() {
      return security.password
    },
  }
  const ssl = {
    get ca() {
      return [security.ca]
    },
    minVersion: 'TLSv1.3' as const,
  }
  return { brokers: [...brokers], ssl, sasl }
}

/** TLS has names of hosts, never addresses; what the certificate has to be for is `host` in either case. */
const named = (host: string) => (isIP(host) === 0 ? { servername: host } : {})
