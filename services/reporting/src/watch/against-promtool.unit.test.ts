import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom } from '@orderflow/load'
import { afterAll, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import type { Labels } from './labels.ts'
import { evaluate } from './promql/evaluate.ts'
import { found, series } from './promql/queries.fixture.ts'
import { prometheusFolder, rounds, rulesFor } from './promtool.fixture.ts'

const promtool = process.env.PROMTOOL ?? 'promtool'
const { status: ran, stdout: version } = spawnSync(promtool, ['--version'])
const isHere = ran === 0
if (!isHere) console.warn("Left out: tests that need promtool, of Debian's package prometheus.")

/** Off each other's beat, so that no point lies at the edge of a window: there Prometheus 2 and 3 differ. */
const interval = '31013ms'
const everyMs = 23_003
const samples = 115
// Less than the hour of which all points are kept.
const untilMs = everyMs * 150
/** Prometheus 2 reckons otherwise how much a counter grew that began in the window, above 0: it is not asked that. */
const counterFrom = String(version).includes('version 2.') ? 1e6 : 0

const folder = mkdtempSync(join(tmpdir(), 'orderflow-promtool-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ruleFiles = readdirSync(join(prometheusFolder, 'rules')).map(name =>
  join(prometheusFolder, 'rules', name),
)
const rules = rulesFor({ rule_files: ruleFiles })
const groups = ['messaging', 'objectives', 'messaging-alerts', 'saga', 'services', 'error-budget']

const at = (service: string, more: Labels = {}): Labels => ({
  job: 'orderflow',
  service,
  instance: `${service}:1`,
  ...more,
})
const places = ['order', 'payment'].flatMap(group =>
  ['a.v1', 'b.v1'].flatMap(topic => ['0', '1'].map(partition => ({ group, topic, partition }))),
)
const request = (status: string) => at('order', { method: 'POST', route: '/orders', status })

/** Gauges that jump, mostly between few values and for a while the same, and counters that now and then begin anew. */
const gauges: Readonly<Record<string, readonly Labels[]>> = {
  up: [at('order'), at('payment'), { ...at('x'), job: 'other' }],
  consumer_lag: places.flatMap(place => [at(place.group, place), at('reporting', place)]),
  outbox_oldest_seconds: [at('order'), at('payment')],
  outbox_quarantined_keys: [at('order')],
  inputs_waiting_for_locks: [at('order'), at('payment')],
  dlq_messages: [at('order', { topic: 'a.v1.order.dlq' }), at('payment', { topic: 'b.v1.payment.dlq' })],
  inbox_expiry_held: [at('order', { reason: 'topics' }), at('payment', { reason: 'unchecked' })],
  stuck_orders: [at('order')],
  gateway_breaker_state: [at('payment'), { ...at('payment'), instance: 'payment:2' }],
  invariant_violations: [at('reporting', { invariant: 'money-adds-up' })],
  metrics_source_up: [at('order', { source: 'kafka' }), at('order', { source: 'database' })],
  db_pool_connections: [at('order', { state: 'waiting' }), at('order', { state: 'idle' })],
  nodejs_eventloop_lag_p99_seconds: [at('order'), at('payment')],
}
const counters: Readonly<Record<string, readonly Labels[]>> = {
  messages_consumed_total: places.map(({ group, topic }) => at(group, { topic })),
  records_skipped_total: [at('order', { topic: 'a.v1' }), at('payment', { topic: 'b.v1' })],
  http_admissions_total: [at('order', { outcome: 'admitted' }), at('order', { outcome: 'share' })],
  http_request_duration_seconds_count: [
    request('2xx'),
    request('5xx'),
    at('order', { method: 'GET', route: '/', status: '5xx' }),
  ],
  saga_duration_seconds_bucket: [
    at('order', { outcome: 'COMPLETED', le: '10' }),
    at('order', { outcome: 'COMPLETED', le: '1' }),
  ],
  saga_duration_seconds_count: [at('order', { outcome: 'COMPLETED' })],
}

function seriesOf(seed: number) {
  const random = seededRandom(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  const gap = () => (random() < 0.01 ? (random() < 0.5 ? 'stale' : '_') : undefined)
  const gauge = () => {
    const levels = [0, 0, 1, below(60), below(2_000)]
    let level = 0
    return Array.from({ length: samples }, () => {
      if (random() < 0.05) level = levels[below(levels.length)] as number
      return gap() ?? level
    })
  }
  const counter = () => {
    let [value, pace] = [counterFrom, below(20)]
    return Array.from({ length: samples }, () => {
      if (random() < 0.03) pace = random() < 0.3 ? 0 : below(300)
      value = random() < 0.01 ? counterFrom : value + pace
      return gap() ?? value
    })
  }
  const made = (table: typeof gauges, make: () => readonly (string | number)[]) =>
    Object.entries(table).flatMap(([name, all]) => {
      const known = new Map(all.map(labels => [head(name, labels), make().join(' ')]))
      return [...known].map(([series, values]) => ({ series, values }))
    })
  return [...made(gauges, gauge), ...made(counters, counter)]
}

const head = (name: string, labels: Labels) =>
  `${name}{${Object.entries(labels)
    .map(([label, value]) => `${label}="${value}"`)
    .join(',')}}`

/** To a millionth, as `round(…, 1e-6)` does it: sums may differ in their last digits. */
const rounded = (value: number) => Math.floor(value * 1e6 + 0.5) / 1e6

describe.skipIf(!isHere)('Prometheus itself', () => {
  test.each([1, 2])('finds what reporting finds, for every rule over series of seed %i', seed => {
    const input_series = seriesOf(seed)
    const alerts: object[] = []
    const queries: object[] = []
    rounds({ input_series, interval }, rules, everyMs, untilMs, (atMs, found, store) => {
      if ((atMs / everyMs) % 30 !== 29) return
      const eval_time = `${atMs}ms`
      for (const alertname of new Set(rules.alerts.map(({ alert }) => alert))) {
        const exp_alerts = found
          .filter(({ name, state }) => name === alertname && state === 'firing')
          .map(({ labels, annotations }) => ({ exp_labels: labels, exp_annotations: annotations }))
        alerts.push({ alertname, eval_time, exp_alerts })
      }
      for (const { text, expression } of [...rules.recordings, ...rules.alerts]) {
        const exp_samples = [evaluate(expression, store, atMs)].flat().flatMap(sample => {
          const { labels, value } = typeof sample === 'number' ? { labels: {}, value: sample } : sample
          return value > Number.NEGATIVE_INFINITY ? [{ labels: head('', labels), value: rounded(value) }] : []
        })
        queries.push({ expr: `round((sum without () (${text})) > -Inf, 1e-6)`, eval_time, exp_samples })
      }
    })
    const file = join(folder, `seed-${seed}.yml`)
    const tests = [{ interval, input_series, alert_rule_test: alerts, promql_expr_test: queries }]
    writeFileSync(
      file,
      stringify({
        rule_files: ruleFiles,
        evaluation_interval: `${everyMs}ms`,
        group_eval_order: groups,
        tests,
      }),
    )
    const { status, stdout, stderr } = spawnSync(promtool, ['test', 'rules', file], { encoding: 'utf8' })
    expect(status, `${stdout}${stderr}`.slice(0, 4_000)).toBe(0)
    expect(queries.some(query => 'exp_samples' in query && (query.exp_samples as object[]).length > 0)).toBe(
      true,
    )
  })

  test('finds what reporting finds where two sides meet, and in texts', () => {
    const input_series = Object.entries(series).flatMap(([name, all]) =>
      all.map(([labels, value]) => ({ series: head(name, labels), values: `${value} ${value}` })),
    )
    const queries = found.map(([query, samples]) => ({
      expr: `sum without () (${query})`,
      eval_time: '1m',
      exp_samples: samples.map(([labels, value]) => ({ labels: head('', labels), value })),
    }))
    const file = join(folder, 'queries.yml')
    writeFileSync(
      file,
      stringify({
        evaluation_interval: '1m',
        tests: [{ interval: '1m', input_series, promql_expr_test: queries }],
      }),
    )
    const { status, stdout, stderr } = spawnSync(promtool, ['test', 'rules', file], { encoding: 'utf8' })
    expect(status, `${stdout}${stderr}`.slice(0, 4_000)).toBe(0)
  })
})
