import { isDeepStrictEqual } from 'node:util'
import { type DatabaseOptions, type Unsettled, waitUntilSettled } from '@orderflow/audit'
import { unsettledLine } from '../../ops/audit/report.ts'

/** Without any change for so long, nothing will come any more: a limit, never a measure of speed. */
const stalledSeconds = 45

/**
 * Waits until nothing is under way, for as long as there is progress.
 *
 * @param patience seconds that orders may take to end again
 * @returns what is left, in words, if it stalled; and how long it took
 */
export async function untilSettled(
  where: DatabaseOptions,
  patience: number,
): Promise<{ left: string | undefined; seconds: number }> {
  const timeoutMs = 1000 * Math.min(stalledSeconds, patience / 2)
  const started = performance.now()
  const seconds = () => (performance.now() - started) / 1000
  for (let before: Unsettled | undefined; ; ) {
    const { settled, unsettled } = await waitUntilSettled({ ...where, timeoutMs })
    if (settled) return { left: undefined, seconds: seconds() }
    if (unsettled === undefined) return { left: 'the databases do not answer', seconds: seconds() }
    if (isDeepStrictEqual(unsettled, before)) return { left: unsettledLine(unsettled), seconds: seconds() }
    before = unsettled
  }
}
