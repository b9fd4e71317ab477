import type { Logger } from 'pino'
import { startLoop, warnRarely } from '../../timing/loop.ts'

interface MaintenanceOptions {
  readonly logger: Logger
  /** What is logged of a failure. */
  readonly failure: string
  /** Milliseconds from the end of one run to the beginning of the next; a quarter of an hour unless told. */
  readonly everyMs?: number | undefined
}

/** Three times as long as a broker takes to look for segments to delete (`log.retention.check.interval.ms`). */
const quarterOfAnHour = 900_000
/** Replicas that the same outage met do not come back all at once. */
const afterFailure = () => 5_000 + 5_000 * Math.random()

/**
 * Runs `work` now and again and again, one run at a time; after a failure, which is logged, within seconds.
 *
 * @returns what waits for the run in hand and begins no other
 */
export function startMaintenance(
  work: () => Promise<void>,
  { logger, failure, everyMs = quarterOfAnHour }: MaintenanceOptions,
): { stop(): Promise<void> } {
  const { stop } = startLoop({
    round: work,
    restMs: failures => (failures === 0 ? everyMs : Math.min(afterFailure(), everyMs)),
    onFailure: warnRarely(logger, failure),
  })
  return { stop }
}
