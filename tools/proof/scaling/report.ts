import { type Calibrated, parts } from './model/cost-model.ts'
import type { Kept } from './model/kept.ts'
import { offBy, type Session } from './model/predict.ts'
import type { Limit } from './plan/limits.ts'
import { owners } from './plan/order.ts'
import type { Plan } from './plan/plan.ts'
import type { Reckoned } from './reckon.ts'

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const count = (value: number) => whole.format(value)
/** Three digits, of which none says more than is known. */
const three = (value: number) =>
  value >= 1_000 ? count(Number(value.toPrecision(3))) : String(Number(value.toPrecision(3)))
const percent = (value: number) => `${value > 0 ? '+' : ''}${(100 * value).toFixed(0)} %`

/** How well the costs lie on lines, in at most 80 columns. */
export function fitLines({ cpu, runs }: Calibrated): string[] {
  return [
    cells('µs of processor time', 'per order', 'per round', 'worst fit'),
    ...parts.map(part => {
      const { perOrder, perRound, worst } = cpu[part]
      return cells(part, three(perOrder), three(perRound), `${(100 * worst).toFixed(0)} %`)
    }),
    `Fitted to ${runs.length} runs, one process of each service: a round is a transaction.`,
  ]
}

/** What an order adds, and writes. */
export function orderLines({ bytes, counts }: Calibrated): string[] {
  const names = Object.keys(counts) as (keyof typeof counts)[]
  const row = (of: 'transactions' | 'rows' | 'messages') =>
    of.padEnd(32) + names.map(name => three(counts[name][of]).padStart(12)).join('')
  const { walBytes, kafkaBytes, databaseBytes } = bytes
  return [
    'an order under load'.padEnd(32) + names.map(name => name.padStart(12)).join(''),
    row('transactions'),
    row('rows'),
    row('messages'),
    `Bytes: write-ahead log ${three(walBytes)}, Kafka ${three(kafkaBytes)}, tables ${three(databaseBytes)}; none of reporting's.`,
  ]
}

/** What was predicted, beside what was measured. */
export function predictionLines(sessions: readonly Session[]): string[] {
  return [
    cells('replicas of each service', 'predicted', 'measured', 'off by'),
    ...sessions.flatMap(({ slower, predictions }) => [
      ...predictions.map(each => {
        const { replicas, share, figure, predicted, measured } = each
        const held = share === 1 ? '' : `, ${100 * share} % of a core each`
        const what = figure === 'cpu.system' ? 'µs per order' : 'orders a second'
        return cells(`${replicas}${held}: ${what}`, three(predicted), three(measured), percent(offBy(each)))
      }),
      `  The machine was slower than for the costs, by its first run: × ${three(slower)}.`,
    ]),
  ]
}

/** What is full from when on. */
export function ladderLines(limits: readonly Limit[]): string[] {
  return [
    `${'full from so many orders a second'.padEnd(42)}${'then'.padEnd(30)}`,
    ...limits.map(
      ({ what, perSecond, change }) => `${three(perSecond).padStart(9)}  ${what.padEnd(37)}  ${change}`,
    ),
  ].map(line => line.trimEnd())
}

const giga = (bytes: number) => three(bytes / 1e9)
const mega = (bytes: number) => three(bytes / 1e6)

/** A column for each rate. */
export function planLines(plans: readonly Plan[]): string[] {
  const row = (name: string, of: (plan: Plan) => string) =>
    name.padEnd(34) + plans.map(plan => of(plan).padStart(11)).join('')
  return [
    row('orders a second', plan => count(plan.perSecond)),
    row('cells', plan => count(plan.cells)),
    ...owners.map(name => row(`processes of ${name}`, plan => count(plan.processes[name]))),
    row('processors at work: services', plan => three(plan.cores.services)),
    row('  PostgreSQL', plan => three(plan.cores.postgres)),
    row('  Kafka', plan => three(plan.cores.kafka)),
    row('partitions of a topic, a cell', plan => count(plan.partitions)),
    row("shards of an order's outbox", plan => count(plan.outboxShards)),
    ...owners.map(name => row(`PostgreSQL servers: ${name}`, plan => count(plan.servers[name]))),
    row('write-ahead log, MB/s', plan => mega(plan.walBytes)),
    row('commits/s, reporting left out', plan => three(plan.commits)),
    row('rows written/s, the same', plan => three(plan.rows)),
    row('brokers', plan => count(plan.brokers)),
    row('Kafka with its copies, MB/s', plan => mega(plan.kafkaBytes)),
    row('a day: tables, the same, GB', plan => giga(plan.aDay.tables)),
    row("  Kafka's log, GB", plan => giga(plan.aDay.kafka)),
    row('  write-ahead log, GB', plan => giga(plan.aDay.wal)),
  ]
}

/** What each rate meets that the one before has not, the first one first, and what is then to be changed. */
export function firstLines(plans: readonly Plan[]): string[] {
  return plans.flatMap(({ perSecond, full }, at) => {
    const before = plans[at - 1]?.full.map(({ what }) => what) ?? []
    const [first, ...others] = full.filter(({ what }) => !before.includes(what))
    if (first === undefined) return [`${count(perSecond)} a second: nothing more is full`]
    return [
      `${count(perSecond)} a second: first ${first.what}`,
      ...wrapped(`change: ${[first, ...others].map(({ change }) => change).join('; ')}`),
    ]
  })
}

/** All of it, as the command prints it and the page has it. */
export const blocksOf = (kept: Kept, { ladder, plans }: Reckoned): readonly (readonly string[])[] => [
  fitLines(kept),
  orderLines(kept),
  predictionLines(kept.sessions),
  ladderLines(ladder),
  planLines(plans),
  firstLines(plans),
]

const cells = (name: string, ...rest: string[]) =>
  name.padEnd(44) + rest.map(cell => cell.padStart(12)).join('')

function wrapped(text: string): string[] {
  const lines: string[] = []
  let line = ' '
  for (const word of text.split(' ')) {
    if (line.length + 1 + word.length > 80) {
      lines.push(line)
      line = '   '
    }
    line += ` ${word}`
  }
  return [...lines, line]
}
