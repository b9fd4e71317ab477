import { expect, test } from 'vitest'
import type { BenchResult } from '../result.ts'
import type { Scenario } from '../scenario.ts'
import { chartsOf } from './charts.ts'
import { performancePage } from './page.ts'

const one = (median: number) => ({ median, min: median * 0.9, max: median * 1.1, runs: 3 })
const result: BenchResult = {
  quick: false,
  rounds: 3,
  seconds: 900,
  limits: { 'commits-16': { commitsPerSecond: one(10_000) } },
  ours: {
    'http-64': { ordersPerSecond: one(2_000), 'cpu.order': one(50), 'cpu.system': one(300) },
    'open-50': { p50Ms: one(9), p99Ms: one(30) },
  },
  peers: {},
  ratios: { httpToPgbench: 0.2 },
  ratioSpreads: { httpToPgbench: one(0.2) },
  cpuMicrosPerOrder: { order: 50, system: 300 },
  latency: { 'open-50': { p50Ms: 9, p99Ms: 30 } },
  failures: [{ scenario: 'seeded', round: 2, reason: 'The audit found 1 violations.' }],
}
const machine = { processors: 2, model: 'Some CPU', memoryGib: 8, platform: 'linux x64' }

/** Cells are padded to the width of their column. */
const unpadded = (page: string) => page.replace(/ +/g, ' ')

const measurement = (of: BenchResult) => ({ date: '2026-01-31', machine, result: of })
const scaling: BenchResult = {
  ...result,
  limits: {},
  ours: {
    'scaling-past-0': { ordersPerSecond: one(1_000), 'cpu.system': one(400), retries: one(0) },
    'scaling-past-5m': { ordersPerSecond: one(950), 'cpu.system': one(410), retries: one(0) },
  },
  ratioSpreads: { pastOrdersToNone: one(0.95) },
  failures: [],
}

test('the pictures show what belongs together', () => {
  const charts = chartsOf({ result: measurement(result) })

  expect(charts.throughput?.bars.map(({ label }) => label)).toEqual(['commits-16', 'http-64'])
  expect(charts.latency?.bars).toEqual([{ label: 'open-50', value: 30, min: 27, max: 33 }])
  expect(charts.cpu?.bars.map(({ label }) => label)).toEqual(['order', 'system'])
  expect(Object.keys(chartsOf({ result: measurement({ ...result, ours: {} }) }))).toEqual(['throughput'])
})

test('the page has the machine, every figure, and the runs that have none', () => {
  const page = unpadded(performancePage([], { result: measurement(result) }))

  expect(page).toContain('2 processors (Some CPU), 8 GiB')
  expect(page).toContain('| `httpToPgbench` | 0.2 | 0.18 | 0.22 |')
  expect(page).toContain('| `http-64` | `ordersPerSecond` | 2,000 | 1,800 | 2,200 |')
  expect(page).toContain('![Processor time per order](cpu.svg)')
  expect(page).toContain('- `seeded`, round 3: The audit found 1 violations.')
  expect(page).not.toContain('How cost scales')
})

test('what was asked for by name has a part of its own, and pictures where things grow', () => {
  const page = unpadded(performancePage([], { result: measurement(result), scaling: measurement(scaling) }))

  expect(page).toContain('## How cost scales')
  expect(page).toContain('| `scaling-past-5m` | `cpu.system` | 410 | 369 | 451 |')
  expect(page).not.toContain('| `scaling-past-5m` | `retries`')
  expect(page).toContain('](scaling-throughput.svg)')
  expect(chartsOf({ scaling: measurement(scaling) })['scaling-cpu']?.bars).toHaveLength(2)
})

test('what growth is reckoned from has its parts: costs, rows and transactions of each service together, not of each process', () => {
  const figures = {
    ordersPerSecond: one(900),
    'cpu.order': one(150),
    'cpu.order-2': one(140),
    'rows.orders': one(7),
    retries: one(0),
  }
  const replicas = measurement({ ...result, ours: { 'replicas-2': figures }, failures: [] })
  const page = unpadded(performancePage([], { replicas, 'replicas-limited': replicas }))

  expect(page).toContain('## Several processes of each service\n')
  expect(page).toContain('## Several processes of each service, each held to a share of a processor')
  expect(page).toContain('| `replicas-2` | `rows.orders` | 7 | 6.3 | 7.7 |')
  expect(page).toContain('| `replicas-2` | `ordersPerSecond` |')
  expect(page).not.toContain('`retries`')
  expect(page).not.toContain('`cpu.order-2`')
})

test('the page explains the scenarios that it shows', () => {
  const about = (name: string) => ({ name, about: `about ${name}` }) as Scenario
  const page = performancePage([about('http-64'), about('idle')], { result: measurement(result) })

  expect(page).toContain('- `http-64`: about http-64.')
  expect(page).not.toContain('about idle')
})

test('tables are aligned: figures to the right', () => {
  const page = performancePage([], { result: measurement({ ...result, ours: {}, peers: {} }) })

  expect(page).toContain(
    [
      '| scenario     | figure             | median |   min |    max |',
      '| ------------ | ------------------ | -----: | ----: | -----: |',
      '| `commits-16` | `commitsPerSecond` | 10,000 | 9,000 | 11,000 |',
    ].join('\n'),
  )
})
