import type { Rule } from './files.ts'
import type { Series } from './series.ts'

/**
 * The series that Prometheus makes by itself from what it scrapes: what rules record, `up`, and `ALERTS`. A recorded
 * name begins with its labels, as `group_topic:consumer_lag:sum`; those that the rule sets are added.
 */
export function recordedSeries(rules: readonly Rule[]): Series[] {
  const recorded = rules.flatMap(({ record, labels = {} }) => {
    if (record === undefined) return []
    const [level = ''] = record.split(':')
    return { name: record, labels: { ...anyOf(level.split('_')), ...labels } }
  })
  return [...recorded, { name: 'up', labels: anyOf(['job', 'service', 'instance']) }, alerts(rules)]
}

/** An alert has the labels of the query that found it, and those of its rule. */
export function alerts(rules: readonly Rule[]): Series {
  const own = rules.flatMap(({ alert, labels = {} }) => (alert === undefined ? [] : Object.keys(labels)))
  const found = ['service', 'group', 'topic', 'invariant', 'slo']
  return { name: 'ALERTS', labels: anyOf(['alertname', 'alertstate', ...own, ...found]) }
}

const anyOf = (labels: readonly string[]) => Object.fromEntries(labels.map(label => [label, null]))
