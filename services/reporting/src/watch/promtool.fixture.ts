import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { type Alert, createEvaluator } from './alerts.ts'
import { parseHead } from './exposition.ts'
import { durationMs } from './promql/literals.ts'
import { parseRules, type Rules, rulesOf } from './rules.ts'
import { createSeriesStore, type SeriesStore } from './series.ts'

export const prometheusFolder = fileURLToPath(new URL('../../../../deploy/prometheus/', import.meta.url))

/** A file of tests as `promtool test rules` takes it: of what it may say, what ours do. */
export interface TestFile {
  readonly rule_files: readonly string[]
  readonly evaluation_interval: string
  readonly tests: readonly Case[]
}

export interface Case {
  readonly name: string
  readonly interval: string
  readonly input_series: readonly { readonly series: string; readonly values: string }[]
  readonly alert_rule_test?: readonly {
    readonly alertname: string
    readonly eval_time: string
    readonly exp_alerts: readonly Expected[]
  }[]
  readonly promql_expr_test?: readonly {
    readonly expr: string
    readonly eval_time: string
    readonly exp_samples: readonly { readonly labels: string; readonly value: string }[]
  }[]
}

export interface Expected {
  readonly exp_labels: Readonly<Record<string, string>>
  readonly exp_annotations: Readonly<Record<string, string>>
}

/** All of it as text, as `0x20` is twenty-one zeros. */
export const readTests = (name: string): TestFile =>
  parse(readFileSync(join(prometheusFolder, 'tests', name), 'utf8'), { schema: 'failsafe' })

/** The rules that a file of tests is about. */
export const rulesFor = ({ rule_files: files }: Pick<TestFile, 'rule_files'>): Rules =>
  rulesOf(
    files.flatMap(file => parseRules(readFileSync(join(prometheusFolder, 'rules', basename(file)), 'utf8'))),
  )

/** @throws Error if it is no duration */
export function ms(text: string): number {
  const milliseconds = text === '0s' ? 0 : durationMs(text)
  if (milliseconds === undefined) throw new Error(`${text} is no duration`)
  return milliseconds
}

/** `0+15x12 _x3 stale 7`: a value for each interval; null says that the series ends, undefined that nothing is known. */
export function valuesOf(notation: string): (number | null | undefined)[] {
  return notation.split(/\s+/).flatMap(part => {
    if (part === 'stale') return [null]
    const [, start = '', step = '0', times = '0'] = /^(_|-?[\d.]+)([+-][\d.]+)?(?:x(\d+))?$/.exec(part) ?? []
    if (start === '_') return Array.from({ length: Math.max(1, Number(times)) }, () => undefined)
    return Array.from({ length: Number(times) + 1 }, (_, n) => Number(start) + n * Number(step))
  })
}

/** Rounds of evaluation over the series of a case, as promtool makes them; `after` sees what each has found. */
export function rounds(
  { input_series: inputs, interval }: Pick<Case, 'input_series' | 'interval'>,
  rules: Rules,
  everyMs: number,
  untilMs: number,
  after: (atMs: number, alerts: readonly Alert[], store: SeriesStore) => void,
): void {
  const store = createSeriesStore(rules.selectors)
  const evaluator = createEvaluator(rules, store, (rule, error) => {
    throw new Error(`${rule}: ${error.message}`)
  })
  const series = inputs.flatMap(({ series: head, values }) => {
    const { name, labels } = parseHead(head)
    const kept = store.series(name, labels)
    return kept === undefined ? [] : [{ kept, values: valuesOf(values), next: 0 }]
  })
  const stepMs = ms(interval)
  for (let atMs = 0; atMs <= untilMs; atMs += everyMs) {
    for (const each of series) {
      for (; each.next * stepMs <= atMs && each.next < each.values.length; each.next++) {
        const value = each.values[each.next]
        if (value !== undefined) each.kept.push(each.next * stepMs, value)
      }
    }
    after(atMs, evaluator.round(atMs), store)
  }
}
