import { createRequire } from 'node:module'
import { createFetchSession, type FetchSession } from '../../consumer/fetch-session.ts'
import type { Fetched } from '../../fetched.ts'
import type { Broker, Cluster } from '../cluster.ts'

const require = createRequire(import.meta.url)
const fetchKey = 1

interface Place {
  readonly topic: string
  readonly partition: number
}

interface FetchAnswer {
  /** Neither is in the versions that know no sessions. */
  readonly errorCode?: number
  readonly sessionId?: number
  readonly responses: readonly {
    readonly topicName: string
    readonly partitions: readonly (Fetched & { readonly partition: number })[]
  }[]
}

interface FetchingBroker extends Broker {
  lookupRequest(apiKey: number, definition: unknown): (request: object) => object
}

interface ConsumerGroup {
  readonly cluster: Cluster & { readonly brokerPool: { readonly metadata: object | null } }
  readonly subscriptionState: {
    readonly assignedPartitionsByTopic: object
    assigned(): Assigned[]
    isPaused(topic: string, partition: number): boolean
  }
  readonly offsetManager: {
    resolveOffsets(): Promise<void>
    nextOffset(topic: string, partition: number): object
  }
  readonly maxWaitTime: number
  readonly minBytes: number
  readonly maxBytes: number
  readonly maxBytesPerPartition: number
  readonly isolationLevel: number
  checkForStaleAssignment(): void
  recoverFromFetch(error: unknown): Promise<void>
}

interface Assigned {
  readonly topic: string
  readonly partitions: number[]
}

/** What a member knows of a broker that it fetches from. */
interface Fetching {
  readonly session: FetchSession<string>
  metadata: object | null
  assigned: object
  places: readonly Place[]
}

const fetchings = new WeakMap<ConsumerGroup, Map<string, Fetching>>()

/**
 * kafkajs' fetch of a consumer, with a session (KIP-227). kafkajs has none: each fetch, and each answer, names all partitions of the
 * member, which both sides write, read and look up though nothing lies there. What is looked up of leaders and the assignment
 * is looked up again when one of the two has changed. Left out is what is not used here: reading from followers.
 */
export function fetchInSessions(): void {
  const { prototype: group } = require('kafkajs/src/consumer/consumerGroup') as {
    prototype: ConsumerGroup & { fetch: typeof fetch }
  }
  group.fetch = fetch
}

async function fetch(this: ConsumerGroup, nodeId: string): Promise<unknown[]> {
  try {
    await this.cluster.refreshMetadataIfNecessary()
    const fetching = fetchingOf(this, nodeId)
    await this.offsetManager.resolveOffsets()
    const wanted = fetching.places
      .filter(({ topic, partition }) => !this.subscriptionState.isPaused(topic, partition))
      .map(({ topic, partition }) => ({
        topic,
        partition,
        from: String(this.offsetManager.nextOffset(topic, partition)),
      }))
    if (wanted.length === 0) {
      await new Promise(resolve => setTimeout(resolve, this.maxWaitTime))
      return []
    }
    const broker = (await this.cluster.findBroker({ nodeId })) as FetchingBroker
    const answer = await ask(this, broker, fetching.session, wanted)
    const Batch = require('kafkajs/src/consumer/batch')
    const from = new Map(wanted.map(each => [`${each.topic}/${each.partition}`, each.from]))
    return answer.responses.flatMap(({ topicName, partitions }) =>
      partitions.map(each => new Batch(topicName, from.get(`${topicName}/${each.partition}`), each)),
    )
  } catch (error) {
    await this.recoverFromFetch(error)
    return []
  }
}

function fetchingOf(group: ConsumerGroup, nodeId: string): Fetching {
  const ofGroup = fetchings.get(group) ?? new Map<string, Fetching>()
  fetchings.set(group, ofGroup)
  const known = ofGroup.get(nodeId)
  const { metadata } = group.cluster.brokerPool
  const assigned = group.subscriptionState.assignedPartitionsByTopic
  if (known?.metadata === metadata && known.assigned === assigned) return known
  group.checkForStaleAssignment()
  const places = group.subscriptionState.assigned().flatMap(({ topic, partitions }) => {
    const led = group.cluster.findLeaderForPartitions(topic, partitions)[nodeId] ?? []
    return led.map(partition => ({ topic, partition }))
  })
  const fetching = { session: known?.session ?? createFetchSession<string>(), metadata, assigned, places }
  ofGroup.set(nodeId, fetching)
  return fetching
}

async function ask(
  group: ConsumerGroup,
  broker: FetchingBroker,
  session: FetchSession<string>,
  wanted: readonly (Place & { readonly from: string })[],
): Promise<FetchAnswer> {
  const request = broker.lookupRequest(fetchKey, require('kafkajs/src/protocol/requests').requests.Fetch)
  const { id, epoch, changed, forgotten } = session.next(wanted)
  const topics = [...Map.groupBy(changed, ({ topic }) => topic)].map(([topic, of]) => ({
    topic,
    partitions: of.map(({ partition, from }) => ({
      partition,
      fetchOffset: from,
      maxBytes: group.maxBytesPerPartition,
    })),
  }))
  const forgottenTopics = [...Map.groupBy(forgotten, ({ topic }) => topic)].map(([topic, of]) => ({
    topic,
    partitions: of.map(({ partition }) => partition),
  }))
  try {
    const answer = await send<FetchAnswer>(
      broker,
      request({
        maxWaitTime: group.maxWaitTime,
        minBytes: group.minBytes,
        maxBytes: group.maxBytes,
        isolationLevel: group.isolationLevel,
        topics,
        sessionId: id,
        sessionEpoch: epoch,
        forgottenTopics,
      }),
    )
    if (answer.errorCode) session.lost()
    else session.answered(answer.sessionId ?? 0)
    return answer
  } catch (error) {
    session.lost()
    throw error
  }
}

/** As kafkajs' own requests: a connection that is closed is the end of what the broker's other connections do. */
function send<Answer>(broker: FetchingBroker, protocol: object): Promise<Answer> {
  const name = Object.getOwnPropertySymbols(Object.getPrototypeOf(broker)).find(s =>
    s.description?.endsWith('sendRequest'),
  )
  return (broker as unknown as Record<symbol, (protocol: object) => Promise<Answer>>)[name as symbol]!(
    protocol,
  )
}
