import type { Cell } from './types.ts'

/** What happened in a number of schedules. */
export interface Tally {
  /** Decided inputs and the duplicates that the inboxes held back. */
  inputs: number
  events: number
  batches: number
  /** Records that an inbox held back. */
  duplicates: number
  /** Older versions' copies that were left out, and events that were read in an older version. */
  copies: number
  upcasts: number
  crashes: number
  resends: number
  rewinds: number
  forgottenInboxes: number
  deadLetters: number
  redrives: number
  /** How often a service was brought back to the release before, or forward. */
  deployments: number
  /** Orders that a service counted as stuck once their deadlines had passed. */
  stuck: number
  gatewayCalls: number
  lostAnswers: number
  repeatedAnswers: number
  placements: number
  cancellations: number
  deadlines: number
  adjustments: number
  orders: number
  completed: number
  rejected: number
  cancelled: number
}

export const emptyTally = (): Tally => ({
  inputs: 0,
  events: 0,
  batches: 0,
  duplicates: 0,
  copies: 0,
  upcasts: 0,
  crashes: 0,
  resends: 0,
  rewinds: 0,
  forgottenInboxes: 0,
  deadLetters: 0,
  redrives: 0,
  deployments: 0,
  stuck: 0,
  gatewayCalls: 0,
  lostAnswers: 0,
  repeatedAnswers: 0,
  placements: 0,
  cancellations: 0,
  deadlines: 0,
  adjustments: 0,
  orders: 0,
  completed: 0,
  rejected: 0,
  cancelled: 0,
})

/** How often each cell of a table was visited: `coverage[service][state][input]`. */
export type Coverage = Record<string, Record<string, Record<string, number>>>

export function visit(coverage: Coverage, service: string, { state, input }: Cell): void {
  let states = coverage[service]
  if (states === undefined) coverage[service] = states = {}
  let inputs = states[state]
  if (inputs === undefined) states[state] = inputs = {}
  inputs[input] = (inputs[input] ?? 0) + 1
}

/** Adds one tally to another. */
export function addTally(to: Tally, from: Tally): void {
  for (const name of Object.keys(from) as (keyof Tally)[]) to[name] += from[name]
}

export function addCoverage(to: Coverage, from: Coverage): void {
  for (const [service, states] of Object.entries(from)) {
    to[service] ??= {}
    for (const [state, inputs] of Object.entries(states)) {
      to[service][state] ??= {}
      for (const [input, n] of Object.entries(inputs)) {
        to[service][state][input] = (to[service][state][input] ?? 0) + n
      }
    }
  }
}
