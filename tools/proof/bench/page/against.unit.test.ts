import { expect, test } from 'vitest'
import type { Comparison } from '../against/compare.ts'
import { ratios, targets } from '../against/ratios.ts'
import { againstPage } from './against.ts'
import { centsPerThousand } from './cloud.ts'

const one = (median: number) => ({ median, min: median, max: median, runs: 2 })
const all = (figures: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, one(value)]))

const comparison: Comparison = {
  against: 'abc1234',
  quick: false,
  rounds: 2,
  seconds: 2_000,
  ours: {
    'http-64': all({ ordersPerSecond: 2_000, 'cpu.system': 500, 'residentMb.services': 600 }),
    seeded: all({ ordersPerSecond: 4_000, 'cpu.system': 400 }),
    'open-50': all({ p50Ms: 20, p99Ms: 60 }),
  },
  today: { 'http-64': all({ 'cpu.system': 1_000 }) },
  peers: {
    dbos: all({ ordersPerSecond: 250, 'cpu.system': 4_000, residentMb: 700 }),
    'kafka-streams-100': all({ ordersPerSecond: 8_000, 'cpu.system': 200, p50At50Ms: 500 }),
  },
  ratios: { cpuToToday: 0.5, httpToDbos: 8 },
  ratioSpreads: all({ cpuToToday: 0.5, httpToDbos: 8 }),
  missing: ['walToToday'],
  failures: [{ scenario: 'spring-http', round: 0, reason: 'It did not start.' }],
}
const machine = { processors: 2, model: 'Some CPU', memoryGib: 8, platform: 'linux x64' }
const page = againstPage({ date: '2026-01-31', machine, result: comparison }).replace(/ +/g, ' ')

test('who is ahead comes first, with what that gives up; nobody is ahead by a figure that is missing', () => {
  const [, ahead = ''] = /## Who is ahead of ours\n([^#]*)/.exec(page) ?? []

  expect(ahead).toContain(
    '| `kafka-streams-100` | orders/s: 8,000 (4,000); µs per order: 200 (400) | an answer to who orders, and tables',
  )
  expect(ahead).not.toContain('dbos')
  expect(ahead.match(/kafka-streams-100/g)).toHaveLength(1)
})

test('a target is met or missed, the other build stands beside ours, and what has no figure is named', () => {
  expect(page).toContain('| `cpuToToday` | ≤ 0.6 | met | 0.5 | 0.5 | 0.5 |')
  expect(page).toContain('| `httpToDbos` | ≥ 13 | missed | 8 | 8 | 8 |')
  expect(page).toContain('| `http-64` | `cpu.system` | 500 | 1,000 | 0.5 |')
  expect(page).toContain('- `spring-http`, round 1: It did not start.')
  expect(page).toContain('- `walToToday`: without both sides.')
})

test('each target is of a ratio that is taken', () => {
  expect(Object.keys(targets).filter(name => !(name in ratios))).toEqual([])
})

test('a thousand orders of a second of processor time, half used, cost two seconds of a processor', () => {
  const cents = centsPerThousand({
    cpuMicros: 1_000,
    residentMb: 1_000,
    ordersPerSecond: 1_000,
    walBytes: 1e6,
  })

  expect(cents.processor).toBeCloseTo((2 / 3_600) * 4.048, 10)
  expect(cents.memory).toBeCloseTo((1 / 3_600) * 0.4445, 10)
  // A gigabyte: moved once, kept once for a week.
  expect(cents.wal).toBeCloseTo(2 + 8 * (7 / 30), 10)
  expect(cents.kafka).toBeNaN()
})
