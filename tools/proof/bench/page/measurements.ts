import type { BenchResult } from '../result.ts'

/** What the measurement ran on. */
export interface Machine {
  readonly processors: number
  readonly model: string
  readonly memoryGib: number
  readonly platform: string
}

/** A result and what it was measured on: a part's file, such as `docs/performance/result.json`. */
export interface Measurement {
  /** `2026-01-31` */
  readonly date: string
  readonly machine: Machine
  readonly result: BenchResult
}

/** What is measured by itself: everything that a run without a name has, and what has to be asked for. */
export const parts = ['result', 'scaling', 'soak'] as const
export type Part = (typeof parts)[number]
export type Measurements = Readonly<Partial<Record<Part, Measurement>>>
