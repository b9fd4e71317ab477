/** Looks whether a consumer shows life. */
export interface Watchdog {
  /** There was a sign of life. */
  readonly sign: () => void
  readonly alive: () => boolean
  stop(): void
}

/** @param onSilence told once a second, with the reason, while there has been no sign for `silentMs` */
export function startWatchdog(silentMs: number, onSilence: (reason: string) => void): Watchdog {
  let last = performance.now()
  const alive = () => performance.now() - last < silentMs
  const timer = setInterval(() => {
    if (!alive()) onSilence(`no heartbeat or fetch for ${silentMs / 1_000} s`)
  }, 1_000)
  return {
    sign() {
      last = performance.now()
    },
    alive,
    stop: () => clearInterval(timer),
  }
}

/** Keeps the work among what is in hand until it is done. */
export function track(inHand: Set<Promise<void>>, work: Promise<void>): Promise<void> {
  inHand.add(work)
  const forget = () => inHand.delete(work)
  work.then(forget, forget)
  return work
}
