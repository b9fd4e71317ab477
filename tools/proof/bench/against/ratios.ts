import { type FigureOf, pairedRatio, type Round, type Spread } from '../statistics.ts'

/** Names the other commit's scenarios in a round that has both. */
export const today = (scenario: string): string => `today:${scenario}`

/** The scenarios that both commits run: they only place orders and look from outside. */
export const compared = [
  'http-64',
  'open-50',
  'open-500',
  'low-load-50',
  'reporting-64',
  'reporting-burst',
] as const

/** What ours runs after them, for the peers' sake. */
export const oursAlone = ['seeded', 'traced-64'] as const

type Compared = (typeof compared)[number]
type Ratio = readonly [dividend: FigureOf, divisor: FigureOf]

const toToday = (scenario: Compared, figure: string): Ratio => [
  [scenario, figure],
  [today(scenario), figure],
]
const toPeer = (scenario: string, peer: string, figure: string, peers = figure): Ratio => [
  [scenario, figure],
  [peer, peers],
]

/** Ours divided by the other commit's, or by a peer's; a rate is better when it is large, all else when it is small. */
export const ratios: Readonly<Record<string, Ratio>> = {
  cpuToToday: toToday('http-64', 'cpu.system'),
  cpuWithReportingToToday: toToday('reporting-64', 'cpu.system'),
  walToToday: toToday('http-64', 'walBytes'),
  kafkaBytesToToday: toToday('http-64', 'kafkaBytes'),
  memoryToToday: toToday('reporting-burst', 'residentMb.services'),
  p50At50ToToday: toToday('open-50', 'p50Ms'),
  p99At50ToToday: toToday('open-50', 'p99Ms'),
  p99At500ToToday: toToday('open-500', 'p99Ms'),
  cpuAt50ToToday: toToday('low-load-50', 'cpu.system'),
  httpToDbos: toPeer('http-64', 'dbos', 'ordersPerSecond'),
  httpToGraphile: toPeer('http-64', 'graphile-worker', 'ordersPerSecond'),
  httpToTutorial: toPeer('http-64', 'kafkajs-saga', 'ordersPerSecond'),
  httpToRestate: toPeer('http-64', 'restate-workflow', 'ordersPerSecond'),
  cpuToKafkaStreams: toPeer('seeded', 'kafka-streams-100', 'cpu.system'),
  cpuToSpringTopic: toPeer('seeded', 'spring-topic', 'cpu.system'),
  cpuToSpringHttp: toPeer('http-64', 'spring-http', 'cpu.system'),
  p99At50ToSpring: toPeer('open-50', 'spring-http', 'p99Ms', 'p99At50Ms'),
  memoryToSpring: toPeer('http-64', 'spring-http-4', 'residentMb.services', 'residentMb'),
  tracedToUntraced: toPeer('traced-64', 'http-64', 'ordersPerSecond'),
}

/** What was wanted of a ratio: at least that where it is a rate's, else at most. */
export const targets: Readonly<
  Partial<Record<string, { readonly atMost: number } | { readonly atLeast: number }>>
> = {
  cpuToToday: { atMost: 0.6 },
  cpuWithReportingToToday: { atMost: 0.5 },
  walToToday: { atMost: 0.5 },
  kafkaBytesToToday: { atMost: 0.4 },
  memoryToToday: { atMost: 0.45 },
  p50At50ToToday: { atMost: 0.6 },
  p99At50ToToday: { atMost: 0.5 },
  p99At500ToToday: { atMost: 0.5 },
  cpuAt50ToToday: { atMost: 0.25 },
  httpToDbos: { atLeast: 13 },
  httpToGraphile: { atLeast: 9 },
  httpToTutorial: { atLeast: 6.5 },
  httpToRestate: { atLeast: 8 },
  cpuToKafkaStreams: { atMost: 1.8 },
  cpuToSpringTopic: { atMost: 1.6 },
  cpuToSpringHttp: { atMost: 0.6 },
  p99At50ToSpring: { atMost: 0.8 },
  memoryToSpring: { atMost: 0.5 },
  tracedToUntraced: { atLeast: 0.9 },
}

/** The ratios that the rounds have both sides of, and the names of the others. */
export function ratiosOf(rounds: readonly Round[]) {
  const found = Object.entries(ratios).map(
    ([name, [dividend, divisor]]) => [name, pairedRatio(rounds, dividend, divisor)] as const,
  )
  return {
    ratioSpreads: Object.fromEntries(
      found.filter((entry): entry is [string, Spread] => entry[1] !== undefined),
    ),
    missing: found.filter(([, ratio]) => ratio === undefined).map(([name]) => name),
  }
}
