import { setTimeout as delay } from 'node:timers/promises'

export interface Sampled<Result, Sample> {
  readonly result: Result
  /** Before the work, every so often, and after it. */
  readonly samples: readonly Sample[]
}

/**
 * Takes samples while something is done. Whatever fails, it settles only when the work has.
 *
 * @param everyMs milliseconds between two samples
 */
export async function sampleDuring<Result, Sample>(
  work: () => Promise<Result>,
  everyMs: number,
  take: () => Promise<Sample>,
): Promise<Sampled<Result, Sample>> {
  const samples = [await take()]
  const ended = new AbortController()
  const working = work().finally(() => ended.abort())
  working.catch(() => {}) // told below, once the sample in hand is taken
  let result: Result
  try {
    while (!ended.signal.aborted) {
      await delay(everyMs, undefined, ended).catch(() => {}) // the work has ended
      samples.push(await take())
    }
  } finally {
    result = await working
  }
  return { result, samples }
}
