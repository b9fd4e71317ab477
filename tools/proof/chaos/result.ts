/** What one scenario came to: one entry of `--json`. */
export interface ScenarioResult {
  readonly name: string
  readonly row: number
  readonly form: 'short' | 'full'
  readonly brokers: number
  /** Orders that were acknowledged. */
  readonly orders: number
  /** How often the fault struck. */
  readonly faults: number
  readonly lost: number
  readonly doubled: number
  readonly violations: number
  /** Records that lie on the topics more than once. */
  readonly duplicates: number
  /** From a fault's end until orders ended again: the longest, in seconds; null where nothing had to recover. */
  readonly recoverySeconds: number | null
  readonly recoveryMedianSeconds: number | null
  /** From the end of the load until nothing was under way. */
  readonly drainSeconds: number
  readonly seconds: number
  /** Figures of the scenario's own. */
  readonly figures: Readonly<Record<string, number>>
  /** What does not hold, a sentence each; empty if all is well. */
  readonly findings: readonly string[]
  readonly ok: boolean
}

/** Whether all that is promised held. */
export const holds = ({ lost, doubled, violations, findings }: Omit<ScenarioResult, 'ok'>): boolean =>
  lost === 0 && doubled === 0 && violations === 0 && findings.length === 0

/** The result of a scenario whose system did not start, or whose oracle got no answer. */
export function notTried(
  { name, row, brokers }: Pick<ScenarioResult, 'name' | 'row' | 'brokers'>,
  form: ScenarioResult['form'],
  error: unknown,
): ScenarioResult {
  return {
    ...{ name, row, form, brokers, orders: 0, faults: 0, lost: 0, doubled: 0, violations: 0, duplicates: 0 },
    ...{ recoverySeconds: null, recoveryMedianSeconds: null, drainSeconds: 0, seconds: 0, figures: {} },
    findings: [`no verdict: ${error instanceof Error ? error.message : String(error)}`],
    ok: false,
  }
}

const number = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 })
/** A number as people read it; - for none. */
export const count = (value: number | null) => (value === null ? '-' : number.format(value))

/** A scenario's result for people. */
export function resultLines(result: ScenarioResult): string[] {
  const { orders, faults, duplicates, lost, doubled, violations, recoverySeconds, recoveryMedianSeconds } =
    result
  const verdict = result.ok ? '✓' : '✗'
  const recovery =
    recoverySeconds === null
      ? []
      : [
          `  orders ended again ${count(recoveryMedianSeconds)} s after a fault (median), ${count(recoverySeconds)} s at most`,
        ]
  const figures = Object.entries(result.figures).map(([name, value]) => `  ${name}: ${count(value)}`)
  return [
    `${verdict} ${result.name}: ${count(orders)} orders, ${count(faults)} faults, ${count(result.seconds)} s`,
    `  lost ${count(lost)}, effects doubled ${count(doubled)}, violations ${count(violations)}, duplicates delivered ${count(duplicates)}`,
    ...recovery,
    ...figures,
    ...result.findings.map(finding => `  ! ${finding}`),
  ]
}

/** All results in a table of at most 80 columns. */
export function resultTable(results: readonly ScenarioResult[]): string[] {
  const row = (mark: string, name: string, ...cells: string[]) =>
    `${mark} ${name.padEnd(24)}${cells.map(cell => cell.padStart(9)).join('')}`
  return [
    row(' ', 'scenario', 'orders', 'faults', 'lost', 'doubled', 'broken', 'recovery'),
    ...results.map(({ ok, name, orders, faults, lost, doubled, violations, recoverySeconds }) =>
      row(
        ok ? '✓' : '✗',
        name,
        ...[orders, faults, lost, doubled, violations].map(count),
        recoverySeconds === null ? '-' : `${count(recoverySeconds)} s`,
      ),
    ),
  ]
}
