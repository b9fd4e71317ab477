import type { Round } from '../../../timing/batching-delay.ts'
import { backoff, delay, within } from '../../../timing/bounded.ts'
import { createFetchSession, type FetchSession } from '../../consumer/fetch-session.ts'
import type { Progress } from '../../consumer/progress.ts'
import type { Cluster, Leaders } from '../cluster.ts'
import { type FetchedPart, fetchFrom } from '../fetch.ts'
import { first, keyOf, offsetsAt, type Place } from '../places.ts'
import { Refused, refusalOf } from '../refusal-of.ts'
import { type Handling, handlePart, recordsOf } from './handle.ts'

/** Bytes are compressed ones; what they become is some seven times as much. */
export const limits = { maxWaitMs: 1_000, maxBytes: 2_560 * 1024, partitionMaxBytes: 128 * 1024 } as const
const answerWithinMs = limits.maxWaitMs + 5_000
/** A leader that moves is found within that; what lasts longer ends the consumer. */
const patienceMs = 5_000
const outOfRange = 1

export interface FetchingOptions extends Handling {
  readonly cluster: Cluster
  /** The leaders as they were last asked for. */
  leaders(): ReadonlyMap<string, Leaders>
  /** Asks for them anew. */
  relearn(): Promise<unknown>
  readonly progress: Progress
  readonly round: Round
  /** Remembers what is in hand. */
  track(work: Promise<void>): Promise<void>
  onSign(): void
  /** Nothing can be fetched any more. */
  onFailure(error: unknown): void
}

/** Fetches from each leader by itself: one fetch is handled as a whole before the next, as the round wants it. */
export function startFetching(options: FetchingOptions) {
  const { cluster, positions, signal, progress, round, onSign } = options
  const running = new Map<number, Promise<void>>()

  const ledBy = (node: number): Place[] =>
    positions.all.filter(({ topic, partition }) => options.leaders().get(topic)?.[partition] === node)

  /** Starts a loop for each leader that has none. */
  function spread(): void {
    const nodes = positions.all.map(({ topic, partition }) => options.leaders().get(topic)?.[partition])
    for (const node of new Set(nodes)) {
      if (node === undefined || running.has(node)) continue
      running.set(
        node,
        loop(node).finally(() => running.delete(node)),
      )
    }
  }

  async function loop(node: number): Promise<void> {
    const session = createFetchSession<bigint>()
    let failingSince: number | undefined
    for (let failures = 0; !signal.aborted; ) {
      const places = ledBy(node)
      if (places.length === 0) return
      try {
        await fetchOnce(node, places, session)
        failures = 0
        failingSince = undefined
      } catch (error) {
        if (signal.aborted) return
        failingSince ??= performance.now()
        const refusal = refusalOf(error)
        const isFinal = refusal !== undefined && refusal.answer !== 'retry'
        if (isFinal || performance.now() - failingSince > patienceMs) return options.onFailure(error)
        await delay(backoff(failures++, 50, 500), signal)
        await options.relearn().catch(() => {})
      }
    }
  }

  async function fetchOnce(
    node: number,
    places: readonly Place[],
    session: FetchSession<bigint>,
  ): Promise<void> {
    const asked = places.map(place => ({ ...place, from: positions.from(place) }))
    const connection = await cluster.to(node, 'fetch')
    const parts = await within(answerWithinMs, fetchFrom(connection, asked, limits, session))
    if (signal.aborted) return
    onSign()
    const froms = new Map(asked.map(place => [keyOf(place), place.from]))
    const worked = parts.map(part => take(part, froms.get(keyOf(part)) ?? 0n))
    const failed = (await Promise.allSettled(worked)).find(work => work.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  }

  async function take(part: FetchedPart, from: bigint): Promise<void> {
    if (part.code === outOfRange) return await goOnWhereItBegins(part, from)
    if (part.code !== 0) throw new Refused(part.code, keyOf(part))
    const read = await recordsOf(part, from)
    if (read.next === from) return
    const { topic, partition } = part
    progress.fetched({
      topic,
      partition,
      batchSize: read.records.length,
      lastOffset: String(read.next - 1n),
      offsetLag: String(part.end > read.next ? part.end - read.next : 0n),
    })
    await options.track(
      round.part(read.records.length, async () => {
        const done = progress.working(performance.now())
        const pending: Promise<unknown>[] = []
        try {
          await handlePart(part, read, options, pending)
        } finally {
          void Promise.allSettled(pending).then(() => done(performance.now()))
        }
      }),
    )
  }

  /** Only what was deleted is skipped: a position beyond the end is of a topic that was made again. */
  async function goOnWhereItBegins(place: Place, from: bigint): Promise<void> {
    const { topic, partition } = place
    const to = (await offsetsAt(cluster, options.leaders(), [{ topic, partition }], first, 0)).get(
      keyOf(place),
    )
    if (to === undefined || signal.aborted) return
    if (to > from) options.options.onSkipped?.({ topic, partition, from: Number(from), to: Number(to) })
    positions.goOnAt(place, to)
  }

  spread()
  return {
    spread,
    /** Resolves when all loops have ended, which they do when `signal` is aborted. */
    over: async () => void (await Promise.allSettled([...running.values()])),
  }
}
