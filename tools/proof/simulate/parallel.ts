import { Worker } from 'node:worker_threads'
import { addRanges, type RangeResult } from './simulator/index.ts'
import type { Range } from './worker.ts'

export interface ParallelOptions {
  readonly seed: number
  readonly schedules: number
  readonly workers: number
  /** Called as schedules end, with how many have ended and how many of them violated an invariant. */
  readonly onProgress: (done: number, violations: number) => void
}

/** Small enough for an even end, and for a progress that moves. */
const schedulesPerRange = 500

/** Runs schedules on several threads. The result does not depend on how many there are. */
export async function runParallel(options: ParallelOptions): Promise<RangeResult> {
  const { seed, schedules, onProgress } = options
  const results: RangeResult[] = []
  let next = 0
  let done = 0
  let violations = 0

  function nextRange(): Range | undefined {
    if (next >= schedules) return undefined
    const from = next
    next = Math.min(from + schedulesPerRange, schedules)
    return { seed, from, to: next }
  }

  async function work(): Promise<void> {
    const worker = new Worker(new URL('worker.ts', import.meta.url))
    try {
      for (let range = nextRange(); range !== undefined; range = nextRange()) {
        const result = await run(worker, range)
        results.push(result)
        done += result.schedules
        violations += result.violations
        onProgress(done, violations)
      }
    } finally {
      await worker.terminate()
    }
  }

  await Promise.all(Array.from({ length: options.workers }, work))
  return addRanges(results)
}

function run(worker: Worker, range: Range): Promise<RangeResult> {
  const { promise, resolve, reject } = Promise.withResolvers<RangeResult>()
  worker.once('message', resolve)
  worker.once('error', reject)
  worker.postMessage(range)
  return promise.finally(() => {
    worker.off('message', resolve)
    worker.off('error', reject)
  })
}
