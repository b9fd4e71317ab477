import { parentPort } from 'node:worker_threads'
import { runRange } from './simulator/index.ts'
import { system } from './system/index.ts'

/** A part of a run, for a thread of its own. */
export interface Range {
  readonly seed: number
  readonly from: number
  readonly to: number
}

parentPort?.on('message', ({ seed, from, to }: Range) => {
  parentPort?.postMessage(runRange(system, seed, from, to))
})
