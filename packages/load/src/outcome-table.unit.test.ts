import { expect, it } from 'vitest'
import { outcomeTable } from './outcomes.ts'

it('shows a line for each outcome and one for all, within 80 columns', () => {
  const times = { p50Ms: 41.4, p99Ms: 1_234.5 }
  const text = outcomeTable({
    outcomes: [
      { status: 'COMPLETED', reason: null, orders: 1_234_567, ...times },
      { status: 'REJECTED', reason: 'A_REASON_THAT_IS_LONGER_THAN_ITS_COLUMN', orders: 3, ...times },
      { status: 'STOCK_RESERVED', reason: null, orders: 1, p50Ms: Number.NaN, p99Ms: Number.NaN },
    ],
    orders: 1_234_571,
    completed: 1_234_567,
    rejected: 3,
    cancelled: 0,
    ...times,
    seconds: 123.45,
    ordersPerSecond: 10_000.4,
  })
  expect(text.split('\n')).toEqual([
    'outcome         reason                             orders     p50 ms     p99 ms',
    'COMPLETED                                       1,234,567         41      1,235',
    'REJECTED        A_REASON_THAT_IS_LONGER_THAN_…          3         41      1,235',
    'STOCK_RESERVED                                          1          -          -',
    'all                                             1,234,571         41      1,235',
    '',
    '10,000 orders a second from the first acceptance to the last end (123.5 s)',
  ])
})
