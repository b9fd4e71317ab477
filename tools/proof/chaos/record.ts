import { percentile } from '@orderflow/load'
import type { Verdict } from './oracle/index.ts'
import { holds, type ScenarioResult } from './result.ts'
import type { Scenario } from './scenario.ts'

/** What happened while a scenario ran. */
export interface RunRecord {
  faults: number
  /** Messages that are to be dead letters. */
  deadLetters: number
  readonly recoveries: number[]
  readonly figures: { [name: string]: number }
  readonly findings: string[]
  drainSeconds: number
}

export const newRecord = (): RunRecord => ({
  faults: 0,
  deadLetters: 0,
  recoveries: [],
  figures: {},
  findings: [],
  drainSeconds: 0,
})

/**
 * Does a part of a scenario; that it fails is a finding, and what comes after it is done all the same.
 *
 * @throws what it threw, if the whole run is given up
 */
export async function attempt<Result>(
  { findings }: RunRecord,
  what: string,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await work()
  } catch (error) {
    if (signal.aborted) throw error
    findings.push(`${what}: ${error instanceof Error ? error.message : String(error)}`)
    return undefined
  }
}

/** @param verdict none if the oracle got no answer: then there is a finding that says so */
export function resultOf(
  { name, row, brokers }: Scenario,
  form: ScenarioResult['form'],
  { faults, recoveries, figures, findings, drainSeconds }: RunRecord,
  verdict: Verdict | undefined,
  seconds: number,
): ScenarioResult {
  const result = {
    name,
    row,
    form,
    brokers,
    orders: verdict?.acknowledged ?? 0,
    faults,
    lost: verdict?.lost ?? 0,
    doubled: verdict?.doubled ?? 0,
    violations: verdict?.violations ?? 0,
    duplicates: verdict?.duplicates ?? 0,
    recoverySeconds: recoveries.length === 0 ? null : round(Math.max(...recoveries)),
    recoveryMedianSeconds: recoveries.length === 0 ? null : round(percentile(recoveries, 0.5)),
    drainSeconds: round(drainSeconds),
    seconds: round(seconds),
    figures,
    findings: [...findings, ...(verdict?.findings ?? [])],
  }
  return { ...result, ok: holds(result) }
}

const round = (value: number) => Math.round(value * 10) / 10
