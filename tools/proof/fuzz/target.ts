import type { Dice } from '../conformance/fuzz/dice.ts'

/** An input: JSON, so that it can be printed, kept, and made smaller. */
export type Case = { readonly [name: string]: unknown }

/** What came of a case. */
export interface Outcome {
  /** The clear answer that it got, for the count of them: `400`, `read`, `dead letter SCHEMA_INVALID`. */
  readonly verdict: string
  /** Why that is no clear answer, if so: a sentence. */
  readonly fault?: string | undefined
}

/** How a process under test fares. */
export interface Vitals {
  /** Its name. */
  readonly process: string
  /** Milliseconds of processor time of the longest turn of its event loop since the last question. */
  readonly turnMs: number
  /** Bytes of its heap; what nobody needs any more was collected before, if that was asked for. */
  readonly heapBytes: number
}

/** What is fed with input, in processes of its own. */
export interface Target<C extends Case = Case> {
  /** Cases that are made unless told: those of some seconds. */
  readonly short: number
  /** Cases that run side by side. */
  readonly chunk: number
  /** Makes a case; the same for the same dice. */
  generate(dice: Dice): C
  /** Runs cases side by side. A process that ends is a fault of them all, and is started again. */
  run(cases: readonly C[]): Promise<readonly Outcome[]>
  /** @param collect collects garbage first, which is not part of the next turn */
  vitals(collect?: boolean): Promise<readonly Vitals[]>
  close(): Promise<void>
}

/** What a target is opened with. */
export interface Opening {
  /** Progress, for people. */
  readonly log: (line: string) => void
  readonly signal: AbortSignal
}
