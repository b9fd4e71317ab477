import type { ScenarioResult } from '../result.ts'

/** What became of one mutant: one entry of `--json`. */
export interface MutantResult {
  readonly name: string
  readonly scenario: string
  readonly detected: boolean
  /** What the harness found, or why there is no verdict. */
  readonly by: string
  /** The first sentence of what it found. */
  readonly finding: string | null
  readonly seconds: number
}

/** @param ran the scenario's result with the mutant in it, or a sentence where there is no verdict */
export function judgeMutant(
  name: string,
  scenario: string,
  ran: ScenarioResult | string,
  seconds: number,
): MutantResult {
  const verdict = typeof ran === 'string' ? undefined : ran
  return {
    name,
    scenario,
    detected: verdict !== undefined && !verdict.ok,
    by: typeof ran === 'string' ? ran : detectedBy(ran),
    finding: verdict?.findings[0] ?? null,
    seconds: Math.round(seconds),
  }
}

/** `lost 3, violations 12`; `finding` where only a check of the scenario's own failed. */
export function detectedBy(result: ScenarioResult): string {
  if (result.ok) return 'nothing'
  const counts = (['lost', 'doubled', 'violations'] as const).filter(kind => result[kind] > 0)
  return counts.length === 0 ? 'finding' : counts.map(kind => `${kind} ${result[kind]}`).join(', ')
}

const widths = { name: 20, scenario: 17, by: 34 }

/** All results in a table of at most 80 columns. */
export function mutantTable(results: readonly MutantResult[]): string[] {
  const row = (mark: string, name: string, scenario: string, by: string, seconds: string) =>
    `${mark} ${name.padEnd(widths.name)}${scenario.padEnd(widths.scenario)}${fitting(by).padEnd(widths.by)}${seconds.padStart(7)}`
  return [
    row(' ', 'mutant', 'scenario', 'detected by', 'seconds'),
    ...results.map(({ name, scenario, detected, by, seconds }) =>
      row(detected ? '✓' : '✗', name, scenario, by, `${seconds}`),
    ),
  ]
}

/** Without the numbers where they do not fit; what is no verdict is cut. */
function fitting(by: string): string {
  const short = by.length < widths.by ? by : by.replace(/ \d+(?=,|$)/g, '')
  return short.length < widths.by ? short : `${short.slice(0, widths.by - 2)}…`
}
