import { backoff, delay } from '@orderflow/messaging/timing'
import type { Handler, Incoming, Taken } from './port.ts'

/**
 * Hands over a batch until the handler takes it. While it rejects, the batch is kept and not given back, so that an outage
 * here does not use up the deliveries that a broker allows a message.
 *
 * @param keep tells a broker that wants to know it that the messages are still in hand; called about every `keepMs`
 * @param onFailure with how many there were in a row
 * @returns undefined if `over` came first
 */
export async function handled(
  events: readonly Incoming[],
  handle: Handler,
  options: {
    readonly keep?: () => unknown
    readonly keepMs?: number
    readonly over: AbortSignal
    readonly onFailure: (error: unknown, failures: number) => void
  },
): Promise<readonly Taken[] | undefined> {
  const { keep, keepMs, over, onFailure } = options
  const keeping = keep && setInterval(keep, keepMs)
  try {
    for (let failures = 0; ; ) {
      try {
        return await handle(events)
      } catch (error) {
        onFailure(error, ++failures)
        await delay(backoff(failures), over)
        if (over.aborted) return undefined
      }
    }
  } finally {
    clearInterval(keeping)
  }
}
