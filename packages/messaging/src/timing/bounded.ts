/** Resolves with `work`, or after `milliseconds` whatever `work` does; it never rejects. */
export const settledWithin = (milliseconds: number, work: Promise<unknown>): Promise<void> =>
  within(milliseconds, work).then(
    () => {},
    () => {},
  )

/** What `work` resolves or rejects with; rejects after `milliseconds` if it has done neither. */
export async function within<Result>(milliseconds: number, work: Promise<Result>): Promise<Result> {
  work.catch(() => {})
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), milliseconds)
  })
  try {
    return await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
  }
}

/** One run at a time, whoever asks; who has waited for so long, or whom it fails, has `otherwise`. */
export function shared<Result>(
  run: () => Promise<Result>,
  milliseconds: number,
  otherwise: Result,
): () => Promise<Result> {
  let running: Promise<Result> | undefined
  return () => {
    running ??= run().finally(() => {
      running = undefined
    })
    return within(milliseconds, running).catch(() => otherwise)
  }
}

/** A wait that can be given up; cheaper than an AbortSignal on a hot path. */
export function pause(milliseconds: number): { over: Promise<void>; giveUp(): void } {
  const { promise: over, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, milliseconds)
  return {
    over,
    giveUp() {
      clearTimeout(timer)
      resolve()
    },
  }
}

/** Waits, at most until `signal` is aborted. */
export function delay(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal?.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    signal?.addEventListener('abort', done, { once: true })
  })
}

/** Resolves when `signal` is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

/** Exponential backoff with jitter over its upper half, in milliseconds, for attempts counted from 0. */
export function backoff(attempt: number, first = 100, max = 5_000): number {
  const ceiling = Math.min(max, first * 2 ** Math.min(attempt, 16))
  return ceiling / 2 + Math.random() * (ceiling / 2)
}
