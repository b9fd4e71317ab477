import { expect, test } from 'vitest'
import { resultLines } from './lines.ts'
import { resultOf } from './result.ts'
import type { Scenario } from './scenario.ts'

const scenario = (name: string, group: Scenario['group']): Scenario => ({
  name,
  group,
  about: name,
  services: 'running',
  headline: 'ordersPerSecond',
  run: async () => ({}),
})
const scenarios = [
  scenario('commits-16', 'limits'),
  scenario('http-64', 'ours'),
  scenario('open-50', 'ours'),
  scenario('dbos', 'peers'),
]
const rounds = [
  {
    'commits-16': { commitsPerSecond: 10_000 },
    'http-64': { ordersPerSecond: 2_000, 'cpu.order': 40, 'cpu.system': 300 },
    'open-50': { p50Ms: 9, p99Ms: 30, sent: 500 },
    dbos: { ordersPerSecond: 100 },
  },
  {
    'commits-16': { commitsPerSecond: 5_000 },
    'http-64': { ordersPerSecond: 2_000, 'cpu.order': 60, 'cpu.system': 320 },
    'open-50': { p50Ms: 11, p99Ms: 50, sent: 500 },
  },
]

test('the result has each group, the ratios within a round, and processor time and latency for themselves', () => {
  const result = resultOf(scenarios, rounds, { quick: false, seconds: 60, failures: [] })

  expect(result.rounds).toBe(2)
  expect(result.limits['commits-16']?.commitsPerSecond).toEqual({
    median: 7_500,
    min: 5_000,
    max: 10_000,
    runs: 2,
  })
  expect(result.ratios).toEqual({ httpToPgbench: expect.closeTo(0.3), httpToDbos: 20 })
  expect(result.cpuMicrosPerOrder).toEqual({ order: 50, system: 310 })
  expect(result.latency).toEqual({ 'open-50': { p50Ms: 10, p99Ms: 40 } })
  expect(result.peers.dbos?.ordersPerSecond?.runs).toBe(1)
})

test('people read every figure, and which run has none', () => {
  const failures = [{ scenario: 'seeded', round: 1, reason: 'The audit found 2 violations.' }]
  const text = resultLines(resultOf(scenarios, rounds, { quick: false, seconds: 60, failures })).join('\n')

  expect(text).toMatch(/commits-16 commitsPerSecond +7,500 +5,000 +10,000/)
  expect(text).toMatch(/httpToPgbench +0.3 +0.2 +0.4/)
  expect(text).toContain('✗ seeded, round 2: The audit found 2 violations.')
})
