import { expect, test } from 'vitest'
import { withFigures } from './page.ts'
import type { Plan } from './plan/plan.ts'
import { firstLines, ladderLines, planLines, predictionLines } from './report.ts'

const plan = (perSecond: number): Plan => ({
  perSecond,
  cells: 10,
  processes: { order: 520, inventory: 230, payment: 210, shipping: 180, reporting: 320 },
  cores: { services: 853.2, postgres: 451, kafka: 163.3 },
  partitions: 192,
  outboxShards: 16,
  servers: { order: 20, inventory: 20, payment: 20, shipping: 10, reporting: 50 },
  walBytes: 9.4e9,
  commits: 712_345,
  rows: 37e6,
  brokers: 100,
  kafkaBytes: 2.43e9,
  aDay: { tables: 432e12, kafka: 210e12, wal: 812e12 },
  full: [
    { what: 'one process of order: its processor', perSecond: 1_800, change: 'more replicas' },
    {
      what: '6 partitions: a process for each',
      perSecond: 9_000,
      change: 'more partitions',
    },
    { what: 'one relay of order: messages a second', perSecond: 9_500, change: 'shards of the outbox' },
  ].filter(limit => limit.perSecond < perSecond),
})

/** The longest of each that there are. */
const ladders = [
  { what: "connections of inventory's server: 5000", perSecond: 1_234_567, change: 'pgbouncer between' },
  { what: '6 partitions: a process for each', perSecond: 10_900, change: 'more partitions' },
  { what: 'one process of order: its processor', perSecond: 1_810, change: 'more replicas of each service' },
]

test('all of it fits into 80 columns, at any size', () => {
  const lines = [
    ...predictionLines([
      {
        slower: 1.234,
        predictions: [
          { replicas: 4, share: 0.25, figure: 'ordersPerSecond', predicted: 1_234.5, measured: 1_100 },
        ],
      },
    ]),
    ...ladderLines(ladders),
    ...planLines([1_000, 10_000, 100_000, 1_000_000].map(plan)),
    ...firstLines([plan(1_000_000)]),
  ]
  expect(lines.filter(line => line.length > 80)).toEqual([])
})

test('a prediction stands beside the measurement, with how far it is off', () => {
  const predictions = [
    { replicas: 2, share: 1, figure: 'cpu.system', predicted: 1_320, measured: 1_200 },
  ] as const
  const [, line] = predictionLines([{ slower: 1, predictions }])
  expect(line?.split(/ {2,}/)).toEqual(['2: µs per order', '1,320', '1,200', '+10 %'])
})

test('a rate is told what the one before it has not met', () => {
  expect(firstLines([1_000, 2_000, 9_200].map(plan))).toEqual([
    '1,000 a second: nothing more is full',
    '2,000 a second: first one process of order: its processor',
    '  change: more replicas',
    '9,200 a second: first 6 partitions: a process for each',
    '  change: more partitions',
  ])
})

test('the figures stand between the marks of the page, and nothing else changes', () => {
  const page =
    '# P\n\n<!-- From the measurements: `npm run check -- --fix` writes it. -->\n\nold\n\n<!-- The end of it. -->\n\nx\n'
  const written = withFigures(page, [['a', 'b'], ['c']])
  expect(written).toBe(page.replace('old\n\n', '```\na\nb\n```\n\n```\nc\n```\n\n'))
  expect(withFigures(written, [['a', 'b'], ['c']])).toBe(written)
  expect(() => withFigures('# P\n', [])).toThrow('docs/scaling.md has no figures between')
})
