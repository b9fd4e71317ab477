import { type Labels, labelsKey, only, type Sample } from '../labels.ts'
import { byKey, matchPairs } from './binary.ts'
import type { Expression, Selector } from './expression.ts'
import { aggregates, overTime, type Points, type Window } from './functions.ts'

export interface Series {
  readonly labels: Labels
  /** The last point in a window, undefined if there is none or the series had ended by then. */
  last(window: Window): number | undefined
  /** All points in a window but marks of an end. */
  within(window: Window): Points
}

export interface Data {
  /** The series that a selector lets through. */
  find(selector: Selector): readonly Series[]
}

/** How long the last value of a series stands, if nothing says that it has ended. */
export const lookbackMs = 300_000

/**
 * What a query finds at a time in milliseconds: a number, or samples without an order.
 *
 * @throws Error where one sample is to be compared with several: as Prometheus, which then has no answer either
 */
export function evaluate(expression: Expression, data: Data, atMs: number): number | Sample[] {
  const vector = (of: Expression): Sample[] => {
    const value = evaluate(of, data, atMs)
    return typeof value === 'number' ? [{ labels: {}, value }] : value
  }
  switch (expression.kind) {
    case 'number':
      return expression.value
    case 'vector':
      return vector(expression.of)
    case 'selector':
      return data.find(expression).flatMap(series => {
        const value = series.last(windowOf({ ...expression, rangeMs: lookbackMs }, atMs))
        return value === undefined ? [] : [{ labels: series.labels, value }]
      })
    case 'over-time': {
      const window = windowOf(expression.of, atMs)
      return data.find(expression.of).flatMap(series => {
        const value = overTime[expression.name](series.within(window), window)
        return value === undefined ? [] : [{ labels: series.labels, value }]
      })
    }
    case 'label-replace': {
      const { target, source, replacement, pattern } = expression
      const replaced = vector(expression.of).map(({ labels, value }) => {
        const found = pattern.exec(labels[source] ?? '')
        if (found === null) return { labels, value }
        const text = expanded(replacement, found)
        const { [target]: _old, ...others } = labels
        return { labels: text === '' ? others : { ...others, [target]: text }, value }
      })
      byKey(replaced, undefined, 'label_replace')
      return replaced
    }
    case 'aggregate':
      return aggregate(expression, vector(expression.of))
    case 'binary': {
      const [left, right] = [expression.left, expression.right].map(each => evaluate(each, data, atMs)) as [
        ...[number | Sample[], number | Sample[]],
      ]
      return matchPairs(expression, left, right)
    }
  }
}

/** `$1`, `${1}` or `$$` in a replacement, as Go's `Regexp.Expand` has it: a name goes on as far as it can. */
const expanded = (replacement: string, groups: RegExpExecArray) =>
  replacement.replaceAll(/\$(?:\$|\{(\w+)\}|(\w+))/g, (all, braced, plain) => {
    const name: string = braced ?? plain ?? ''
    return all === '$$' ? '$' : /^\d+$/.test(name) ? (groups[Number(name)] ?? '') : ''
  })

/** After Prometheus 3 a window does not have its beginning. */
const windowOf = (
  { rangeMs = 0, offsetMs }: Pick<Selector, 'rangeMs' | 'offsetMs'>,
  atMs: number,
): Window => ({
  fromMs: atMs - offsetMs - rangeMs,
  toMs: atMs - offsetMs,
})

function aggregate(
  { name, by }: Extract<Expression, { kind: 'aggregate' }>,
  samples: readonly Sample[],
): Sample[] {
  const groups = new Map<string, { labels: Labels; value: number }>()
  for (const { labels, value } of samples) {
    const kept = only(labels, by)
    const key = labelsKey(kept)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { labels: kept, value })
    else group.value = aggregates[name](group.value, value)
  }
  return [...groups.values()]
}
