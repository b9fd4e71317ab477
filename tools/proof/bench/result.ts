import type { Scenario } from './scenario.ts'
import { type FigureOf, figuresOver, pairedRatio, type Round, type Spread } from './statistics.ts'

type Ratio = readonly [dividend: FigureOf, divisor: FigureOf]

const http: FigureOf = ['http-64', 'ordersPerSecond']
const commits: FigureOf = ['commits-16', 'commitsPerSecond']

const atLoad = (times: number) =>
  [
    ['overload', `${times}x.goodputPerSecond`],
    ['overload', '1x.goodputPerSecond'],
  ] as const satisfies Ratio
const ofReplicas = (figure: string, count: number): Ratio => [
  [`replicas-${count}`, figure],
  ['replicas-1', figure],
]

/** What is compared with what; a peer's figure is `ordersPerSecond` as ours is. */
const ratios = {
  httpToPgbench: [http, commits],
  seededToPgbench: [['seeded', 'ordersPerSecond'], commits],
  httpToDbos: [http, ['dbos', 'ordersPerSecond']],
  httpToGraphile: [http, ['graphile-worker', 'ordersPerSecond']],
  httpToTutorial: [http, ['kafkajs-saga', 'ordersPerSecond']],
  goodputAt2x: atLoad(2),
  goodputAt5x: atLoad(5),
  goodputAt10x: atLoad(10),
  ordersOf2ReplicasTo1: ofReplicas('ordersPerSecond', 2),
  ordersOf4ReplicasTo1: ofReplicas('ordersPerSecond', 4),
  cpuOf2ReplicasTo1: ofReplicas('cpu.system', 2),
  cpuOf4ReplicasTo1: ofReplicas('cpu.system', 4),
  pastOrdersToNone: [
    ['scaling-past-5m', 'ordersPerSecond'],
    ['scaling-past-0', 'ordersPerSecond'],
  ],
} as const satisfies Record<string, Ratio>

/** The scenario whose processor time stands for an order's. */
export const cpuScenario = http[0]
export const cpuPrefix = 'cpu.'

type Spreads = Readonly<Record<string, Spread>>

/** What `--json` prints. */
export interface BenchResult {
  readonly quick: boolean
  readonly rounds: number
  readonly seconds: number
  /** By scenario, then by figure. */
  readonly limits: Readonly<Record<string, Spreads>>
  readonly ours: Readonly<Record<string, Spreads>>
  readonly peers: Readonly<Record<string, Spreads>>
  /** Medians of the ratios within a round. */
  readonly ratios: Readonly<Record<string, number>>
  readonly ratioSpreads: Spreads
  /** Medians, by process; `system` is their sum without the load generator. */
  readonly cpuMicrosPerOrder: Readonly<Record<string, number>>
  /** Medians in milliseconds, by scenario. */
  readonly latency: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** Runs that came to no figure, and why. */
  readonly failures: readonly { readonly scenario: string; readonly round: number; readonly reason: string }[]
}

/** The result of what has been measured so far. */
export function resultOf(
  scenarios: readonly Scenario[],
  rounds: readonly Round[],
  about: Pick<BenchResult, 'quick' | 'seconds' | 'failures'>,
): BenchResult {
  const { failures, ...rest } = about
  const group = (wanted: Scenario['group']) =>
    Object.fromEntries(
      scenarios.filter(({ group }) => group === wanted).map(({ name }) => [name, figuresOver(rounds, name)]),
    )
  const ours = group('ours')
  const ratioSpreads = Object.fromEntries(
    Object.entries(ratios).flatMap(([name, [dividend, divisor]]) => {
      const found = pairedRatio(rounds, dividend, divisor)
      return found === undefined ? [] : [[name, found]]
    }),
  )
  return {
    ...rest,
    rounds: rounds.length,
    limits: group('limits'),
    ours,
    peers: group('peers'),
    ratios: mediansOf(ratioSpreads),
    ratioSpreads,
    cpuMicrosPerOrder: mediansOf(ours[cpuScenario] ?? {}, cpuPrefix),
    latency: Object.fromEntries(
      Object.entries(ours)
        .map(([name, figures]) => [name, onlyMs(mediansOf(figures))] as const)
        .filter(([, figures]) => Object.keys(figures).length > 0),
    ),
    failures,
  }
}

/** Of the figures whose name begins with `prefix`, without it. */
const mediansOf = (figures: Spreads, prefix = ''): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(figures)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, { median }]) => [name.slice(prefix.length), median]),
  )

const onlyMs = (figures: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(figures).filter(([name]) => name.endsWith('Ms')))
