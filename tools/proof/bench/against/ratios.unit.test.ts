import { expect, test } from 'vitest'
import { peerNames } from '../peers.ts'
import { scenarios } from '../scenarios.ts'
import { compared, oursAlone, ratios, ratiosOf, today } from './ratios.ts'

test('a ratio is within a round, its median counts, and one without both sides is named', () => {
  const rounds = [
    { 'http-64': { 'cpu.system': 500 }, [today('http-64')]: { 'cpu.system': 1_000 } },
    { 'http-64': { 'cpu.system': 900 }, [today('http-64')]: { 'cpu.system': 1_000 } },
    { 'http-64': { 'cpu.system': 700 }, [today('http-64')]: { 'cpu.system': 1_000 } },
    { 'http-64': { 'cpu.system': 100 } },
  ]
  const { ratioSpreads, missing } = ratiosOf(rounds)

  expect(ratioSpreads).toEqual({ cpuToToday: { median: 0.7, min: 0.5, max: 0.9, runs: 3 } })
  expect(missing).toEqual(Object.keys(ratios).filter(name => name !== 'cpuToToday'))
})

test('what is compared is measured: each side of a ratio is a scenario that both run, or ours, or a peer', () => {
  const run = new Set<string>([...compared, ...compared.map(today), ...oursAlone, ...peerNames])
  const sides = Object.values(ratios).flatMap(([[above], [below]]) => [above, below])

  const known = new Set(scenarios.map(({ name }) => name))
  expect(sides.filter(name => !run.has(name))).toEqual([])
  expect([...compared, ...oursAlone].filter(name => !known.has(name))).toEqual([])
})
