import type { Logger } from 'pino'
import { MessagingError } from '../../../errors.ts'
import { createRound } from '../../../timing/batching-delay.ts'
import { aborted, delay, settledWithin } from '../../../timing/bounded.ts'
import { createCommitter } from '../../consumer/committer.ts'
import { createProgress } from '../../consumer/progress.ts'
import { type Membership, type Patience, patience, type RunningConsumer } from '../../consumer/supervised.ts'
import { watchProgress } from '../../consumer/watch-progress.ts'
import { startWatchdog, track } from '../../consumer/watchdog.ts'
import type { ConsumeOptions } from '../../port.ts'
import { type ClusterOptions, createCluster, type Leaders } from '../cluster.ts'
import { createEndsReader } from '../offsets.ts'
import { byTopic, committedBy, first, keyOf, offsetsAt } from '../places.ts'
import { reasonOf, refusalOf } from '../refusal-of.ts'
import { limits as fetchLimits, startFetching } from './fetching.ts'
import { countsOf, createGroup, type Generation, type Group, isOfGroup } from './group.ts'
import { createPositions } from './positions.ts'

const heartbeatEveryMs = 1_000
/** Without an answer for so long the group has forgotten the member. */
const sessionMs = 6_000
const relearnEveryMs = 10_000
const lookEveryMs = 5_000
const stopWithinMs = 8_000
const startWithinMs = 3_000
/** A join may wait for all other members. */
const requestTimeoutMs = 21_000

