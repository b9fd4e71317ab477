import type { EachBatchPayload, Kafka as KafkaJs } from 'kafkajs'
import type { Logger } from 'pino'
import { describe, MessagingError } from '../../../errors.ts'
import { createRound } from '../../../timing/batching-delay.ts'
import { aborted, backoff, delay, pause, settledWithin } from '../../../timing/bounded.ts'
import type { ConsumeOptions, Consumer } from '../../port.ts'
import { existingTopics, untilOneExists } from '../existing-topics.ts'
import { recordOf } from '../fetched.ts'
import { type Committer, createCommitter } from './committer.ts'
import { createProgress } from './progress.ts'
import { onSkippedOffsets } from './skipped.ts'
import { slotAssigner } from './slot-assigner.ts'
import { watchProgress } from './watch-progress.ts'

const heartbeatEveryMs = 1_000
const stopWithinMs = 8_000
/** After so many in a row one has to live for a while before it counts as healthy: some die as soon as they read. */
const mostFailures = 3
const provenAfterMs = 10_000
const maxBytes = { partition: 512 * 1024, fetch: 10 * 1024 * 1024 }

/** When a consumer is given up for a new one, in milliseconds. */
export interface Patience {
  /** Without any heartbeat or fetch. */
  readonly silentMs: number
  /** A partition that has records and gets nowhere. */
  readonly stalledMs: number
  /** How often the brokers are asked whether a partition has. */
  readonly lookEveryMs: number
}

const patience: Patience = { silentMs: 15_000, stalledMs: 30_000, lookEveryMs: 15_000 }

/**
 * A kafkajs consumer that does not stay dead. kafkajs gives up for good when the group's coordinator
 * cannot be found during an outage, and stalls without a word on a frozen broker. So it never restarts
 * by itself here: a crash, a failed start, 15 s without heartbeat or fetch, or a partition that has records and
 * gets nowhere for 30 s while nothing waits builds a new one.
 */
export function startSupervisedConsumer(
  client: KafkaJs,
  options: ConsumeOptions,
  logger: Logger,
  limits: Patience = patience,
): Consumer {
  const stopping = new AbortController()
  let current: RunningConsumer | undefined
  let provenAt = 0
  const supervised = supervise()

  async function supervise() {
    for (let failures = 0; !stopping.signal.aborted; ) {
      const started = performance.now()
      provenAt = failures < mostFailures ? started : started + provenAfterMs
      current = runConsumer(client, options, logger, limits)
      const reason = await Promise.race([current.ended, aborted(stopping.signal)])
      await current.stop()
      if (stopping.signal.aborted) return
      failures = performance.now() - started > 60_000 ? 0 : failures + 1
      logger.warn({ groupId: options.groupId, reason }, 'the consumer is built anew')
      options.onRebuild?.(String(reason))
      await delay(backoff(failures, 100, 2_000), stopping.signal)
    }
  }

  return {
    get healthy() {
      return !stopping.signal.aborted && performance.now() >= provenAt && (current?.alive() ?? false)
    },
    async stop() {
      stopping.abort()
      await supervised
    },
  }
}

interface RunningConsumer {
  /** Resolves with the reason when the consumer has crashed or stalled. */
  readonly ended: Promise<string>
  alive(): boolean
  stop(): Promise<void>
}

