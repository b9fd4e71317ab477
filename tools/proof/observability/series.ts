import type { Asked } from './files.ts'
import { type Matcher, type Selector, wantsOf } from './promql.ts'

/** A series that there is: its name and labels. A label that is null has some value, not known which. */
export interface Series {
  readonly name: string
  readonly labels: Readonly<Record<string, string | null>>
}

/**
 * What queries ask for in vain: series that there are none of, and labels that no series of the query has.
 *
 * @returns one line for each; none if all can be answered
 */
export function unanswered(asked: readonly Asked[], series: readonly Series[]): string[] {
  const byName = Map.groupBy(series, ({ name }) => name)
  return asked.flatMap(({ by, expr }) => {
    const { selectors, labels } = wantsOf(expr)
    const found = selectors.map(selector => ({
      selector,
      series: (byName.get(selector.name) ?? []).filter(each => matches(selector, each)),
    }))
    const none = found.filter(each => each.series.length === 0).map(({ selector }) => shown(selector))
    const all = found.flatMap(each => each.series)
    const nowhere = labels.filter(label => !all.some(each => label in each.labels))
    return [
      ...none.map(selector => `${by} asks for ${selector}, which nobody exports`),
      ...(none.length > 0
        ? []
        : nowhere.map(label => `${by} wants the label ${label}, which none of its series has`)),
    ]
  })
}

function matches({ matchers }: Selector, { labels }: Series): boolean {
  return matchers.every(({ label, op, value }) => {
    const actual = label in labels ? labels[label] : ''
    return actual === null || holds(op, actual ?? '', value)
  })
}

function holds(op: Matcher['op'], actual: string, value: string): boolean {
  switch (op) {
    case '=':
      return actual === value
    case '!=':
      return actual !== value
    case '=~':
      return new RegExp(`^(?:${value})$`).test(actual)
    case '!~':
      return !new RegExp(`^(?:${value})$`).test(actual)
  }
}

const shown = ({ name, matchers }: Selector) =>
  `${name}{${matchers.map(({ label, op, value }) => `${label}${op}"${value}"`).join(',')}}`
