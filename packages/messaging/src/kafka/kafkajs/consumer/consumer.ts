import type { Kafka as KafkaJs } from 'kafkajs'
import type { Logger } from 'pino'
import { MessagingError } from '../../../errors.ts'
import { createRound } from '../../../timing/batching-delay.ts'
import { settledWithin } from '../../../timing/bounded.ts'
import { createCommitter } from '../../consumer/committer.ts'
import { createProgress } from '../../consumer/progress.ts'
import type { Membership, Patience, RunningConsumer } from '../../consumer/supervised.ts'
import { watchProgress } from '../../consumer/watch-progress.ts'
import { startWatchdog, track } from '../../consumer/watchdog.ts'
import type { ConsumeOptions } from '../../port.ts'
import { existingTopics, untilOneExists } from '../existing-topics.ts'
import { reasonOf } from '../unavailable.ts'
import { createEndsReader } from './ends.ts'
import { handleBatch, heartbeatEveryMs } from './handle-batch.ts'
import { ofMembership } from './membership.ts'
import { onSkippedOffsets } from './skipped.ts'
import { slotAssigner } from './slot-assigner.ts'

const stopWithinMs = 8_000
const startWithinMs = 3_000
/** Compressed; what they become is some seven times as much. */
const maxBytes = { partition: 128 * 1024, fetch: 2_560 * 1024 }

/** Starts a consumer that ends with the first thing that goes wrong. */
export function runConsumer(
  client: KafkaJs,
  options: ConsumeOptions,
  membership: Membership,
  logger: Logger,
  limits: Patience,
): RunningConsumer {
  const consumer = client.consumer({
    groupId: options.groupId,
    sessionTimeout: 6_000,
    rebalanceTimeout: 10_000,
    heartbeatInterval: heartbeatEveryMs,
    maxWaitTimeInMs: 1_000,
    metadataMaxAge: 10_000,
    maxBytesPerPartition: maxBytes.partition,
    maxBytes: maxBytes.fetch,
    allowAutoTopicCreation: false,
    partitionAssigners: [ofMembership(membership, slotAssigner(options.assigner ?? 'slots'))],
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5, restartOnFailure: async () => false },
  })
  const stopping = new AbortController()
  const inHand = new Set<Promise<void>>()
  const committer = createCommitter(consumer, logger)
  const { promise: ended, resolve } = Promise.withResolvers<string>()
  const progress = createProgress({
    stalledMs: limits.stalledMs,
    patienceMs: limits.stalledMs / 6,
    portionsPerFetch: maxBytes.fetch / maxBytes.partition,
  })
  const round = createRound(stopping.signal, options.gatherMs)
  let joined = false
  let memberId: string | undefined
  let over = false
  const end = (reason: string) => {
    over = true
    resolve(reason)
  }
  const watchdog = startWatchdog(limits.silentMs, end)
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    joined = true
    memberId = payload.memberId
    progress.assigned(payload.memberAssignment)
    watchdog.sign()
  })
  consumer.on(consumer.events.START_BATCH_PROCESS, ({ payload }) => progress.fetched(payload))
  consumer.on(consumer.events.HEARTBEAT, watchdog.sign)
  consumer.on(consumer.events.FETCH, watchdog.sign)
  consumer.on(consumer.events.CRASH, ({ payload }) => end(`crash: ${reasonOf(payload.error)}`))
  const forgetSkipped = onSkippedOffsets((member, skipped) => {
    if (member === memberId) options.onSkipped?.(skipped)
  })
  const watch = watchProgress(createEndsReader(client, options.groupId), progress, limits.lookEveryMs, end)

  async function start() {
    await consumer.connect()
    // kafkajs reads nothing at all while one of its topics does not exist.
    if (stopping.signal.aborted) return
    const topics = await existingTopics(client, options.topics)
    if (stopping.signal.aborted) return
    const missing = options.topics.filter(topic => !topics.includes(topic))
    if (topics.length === 0)
      throw new MessagingError('TOPICS_MISSING', `none of ${missing} exists, or may be seen by this user`)
    await consumer.subscribe({ topics, fromBeginning: true })
    if (stopping.signal.aborted) return
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      // One fetch is processed as a whole before the next: all its partitions at once share a transaction.
      partitionsConsumedConcurrently: 64,
      eachBatch: payload =>
        track(
          inHand,
          round.part(payload.batch.messages.length, async () => {
            const done = progress.working(performance.now())
            const pending: Promise<unknown>[] = []
            try {
              await handleBatch(payload, options, committer, stopping.signal, pending)
            } finally {
              void Promise.allSettled(pending).then(() => done(performance.now()))
            }
          }),
        ),
    })
    if (missing.length === 0) return
    logger.error(
      { groupId: options.groupId, topics: missing },
      'topics do not exist, or may not be seen by this user: the others are read',
    )
    const found = await untilOneExists(client, missing, stopping.signal)
    if (found.length > 0) end(`${found} exists now`)
  }
  const started = start().catch(error => end(`start failed: ${reasonOf(error)}`))

  return {
    ended,
    alive: () => joined && !over && watchdog.alive(),
    async stop() {
      watchdog.stop()
      forgetSkipped()
      stopping.abort()
      // What is opened after the disconnect would be left open, and keep the process alive.
      await settledWithin(startWithinMs, started)
      await settledWithin(stopWithinMs, Promise.allSettled([...inHand]))
      await settledWithin(1_000, committer.flush())
      await Promise.all([watch.stop(), settledWithin(stopWithinMs, consumer.disconnect())])
    },
  }
}