function runConsumer(
  client: KafkaJs,
  options: ConsumeOptions,
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
    partitionAssigners: [slotAssigner],
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
  const round = createRound(stopping.signal)
  let joined = false
  let memberId: string | undefined
  let over = false
  let lastSign = performance.now()
  const sign = () => {
    lastSign = performance.now()
  }
  const end = (reason: string) => {
    over = true
    resolve(reason)
  }
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    joined = true
    memberId = payload.memberId
    progress.assigned(payload.memberAssignment)
    sign()
  })
  consumer.on(consumer.events.START_BATCH_PROCESS, ({ payload }) => progress.fetched(payload))
  consumer.on(consumer.events.HEARTBEAT, sign)
  consumer.on(consumer.events.FETCH, sign)
  consumer.on(consumer.events.CRASH, ({ payload }) => end(`crash: ${describe(payload.error)}`))
  const forgetSkipped = onSkippedOffsets((member, skipped) => {
    if (member !== memberId) return
    const { from, to } = skipped
    logger.error({ ...skipped, groupId: options.groupId, offsets: to - from }, 'records were deleted unread')
    options.onSkipped?.(skipped)
  })
  const watchdog = setInterval(() => {
    if (performance.now() - lastSign > limits.silentMs)
      end(`no heartbeat or fetch for ${limits.silentMs / 1_000} s`)
  }, 1_000)
  const watch = watchProgress(client, options.groupId, progress, limits.lookEveryMs, end)

  async function start() {
    await consumer.connect()
    // kafkajs reads nothing at all while one of its topics does not exist.
    const topics = await existingTopics(client, options.topics)
    const missing = options.topics.filter(topic => !topics.includes(topic))
    if (topics.length === 0) throw new MessagingError('TOPICS_MISSING', `none of ${missing} exists`)
    await consumer.subscribe({ topics, fromBeginning: true })
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
    logger.error({ groupId: options.groupId, topics: missing }, 'topics do not exist: the others are read')
    const found = await untilOneExists(client, missing, stopping.signal)
    if (found.length > 0) end(`${found} exists now`)
  }
  start().catch(error => end(`start failed: ${describe(error)}`))

  return {
    ended,
    alive: () => joined && !over && performance.now() - lastSign < limits.silentMs,
    async stop() {
      clearInterval(watchdog)
      forgetSkipped()
      stopping.abort()
      await settledWithin(stopWithinMs, Promise.allSettled([...inHand]))
      await settledWithin(1_000, committer.flush())
      await Promise.all([watch.stop(), settledWithin(stopWithinMs, consumer.disconnect())])
    },
  }
}

/** Processes one fetched batch chunk by chunk; what is not done when it ends is fetched again, or in `pending`. */
async function handleBatch(
  payload: EachBatchPayload,
  options: ConsumeOptions,
  committer: Committer,
  stopping: AbortSignal,
  pending: Promise<unknown>[],
): Promise<void> {
  const { batch, heartbeat, resolveOffset, isRunning, isStale } = payload
  const { topic, partition, messages } = batch
  for (let from = 0; from < messages.length; from += options.chunkSize) {
    if (stopping.aborted || !isRunning() || isStale()) return
    const chunk = messages.slice(from, from + options.chunkSize)
    const abandoned = new AbortController()
    const records = chunk.map(message => recordOf(topic, partition, message))
    const done = options.onRecords(records, AbortSignal.any([stopping, abandoned.signal]))
    try {
      const handled = await beating(done, heartbeat)
      if (handled === false) return
      for (const { offset, settled } of handled === true ? [] : handled) {
        committer.hold(topic, partition, offset, settled)
        pending.push(settled)
      }
    } catch (error) {
      abandoned.abort()
      throw error
    }
    resolveOffset((chunk.at(-1) as (typeof chunk)[number]).offset)
    committer.commit(payload.uncommittedOffsets)
    await heartbeat()
  }
}

/** Waits for `work` with a heartbeat each second. A heartbeat's error is the group's word: it is thrown. */
async function beating<Result>(work: Promise<Result>, heartbeat: () => Promise<void>): Promise<Result> {
  let done = false
  const finished = work.finally(() => {
    done = true
  })
  finished.catch(() => {})
  while (!done) {
    const tick = pause(heartbeatEveryMs)
    await Promise.race([finished, tick.over])
    tick.giveUp()
    if (!done) await heartbeat()
  }
  return await finished
}

function track(set: Set<Promise<void>>, work: Promise<void>): Promise<void> {
  set.add(work)
  const forget = () => set.delete(work)
  work.then(forget, forget)
  return work
}
