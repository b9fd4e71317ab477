import { setTimeout as delay } from 'node:timers/promises'
import type { ServerProcess } from '@orderflow/embedded'

const firstMs = 500
const steadyMs = 60_000

/**
 * Starts a process again when it dies, as an orchestrator would: after half a second, and after twice as
 * long each further time, up to 30 s unless told; one that has run for a minute begins anew. Ends when `signal` is
 * aborted; one that was stopped on purpose is left alone.
 */
export function supervise(
  name: string,
  server: ServerProcess,
  {
    signal,
    log,
    onChange,
    maxMs = 30_000,
    stoppedOnPurpose = () => false,
  }: {
    signal: AbortSignal
    log: (line: string) => void
    onChange: () => void
    maxMs?: number
    stoppedOnPurpose?: () => boolean
  },
): void {
  let failures = 0
  let startedAt = Date.now()
  let restarting = false

  async function restart() {
    if (restarting) return
    restarting = true
    while (!signal.aborted && !stoppedOnPurpose() && server.pid === undefined) {
      failures = Date.now() - startedAt > steadyMs ? 0 : failures + 1
      const pause = Math.min(maxMs, firstMs * 2 ** Math.max(0, failures - 1))
      log(`${name} is down; starting it again in ${pause / 1000} s`)
      await delay(pause, undefined, { signal }).catch(() => {})
      if (signal.aborted || stoppedOnPurpose() || server.pid !== undefined) break
      startedAt = Date.now()
      await server.start().then(
        () => log(`${name} is up again (pid ${server.pid})`),
        (error: Error) => log(`${name} did not start: ${error.message}`),
      )
      onChange()
    }
    restarting = false
  }

  server.onExit(({ expected }) => {
    if (expected || signal.aborted) return
    onChange()
    void restart()
  })
}
