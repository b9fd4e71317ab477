import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseHead } from './exposition.ts'
import { evaluate } from './promql/evaluate.ts'
import { selectorsOf } from './promql/expression.ts'
import { parsePromql } from './promql/parse.ts'
import { type Case, ms, prometheusFolder, readTests, rounds, rulesFor } from './promtool.fixture.ts'

/** The cases that promtool holds the rules to hold for reporting's evaluator, too. */
describe.each(readdirSync(join(prometheusFolder, 'tests')))('%s', file => {
  const tests = readTests(file)
  const everyMs = ms(tests.evaluation_interval)

  test.each(tests.tests)('$name', (each: Case) => {
    const { alert_rule_test: alerts = [], promql_expr_test: queries = [] } = each
    const rules = rulesFor(tests)
    const asked = queries.map(query => ({ ...query, expression: parsePromql(query.expr) }))
    const all = [...rules.selectors, ...asked.flatMap(({ expression }) => selectorsOf(expression))]
    const untilMs = Math.max(...[...alerts, ...queries].map(({ eval_time: time }) => ms(time)))
    rounds(each, { ...rules, selectors: all }, everyMs, untilMs, (atMs, found, store) => {
      const isNow = ({ eval_time: time }: { readonly eval_time: string }) =>
        Math.floor(ms(time) / everyMs) * everyMs === atMs
      for (const { alertname, eval_time: time, exp_alerts: expected } of alerts.filter(isNow)) {
        const firing = found.filter(({ name, state }) => name === alertname && state === 'firing')
        const shown = firing.map(({ labels, annotations }) => ({
          exp_labels: labels,
          exp_annotations: annotations,
        }))
        expect(new Set(shown), `${alertname} at ${time}`).toEqual(new Set(expected))
      }
      for (const { expr, expression, eval_time: time, exp_samples: expected } of asked.filter(isNow)) {
        const samples = expected.map(({ labels, value }) => ({
          labels: parseHead(labels).labels,
          value: Number(value),
        }))
        expect(evaluate(expression, store, ms(time)), expr).toEqual(samples)
      }
    })
  })
})
