import type { Kafka as KafkaJs } from 'kafkajs'
import type { Logger } from 'pino'
import { aborted, backoff, delay } from '../../../timing/bounded.ts'
import type { ConsumeOptions, Consumer } from '../../port.ts'
import { type Patience, type RunningConsumer, runConsumer } from './consumer.ts'
import { eachOnce } from './skipped.ts'

/** After so many in a row one has to live for a while before it counts as healthy: some die as soon as they read. */
const maxFailures = 3
const provenAfterMs = 10_000
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
  const onSkipped = eachOnce(skipped => {
    const offsets = skipped.to - skipped.from
    logger.error({ ...skipped, groupId: options.groupId, offsets }, 'records were deleted unread')
    options.onSkipped?.(skipped)
  })
  const supervised = supervise()

  async function supervise() {
    for (let failures = 0; !stopping.signal.aborted; ) {
      const started = performance.now()
      provenAt = failures < maxFailures ? started : started + provenAfterMs
      current = runConsumer(client, { ...options, onSkipped }, logger, limits)
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
      await supervised
    },
  }
}
