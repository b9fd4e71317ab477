import { newDice } from '../conformance/fuzz/dice.ts'
import { shrunk } from './smaller.ts'
import type { Case, Outcome, Target } from './target.ts'

/** The longest turn of an event loop that an input may make, in milliseconds of processor time. */
export const maxTurnMs = 50
/** Bytes that a heap may grow between the first tenth of the cases and the last. */
export const maxGrowthBytes = 64 * 1024 * 1024
/** As often as a turn that was too long has to be too long again, the case being alone. */
const timesAlone = 3

export interface Finding {
  /** How to have the case again. */
  readonly name: string
  readonly fault: string
  readonly case: Case
}

export interface Found {
  readonly cases: number
  /** How many of them the corpus has. */
  readonly corpus: number
  readonly verdicts: Readonly<Record<string, number>>
  readonly findings: readonly Finding[]
  /** Turns that were too long once among many, and not again when each case was alone: that of the machine, mostly. */
  readonly passing: readonly string[]
  /** Milliseconds of processor time; of many cases side by side too. */
  readonly longestTurnMs: number
  /** Megabytes, of the process that grew most. */
  readonly grownMb: number
}

interface Fault {
  readonly what: string
  /** A turn that was too long may be the machine's; a wrong answer, or an end, is not. */
  readonly mayPass: boolean
}

export interface Named<C extends Case> {
  readonly name: string
  readonly case: C
}

/** The case with this number; the same for the same seed. */
export const caseOf = <C extends Case>(target: Target<C>, seed: number, number: number): C =>
  target.generate(newDice(seed * 1_000_003 + number))

/** Runs cases, as many as there are until the signal, and finds out which of them went wrong by themselves. */
export async function fuzz<C extends Case>(
  target: Target<C>,
  cases: Iterable<Named<C>>,
  total: number,
  signal: AbortSignal,
  onProgress: (done: number) => void = () => {},
): Promise<Omit<Found, 'corpus'>> {
  const verdicts: Record<string, number> = {}
  const findings: Finding[] = []
  const passing: string[] = []
  let [done, longestTurnMs] = [0, 0]
  let before: ReadonlyMap<string, number> | undefined

  /** What is wrong with them, when they run side by side; undefined if nothing is. */
  async function faultOf(some: readonly Named<C>[], count = false): Promise<Fault | undefined> {
    const outcomes = await target.run(some.map(one => one.case))
    const vitals = await target.vitals()
    const longest = vitals.reduce((most, { turnMs }) => Math.max(most, turnMs), 0)
    longestTurnMs = Math.max(longestTurnMs, longest)
    if (count) for (const { verdict } of outcomes) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1
    const stalled = vitals.find(({ turnMs }) => turnMs > maxTurnMs)
    const wrong = outcomes.find(({ fault }) => fault !== undefined)?.fault
    if (wrong !== undefined) return { what: wrong, mayPass: false }
    if (stalled === undefined) return undefined
    const what = `${stalled.process} was busy for ${Math.round(stalled.turnMs)} ms without a pause`
    return { what, mayPass: true }
  }

  /** Halves the cases as long as a half of them fails. One that is left is tried by itself. */
  async function search(some: readonly Named<C>[]): Promise<void> {
    const [one] = some
    if (one === undefined || signal.aborted) return
    if (some.length > 1) {
      const half = some.length >> 1
      for (const part of [some.slice(0, half), some.slice(half)])
        if ((await faultOf(part)) !== undefined) await search(part)
      return
    }
    let fault: Fault | undefined
    for (let n = 0; n < timesAlone; n++) {
      fault = await faultOf([one])
      if (fault === undefined) return
    }
    // What is smaller may be no case any more, a topic that there is not say: that does not fail.
    const fails = (smaller: C) =>
      faultOf([{ name: one.name, case: smaller }]).then(
        again => again !== undefined,
        () => false,
      )
    findings.push({ name: one.name, fault: (fault as Fault).what, case: await shrunk(one.case, fails) })
  }

  await target.vitals() // what a start takes is no input's
  for (const chunk of chunksOf(cases, target.chunk)) {
    if (signal.aborted) break // what was found so far is said
    const fault = await faultOf(chunk, true)
    if (signal.aborted) break // a process may have ended for it
    const known = findings.length
    if (fault !== undefined) await search(chunk)
    if (fault !== undefined && findings.length === known) {
      const name = `${chunk[0]?.name} and those behind it, none of them by itself`
      if (fault.mayPass) passing.push(`${name}: ${fault.what}`)
      else findings.push({ name, fault: fault.what, case: {} })
    }
    done += chunk.length
    onProgress(done)
    if (before === undefined && done >= total / 10) before = await heaps(target)
  }
  const [grown, whose] = growth(before ?? new Map(), await heaps(target))
  if (grown > maxGrowthBytes) {
    const fault = `${whose} has kept ${Math.round(grown / 1024 / 1024)} MB of what it read`
    findings.push({ name: 'all of them', fault, case: {} })
  }
  return { cases: done, verdicts, findings, passing, longestTurnMs, grownMb: Math.round(grown / 1024 / 1024) }
}

const heaps = async (target: Target) =>
  new Map((await target.vitals(true)).map(({ process, heapBytes }) => [process, heapBytes]))

function growth(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): readonly [bytes: number, process: string] {
  const grown = [...after].map(([name, bytes]) => [bytes - (before.get(name) ?? bytes), name] as const)
  return grown.reduce((most, each) => (each[0] > most[0] ? each : most), [0, ''] as const)
}

function* chunksOf<T>(items: Iterable<T>, size: number): Generator<readonly T[]> {
  let chunk: T[] = []
  for (const item of items) {
    chunk.push(item)
    if (chunk.length < size) continue
    yield chunk
    chunk = []
  }
  if (chunk.length > 0) yield chunk
}

/** Every outcome's fault, for a process that has ended under all of them. */
export const endedUnder = (cases: readonly Case[], how: string): readonly Outcome[] =>
  cases.map(() => ({ verdict: 'the process ended', fault: `The process ended: ${how}` }))