/** Starts a consumer that ends with the first thing that goes wrong. */
export function runConsumer(
  address: ClusterOptions,
  options: ConsumeOptions,
  membership: Membership,
  logger: Logger,
  limits: Patience = patience,
): RunningConsumer {
  const cluster = createCluster({ ...address, requestTimeoutMs })
  const stopping = new AbortController()
  const stopped = new AbortController()
  const inHand = new Set<Promise<void>>()
  const { promise: ended, resolve } = Promise.withResolvers<string>()
  const progress = createProgress({
    stalledMs: limits.stalledMs,
    patienceMs: limits.stalledMs / 6,
    portionsPerFetch: fetchLimits.maxBytes / fetchLimits.partitionMaxBytes,
  })
  const round = createRound(stopping.signal, options.gatherMs)
  let leaders: ReadonlyMap<string, Leaders> = new Map()
  let group: Group | undefined
  let flush = async () => {}
  let joined = false
  let over = false
  const end = (reason: string) => {
    over = true
    resolve(reason)
  }
  const watchdog = startWatchdog(limits.silentMs, end)
  const reader = createEndsReader(address, options.groupId)
  const watch = watchProgress(reader, progress, limits.lookEveryMs, end)

  async function run() {
    const topics = await cluster.topics(options.topics)
    const missing = options.topics.filter(topic => !topics.has(topic))
    if (topics.size === 0)
      throw new MessagingError('TOPICS_MISSING', `none of ${missing} exists, or may be seen by this user`)
    if (missing.length > 0) void untilOneExists(missing)
    const existing = { ...options, topics: [...topics.keys()] }
    group = createGroup(cluster, existing, membership)
    while (!stopping.signal.aborted && !over) await live(group, existing.topics)
  }

  /** From one rebalance to the next. */
  async function live(group: Group, topics: readonly string[]) {
    const generation = await group.join(stopping.signal)
    if (stopping.signal.aborted) return
    watchdog.sign()
    progress.assigned(
      Object.fromEntries(byTopic(generation.places).map(([t, of]) => [t, of.map(p => p.partition)])),
    )
    const anew = new AbortController()
    const signal = AbortSignal.any([stopping.signal, anew.signal])
    const beating = beat(group, generation, anew)
    const positions = await positionsOf(generation)
    joined = true
    const committer = createCommitter(
      {
        async commitOffsets(offsets) {
          await group.commit(generation, offsets)
          positions.committed(offsets)
        },
      },
      logger,
    )
    flush = committer.flush
    let learning: Promise<void> | undefined
    const fetching = startFetching({
      options,
      committer,
      positions,
      signal,
      cluster,
      progress,
      round,
      leaders: () => leaders,
      relearn() {
        learning ??= learn().finally(() => {
          learning = undefined
        })
        return learning
      },
      track: work => track(inHand, work),
      onSign: watchdog.sign,
      onFailure: error => end(`crash: ${reasonOf(error)}`),
    })

    async function learn() {
      leaders = await cluster.topics([...new Set([...topics, ...(generation.counts?.keys() ?? [])])])
      const gone = topics.find(topic => !leaders.has(topic))
      if (gone !== undefined) return end(`${gone} exists no more, or may not be seen by this user any more`)
      const counts = countsOf(leaders)
      for (const [topic, count] of generation.counts ?? []) {
        if (counts.get(topic) !== count) anew.abort()
      }
      fetching.spread()
    }

    async function relearning() {
      while (!signal.aborted && !over) {
        await delay(relearnEveryMs, signal)
        if (!signal.aborted) await learn().catch(() => {}) // the fetches notice it too, sooner
      }
    }
    void relearning()
    await Promise.race([aborted(signal), ended])
    if (stopping.signal.aborted || over) return
    await settledWithin(stopWithinMs, Promise.all([fetching.over(), ...inHand]))
    await settledWithin(1_000, committer.flush())
    await beating
  }

  async function positionsOf({ places }: Generation) {
    leaders = await cluster.topics([...new Set(places.map(({ topic }) => topic))])
    const committed = await committedBy(cluster, options.groupId, places)
    const fresh = places.filter(place => !committed.has(keyOf(place)))
    const starts = await offsetsAt(cluster, leaders, fresh, first, 0)
    return createPositions(
      places.map(place => ({
        ...place,
        from: committed.get(keyOf(place)) ?? starts.get(keyOf(place)) ?? 0n,
      })),
    )
  }

  /** Until the generation is over, or the group has not answered for as long as it remembers a member. */
  async function beat(group: Group, generation: Generation, anew: AbortController) {
    const signal = AbortSignal.any([anew.signal, stopped.signal])
    for (let answered = performance.now(); !over; ) {
      await delay(heartbeatEveryMs, signal)
      if (signal.aborted || over) return
      try {
        await group.beat(generation)
        answered = performance.now()
        watchdog.sign()
      } catch (error) {
        if (isOfGroup(error)) return anew.abort()
        const refusal = refusalOf(error)
        const isFinal = refusal !== undefined && refusal.answer !== 'retry'
        if (isFinal || performance.now() - answered > sessionMs) return end(`crash: ${reasonOf(error)}`)
      }
    }
  }

  async function untilOneExists(missing: readonly string[]) {
    logger.error(
      { groupId: options.groupId, topics: missing },
      'topics do not exist, or may not be seen by this user: the others are read',
    )
    while (!stopping.signal.aborted && !over) {
      await delay(lookEveryMs, stopping.signal)
      if (stopping.signal.aborted || over) return
      const found = [...((await cluster.topics(missing).catch(() => undefined))?.keys() ?? [])]
      if (found.length > 0) return end(`${found} exists now`)
    }
  }

  const running = run().catch(error => end(`${joined ? 'crash' : 'start failed'}: ${reasonOf(error)}`))

  return {
    ended,
    alive: () => joined && !over && watchdog.alive(),
    async stop() {
      watchdog.stop()
      stopping.abort()
      await settledWithin(startWithinMs, running)
      await settledWithin(stopWithinMs, Promise.allSettled([...inHand]))
      await settledWithin(1_000, flush())
      over = true
      stopped.abort()
      await settledWithin(1_000, Promise.resolve(group?.leave()))
      await Promise.all([watch.stop(), cluster.close()])
    },
  }
}
