import type { Logger } from 'pino'
import { aborted, backoff, delay } from '../../timing/bounded.ts'
import type { ConsumeOptions, Consumer } from '../port.ts'
import { eachOnce } from './each-once.ts'

/** After so many in a row one has to live for a while before it counts as healthy: some die as soon as they read. */
const maxFailures = 3
const provenAfterMs = 10_000
export const patience: Patience = { silentMs: 15_000, stalledMs: 30_000, lookEveryMs: 15_000 }

/** When a consumer is given up for a new one, in milliseconds. */
export interface Patience {
  /** Without any heartbeat or fetch. */
  readonly silentMs: number
  /** A partition that has records and gets nowhere. */
  readonly stalledMs: number
  /** How often the brokers are asked whether a partition has. */
  readonly lookEveryMs: number
}

/**
 * What a group calls a member, '' while it is none. It outlives what is built anew: who joins as another one waits until the group
 * has given up the one it was, which after an outage of the broker takes all of its session.
 */
export interface Membership {
  memberId: string
}

/** A consumer that ends with the first thing that goes wrong. */
export interface RunningConsumer {
  /** Resolves with the reason when the consumer has crashed or stalled. */
  readonly ended: Promise<string>
  alive(): boolean
  stop(): Promise<void>
}

/**
 * A consumer that does not stay dead. kafkajs gives up for good when the group's coordinator
 * cannot be found during an outage, and stalls without a word on a frozen broker. So no client restarts
 * by itself here: a crash, a failed start, 15 s without heartbeat or fetch, or a partition that has records and
 * gets nowhere for 30 s while nothing waits builds a new one.
 */
export function supervised(
  run: (options: ConsumeOptions, membership: Membership) => RunningConsumer,
  options: ConsumeOptions,
  logger: Logger,
): Consumer {
  const stopping = new AbortController()
  const membership: Membership = { memberId: '' }
  let current: RunningConsumer | undefined
  let provenAt = 0
  const onSkipped = eachOnce(skipped => {
    const offsets = skipped.to - skipped.from
    logger.error({ ...skipped, groupId: options.groupId, offsets }, 'records were deleted unread')
    options.onSkipped?.(skipped)
  })
  const over = supervise()

  async function supervise() {
    for (let failures = 0; !stopping.signal.aborted; ) {
      const started = performance.now()
      provenAt = failures < maxFailures ? started : started + provenAfterMs
      current = run({ ...options, onSkipped }, membership)
      const reason = await Promise.race([current.ended, aborted(stopping.signal)])
      await current.stop()
      if (stopping.signal.aborted) return
      failures = performance.now() - started > 60_000 ? 0 : failures + 1
      if ((failures & (failures - 1)) === 0)
        logger.warn({ groupId: options.groupId, reason, failures }, 'the consumer is built anew')
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
      await over
    },
  }
}
