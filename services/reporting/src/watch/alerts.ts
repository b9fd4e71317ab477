import { type Labels, labelsKey, type Sample } from './labels.ts'
import { evaluate } from './promql/evaluate.ts'
import type { Expression } from './promql/expression.ts'
import type { AlertRule, Rules } from './rules.ts'
import type { KeptSeries, SeriesStore } from './series.ts'

/** An alert that holds: it fires once it has held for as long as its rule says. */
export interface Alert {
  readonly name: string
  readonly state: 'pending' | 'firing'
  readonly labels: Labels
  readonly annotations: Labels
  /** Since when it holds, in milliseconds since 1970. */
  readonly sinceMs: number
}

export interface Evaluator {
  /** One round at a time in milliseconds, which is later than that of the round before. */
  round(atMs: number): readonly Alert[]
}

/**
 * Evaluates rules as Prometheus does: first what is recorded, then the alerts, so that these see what was just recorded. A rule that
 * cannot be answered in a round, as two series have the same labels, has no result in it.
 *
 * @param onError told of each such rule, once
 */
export function createEvaluator(
  { recordings, alerts }: Rules,
  store: SeriesStore,
  onError: (rule: string, error: Error) => void,
): Evaluator {
  const recorded = new Map<string, KeptSeries>()
  const since = new Map<string, number>()
  const complained = new Set<string>()

  function ask(rule: string, expression: Expression, atMs: number): readonly Sample[] {
    try {
      const value = evaluate(expression, store, atMs)
      return typeof value === 'number' ? [{ labels: {}, value }] : value
    } catch (error) {
      if (!complained.has(rule)) onError(rule, error as Error)
      complained.add(rule)
      return []
    }
  }

  function record(atMs: number): void {
    const ended = new Set(recorded.keys())
    for (const { record: name, expression, labels } of recordings) {
      for (const sample of ask(name, expression, atMs)) {
        const all = { ...sample.labels, ...labels }
        const key = `${name}\u0002${labelsKey(all)}`
        const series = recorded.get(key) ?? store.series(name, all)
        if (series === undefined) continue // nobody asks for it
        recorded.set(key, series)
        series.push(atMs, sample.value)
        ended.delete(key)
      }
    }
    for (const key of ended) {
      recorded.get(key)?.push(atMs, null)
      recorded.delete(key)
    }
  }

  function alertsOf(rule: AlertRule, atMs: number, held: Set<string>): Alert[] {
    return ask(rule.alert, rule.expression, atMs).map(({ labels: found, value }) => {
      const labels = { ...found, ...rule.labels }
      const key = `${rule.alert}\u0002${labelsKey(labels)}`
      const sinceMs = since.get(key) ?? atMs
      since.set(key, sinceMs)
      held.add(key)
      const annotations = Object.entries(rule.annotations).map(([name, of]) => [name, of(found, value)])
      const state = atMs - sinceMs >= rule.forMs ? 'firing' : 'pending'
      return { name: rule.alert, state, labels, annotations: Object.fromEntries(annotations), sinceMs }
    })
  }

  return {
    round(atMs) {
      record(atMs)
      const held = new Set<string>()
      const found = alerts.flatMap(rule => alertsOf(rule, atMs, held))
      for (const key of since.keys()) if (!held.has(key)) since.delete(key)
      return found
    },
  }
}
