import { type BenchResult, cpuPrefix, cpuScenario } from '../result.ts'
import type { Spread } from '../statistics.ts'
import type { Bar, BarChart } from './bars.ts'
import type { Measurements } from './measurements.ts'

/** The page's pictures by file name; one without any bar is left out. */
export function chartsOf({ result, scaling }: Measurements): Readonly<Record<string, BarChart>> {
  const charts = { ...(result && mainCharts(result.result)), ...(scaling && scalingCharts(scaling.result)) }
  return Object.fromEntries(Object.entries(charts).filter(([, { bars }]) => bars.length > 0))
}

function mainCharts({ limits, ours, peers }: BenchResult) {
  const cpu = Object.entries(ours[cpuScenario] ?? {}).filter(([name]) => name.startsWith(cpuPrefix))
  return {
    throughput: {
      title: 'Orders a second, beside commits of one row each',
      unit: 'a second',
      bars: [
        ...barsOf(limits, 'commitsPerSecond'),
        ...barsOf(ours, 'ordersPerSecond'),
        ...barsOf(peers, 'ordersPerSecond'),
      ],
    },
    latency: {
      title: 'From the scheduled send to the end of the order: all but one in a hundred',
      unit: 'milliseconds',
      bars: barsOf(ours, 'p99Ms'),
    },
    cpu: {
      title: 'Processor time per order',
      unit: 'microseconds',
      bars: cpu.map(([name, found]) => bar(name.slice(cpuPrefix.length), found)),
    },
  }
}

const scalingCharts = ({ ours }: BenchResult) => ({
  'scaling-throughput': {
    title: 'Orders a second while one thing grows',
    unit: 'a second',
    bars: barsOf(ours, 'ordersPerSecond'),
  },
  'scaling-cpu': {
    title: 'Processor time per order while one thing grows',
    unit: 'microseconds',
    bars: barsOf(ours, `${cpuPrefix}system`),
  },
})

const barsOf = (group: BenchResult['ours'], figure: string): Bar[] =>
  Object.entries(group).flatMap(([name, figures]) => {
    const found = figures[figure]
    return found === undefined ? [] : [bar(name, found)]
  })

const bar = (label: string, { median, min, max }: Spread): Bar => ({ label, value: median, min, max })
