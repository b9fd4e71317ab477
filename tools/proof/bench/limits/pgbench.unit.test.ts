import { expect, test } from 'vitest'
import { transactionsPerSecond } from './pgbench.ts'

test('the transactions a second are read from the report of new and old versions', () => {
  const report = `number of clients: 16
latency average = 1.620 ms
initial connection time = 30.551 ms
tps = 9876.543210 (without initial connection time)
`
  expect(transactionsPerSecond(report)).toBeCloseTo(9876.54)
  expect(
    transactionsPerSecond(
      'tps = 98.1 (including connections establishing)\ntps = 99.2 (excluding connections establishing)\n',
    ),
  ).toBe(99.2)
})

test('a report without them is an error that shows it', () => {
  expect(() => transactionsPerSecond('pgbench: error: aborted')).toThrow('aborted')
})
