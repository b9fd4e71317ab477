import type { Logger } from 'pino'
import { MessagingError } from '../../errors.ts'
import { supervised } from '../consumer/supervised.ts'
import { partitionOf } from '../partitioner.ts'
import type { Kafka } from '../port.ts'
import { setRights } from '../rights.ts'
import type { KafkaAddress } from '../security.ts'
import { countPartitions, createMissing, putQuota, putUser, readConfigs, rightsBy } from './admin.ts'
import { loadClient } from './client.ts'
import type { Cluster } from './cluster.ts'
import { runConsumer } from './consumer/consumer.ts'
import { createAsking, createOffsets } from './offsets.ts'
import { connectProducer } from './producer.ts'
import { connectReader } from './reader.ts'
import { refusalOf, unavailable } from './refusal-of.ts'

export interface PlatformaticOptions extends KafkaAddress {
  readonly clientId: string
  readonly logger: Logger
  /** See `ConsumeOptions`. */
  readonly assigner?: string
}

/**
 * The Kafka port on the connections and requests of `@platformatic/kafka` 2.12 (ADR 66). What is sent and what is fetched are bytes of
 * this package's; the client's producer and its streams are not used.
 *
 * @throws MessagingError `KAFKA_CLIENT_MISSING`
 */
export function createPlatformaticKafka(options: PlatformaticOptions): Kafka {
  loadClient()
  const { logger, assigner } = options
  const asking = createAsking(options)
  const administering = createAsking(options)

  async function administer<Result>(work: (cluster: Cluster) => Promise<Result>): Promise<Result> {
    try {
      return await administering.once(work)
    } catch (error) {
      throw error instanceof MessagingError ? error : unavailable(error)
    }
  }

  return {
    producer: () => connectProducer(options),
    consume: given =>
      supervised(
        (run, membership) => runConsumer(options, run, membership, logger),
        { assigner, ...given },
        logger,
      ),
    reader: () => connectReader(options),
    partitionOf,
    refusalOf,
    partitionCounts: topics => administering.ask(cluster => countPartitions(cluster, topics)),
    createTopics: topics => administer(cluster => createMissing(cluster, topics)),
    topicConfigs: (topics, names) => administer(cluster => readConfigs(cluster, topics, names)),
    putUser: (user, password) => administer(cluster => putUser(cluster, user, password)),
    setAccess: (user, rules, isAnothers) =>
      administer(cluster => setRights(rightsBy(cluster), user, rules, isAnothers)),
    throttle: (user, bytesPerSecond) => administer(cluster => putQuota(cluster, user, bytesPerSecond)),
    ...createOffsets(asking),
    async close() {
      await Promise.all([asking.close(), administering.close()])
    },
  }
}
