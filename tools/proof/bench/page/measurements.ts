import type { BenchResult } from '../result.ts'

/** What the measurement ran on. */
export interface Machine {
  readonly processors: number
  readonly model: string
  readonly memoryGib: number
  readonly platform: string
}

/** A result and what it was measured on: a part's file, such as `docs/performance/result.json`. */
export interface Measurement<Result extends { readonly rounds: number } = BenchResult> {
  /** `2026-01-31` */
  readonly date: string
  readonly machine: Machine
  readonly result: Result
}

/** When, on what, and how often, in two or three sentences. */
export function measuredOn({
  date,
  machine,
  result: { rounds },
}: Measurement<{ readonly rounds: number }>): string {
  const { processors, model, memoryGib, platform } = machine
  const times = rounds === 1 ? '1 round on fresh data' : `${rounds} rounds, each on fresh data`
  return `Measured on ${date}: ${processors} processors (${model}), ${memoryGib} GiB, ${platform}. They also ran the broker, the database and the load. ${times}.`
}

/** What is measured by itself: everything that a run without a name has, and what has to be asked for. */
export const parts = ['result', 'scaling', 'soak', 'costs', 'replicas', 'replicas-limited'] as const
export type Part = (typeof parts)[number]
export type Measurements = Readonly<Partial<Record<Part, Measurement>>>
