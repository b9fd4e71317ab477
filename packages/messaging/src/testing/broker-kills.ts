import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { EmbeddedError, type KafkaCluster, type KafkaNode, startKafka } from '@orderflow/embedded'
import { createTopics, withAdmin } from './topics.ts'
import { until } from './until.ts'

export interface ThreeBrokers {
  readonly brokers: readonly string[]
  readonly topics: readonly string[]
  /**
   * Kills the broker that leads the most partitions with SIGKILL, waits until others lead them, starts it
   * again and waits until every replica is in sync; as often as told.
   * @returns the ids of the killed brokers
   */
  kill(times: number, log?: (line: string) => void): Promise<number[]>
  stop(): Promise<void>
}

/** Leadership moves within seconds, there and back, so that a storm fits into a test. */
const settings = {
  'broker.session.timeout.ms': '3000',
  'broker.heartbeat.interval.ms': '500',
  'leader.imbalance.check.interval.seconds': '5',
}

/**
 * A real cluster of three brokers, replication 3, min.insync 2, with two topics of 6 and 3 partitions.
 * @returns the reason, in a sentence, where this machine cannot run one
 */
export async function startThreeBrokers(): Promise<ThreeBrokers | string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'messaging-brokers-'))
  const cacheDir = fileURLToPath(new URL('../../../../.cache/kafka', import.meta.url))
  const remove = () => rm(dataDir, { recursive: true, force: true })
  let cluster: KafkaCluster
  try {
    cluster = await startKafka({ dataDir, cacheDir, brokers: 3, serverProperties: settings })
  } catch (error) {
    await remove()
    if (error instanceof EmbeddedError && /^(JAVA|MAVEN|DOWNLOAD)_/.test(error.code)) return error.message
    throw error
  }
  const { bootstrap: brokers, nodes } = cluster
  const topics = { 'storm-a': 6, 'storm-b': 3 }
  await createTopics(brokers, topics)
  return {
    brokers,
    topics: Object.keys(topics),
    async kill(times, log = () => {}) {
      const killed: number[] = []
      for (let round = 0; round < times; round++) {
        const id = await leaderOfMost(brokers, Object.keys(topics))
        const node = nodes.find(node => node.id === id) as KafkaNode
        const survivors = nodes.filter(other => other !== node).map(other => other.address)
        log(`kill ${round + 1} of ${times}: broker ${id}`)
        await killAndWait(node)
        await until(
          'other brokers lead',
          async () =>
            (await partitions(survivors, Object.keys(topics))).every(
              ({ leader }) => leader !== id && leader >= 0,
            ),
          90_000,
        )
        await node.start()
        await until(
          'every replica is in sync',
          async () => (await partitions(brokers, Object.keys(topics))).every(({ isr }) => isr.length === 3),
          90_000,
        )
        killed.push(id)
      }
      return killed
    },
    async stop() {
      await cluster.stop()
      await remove()
    },
  }
}

/** Kills a broker with SIGKILL; resolves once it is gone. */
export function killAndWait(node: KafkaNode): Promise<void> {
  return new Promise(resolve => {
    const off = node.onExit(() => {
      off()
      resolve()
    })
    node.kill('SIGKILL')
  })
}

const partitions = (brokers: readonly string[], topics: string[]) =>
  withAdmin(brokers, async admin => {
    const metadata = await admin.fetchTopicMetadata({ topics })
    return metadata.topics.flatMap(topic => topic.partitions)
  })

async function leaderOfMost(brokers: readonly string[], topics: string[]): Promise<number> {
  const led = new Map<number, number>()
  for (const { leader } of await partitions(brokers, topics)) led.set(leader, (led.get(leader) ?? 0) + 1)
  const [[id] = [0]] = [...led].toSorted(([, a], [, b]) => b - a)
  return id
}
