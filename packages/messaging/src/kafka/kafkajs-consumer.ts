import type { EachBatchPayload, Kafka as KafkaJs } from 'kafkajs'
import type { Logger } from 'pino'
import { describe } from '../errors.ts'
import { slotAssigner } from './assigner.ts'
import { aborted, backoff, delay, pause, settledWithin } from './bounded.ts'
import { type Committer, createCommitter } from './committer.ts'
import { createRound } from './pace.ts'
import type { ConsumeOptions, Consumer } from './port.ts'

const heartbeatEveryMs = 1_000
const watchdogMs = 15_000
const stopWithinMs = 8_000

/**
 * A kafkajs consumer that does not stay dead. kafkajs gives up for good when the group's coordinator
 * cannot be found during an outage, and stalls without a word on a frozen broker. So it never restarts
 * by itself here: a crash, a failed start, or 15 s without heartbeat or fetch builds a new one.
 */
export function startSupervisedConsumer(client: KafkaJs, options: ConsumeOptions, logger: Logger): Consumer {
  const stopping = new AbortController()
  let current: RunningConsumer | undefined
  const supervised = supervise()

  async function supervise() {
    for (let failures = 0; !stopping.signal.aborted; ) {
      const started = Date.now()
      current = runConsumer(client, options, logger)
      const reason = await Promise.race([current.ended, aborted(stopping.signal)])
      await current.stop()
      if (stopping.signal.aborted) return
      failures = Date.now() - started > 60_000 ? 0 : failures + 1
      logger.warn({ groupId: options.groupId, reason }, 'the consumer is built anew')
      options.onRebuild?.(String(reason))
      await delay(backoff(failures, 100, 2_000), stopping.signal)
    }
  }

  return {
    get healthy() {
      return !stopping.signal.aborted && (current?.alive() ?? false)
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

function runConsumer(client: KafkaJs, options: ConsumeOptions, logger: Logger): RunningConsumer {
  const consumer = client.consumer({
    groupId: options.groupId,
    sessionTimeout: 6_000,
    rebalanceTimeout: 10_000,
    heartbeatInterval: heartbeatEveryMs,
    maxWaitTimeInMs: 1_000,
    metadataMaxAge: 10_000,
    maxBytesPerPartition: 512 * 1024,
    allowAutoTopicCreation: false,
    partitionAssigners: [slotAssigner],
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5, restartOnFailure: async () => false },
  })
  const stopping = new AbortController()
  const inHand = new Set<Promise<void>>()
  const committer = createCommitter(consumer, logger)
  const { promise: ended, resolve: end } = Promise.withResolvers<string>()
  const round = createRound(stopping.signal)
  let joined = false
  let lastSign = Date.now()
  const sign = () => {
    lastSign = Date.now()
  }
  consumer.on(consumer.events.GROUP_JOIN, () => {
    joined = true
    sign()
  })
  consumer.on(consumer.events.HEARTBEAT, sign)
  consumer.on(consumer.events.FETCH, sign)
  consumer.on(consumer.events.CRASH, ({ payload }) => end(`crash: ${describe(payload.error)}`))
  const watchdog = setInterval(() => {
    if (Date.now() - lastSign > watchdogMs) end(`no heartbeat or fetch for ${watchdogMs / 1_000} s`)
  }, 1_000)

  async function start() {
    await consumer.connect()
    await consumer.subscribe({ topics: [...options.topics], fromBeginning: true })
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      // One fetch is processed as a whole before the next: all its partitions at once share a transaction.
      partitionsConsumedConcurrently: 64,
      eachBatch: payload =>
        track(
          inHand,
          round.part(payload.batch.messages.length, () =>
            handleBatch(payload, options, committer, stopping.signal),
          ),
        ),
    })
  }
  start().catch(error => end(`start failed: ${describe(error)}`))

  return {
    ended,
    alive: () => joined && Date.now() - lastSign < watchdogMs,
    async stop() {
      clearInterval(watchdog)
      stopping.abort()
      await settledWithin(stopWithinMs, Promise.allSettled([...inHand]))
      await settledWithin(1_000, committer.flush())
      await settledWithin(stopWithinMs, consumer.disconnect())
    },
  }
}

/** Processes one fetched batch chunk by chunk; what is not done when it ends is fetched again. */
async function handleBatch(
  payload: EachBatchPayload,
  options: ConsumeOptions,
  committer: Committer,
  stopping: AbortSignal,
): Promise<void> {
  const { batch, heartbeat, resolveOffset, isRunning, isStale } = payload
  const { topic, partition, messages } = batch
  for (let from = 0; from < messages.length; from += options.chunkSize) {
    if (stopping.aborted || !isRunning() || isStale()) return
    const chunk = messages.slice(from, from + options.chunkSize)
    const abandoned = new AbortController()
    const records = chunk.map(({ offset, key, value, headers, timestamp }) => {
      return { topic, partition, offset, key, value, headers: headers ?? {}, timestamp }
    })
    const done = options.onRecords(records, AbortSignal.any([stopping, abandoned.signal]))
    try {
      if (!(await beating(done, heartbeat))) return
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
async function beating(work: Promise<boolean>, heartbeat: () => Promise<void>): Promise<boolean> {
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
