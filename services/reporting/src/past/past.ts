import type { OrderFigures, Past, Revenue } from '@orderflow/live-page/api'
import type { Tx } from '@orderflow/messaging/database'
import { millisecondsOf } from '../domain/durations.ts'

/** A part of the past, in intervals of the same length, the first at `from`. */
export interface Range {
  readonly from: Date
  /** Seconds of an interval. */
  readonly step: number
  readonly intervals: number
}

interface Slotted {
  /** Of which interval; the first is 0. */
  readonly slot: number
}

interface Ended extends Slotted {
  readonly completed: number
  readonly rejected: number
  readonly cancelled: number
  /** Buckets. */
  readonly p50: number | null
  readonly p99: number | null
}

interface Sample extends Slotted {
  readonly orders: OrderFigures
  readonly revenue: readonly Revenue[]
  readonly events: Readonly<Record<string, number>>
  readonly lag: Readonly<Record<string, number>> | null
  readonly dead_letters: Readonly<Record<string, number>> | null
}

type Column<Value = number> = (Value | null)[]

/**
 * How it was, interval by interval. What was counted from events is there whether or not reporting ran at the time; where
 * nothing was counted and no sample taken, nothing is known, and all is null.
 */
export async function findPast(tx: Tx, range: Range): Promise<Past> {
  const [placements, ends, samples] = await Promise.all([
    countPlacements(tx, range),
    countEnds(tx, range),
    findSamples(tx, range),
  ])
  const each = <Value>(of: (slot: number) => Value | null | undefined): Column<Value> =>
    Array.from({ length: range.intervals }, (_, slot) => of(slot) ?? null)
  const isKnown = (slot: number) => samples.has(slot) || placements.has(slot) || ends.has(slot)
  const counted = (of: (slot: number) => number | undefined) =>
    each(slot => (isKnown(slot) ? (of(slot) ?? 0) : null))
  const duration = (bucket: number | null | undefined) => {
    return typeof bucket === 'number' ? Math.round(millisecondsOf(bucket)) : null
  }
  const stood = (figure: keyof OrderFigures) => each(slot => samples.get(slot)?.orders[figure])
  return {
    from: range.from.toISOString(),
    step: range.step,
    placed: counted(slot => placements.get(slot)?.n),
    completed: counted(slot => ends.get(slot)?.completed),
    rejected: counted(slot => ends.get(slot)?.rejected),
    cancelled: counted(slot => ends.get(slot)?.cancelled),
    p50Ms: each(slot => duration(ends.get(slot)?.p50)),
    p99Ms: each(slot => duration(ends.get(slot)?.p99)),
    orders: {
      total: stood('total'),
      open: stood('open'),
      completed: stood('completed'),
      rejected: stood('rejected'),
      cancelled: stood('cancelled'),
    },
    revenue: revenueOf(samples, each),
    events: columnsOf(each(slot => cameIn(samples, slot))),
    lag: columnsOf(each(slot => samples.get(slot)?.lag)),
    deadLetters: columnsOf(each(slot => samples.get(slot)?.dead_letters)),
  }
}

const bySlot = <Row extends Slotted>(rows: readonly Row[]) => new Map(rows.map(row => [row.slot, row]))

/** A column for each name that any row has; a known row that lacks a name has 0 of it. */
function columnsOf(rows: Column<Readonly<Record<string, number>>>): Record<string, Column> {
  const names = new Set(rows.flatMap(row => Object.keys(row ?? {})))
  return Object.fromEntries(
    [...names].sort().map(name => [name, rows.map(row => (row === null ? null : (row[name] ?? 0)))]),
  )
}

/** How many events of each type came between two samples; a rebuild may set counts back, and none came then. */
function cameIn(samples: ReadonlyMap<number, Sample>, slot: number): Record<string, number> | undefined {
  const [before, after] = [samples.get(slot - 1), samples.get(slot)]
  if (before === undefined || after === undefined) return undefined
  return Object.fromEntries(
    Object.entries(after.events).map(([type, n]) => [type, Math.max(0, n - (before.events[type] ?? 0))]),
  )
}

function revenueOf(
  samples: ReadonlyMap<number, Sample>,
  each: (of: (slot: number) => string | undefined) => Column<string>,
): Past['revenue'] {
  const all = [...samples.values()].flatMap(({ revenue }) => revenue.map(({ currency }) => currency))
  return [...new Set(all)].sort().map(currency => {
    const of = (figure: 'captured' | 'refunded') =>
      each(slot => samples.get(slot)?.revenue.find(row => row.currency === currency)?.[figure])
    return { currency, captured: of('captured'), refunded: of('refunded') }
  })
}

/** The interval of a time, counted from `$1`, if each has `$2` seconds. */
const slotOf = (time: string) => `floor(extract(epoch FROM ${time} - $1::timestamptz) / $2::integer)::integer`
const within = (time: string) =>
  `${time} >= $1::timestamptz AND ${time} < $1::timestamptz + $2::integer * $3::integer * interval '1 second'`
const valuesOf = ({ from, step, intervals }: Range) => [from, step, intervals]

async function countPlacements(tx: Tx, range: Range) {
  const { rows } = await tx.query<Slotted & { readonly n: number }>({
    name: 'past-placements',
    text: `SELECT ${slotOf('placed')} AS slot, sum(n)::bigint AS n FROM placements WHERE ${within('placed')} GROUP BY 1`,
    values: valuesOf(range),
  })
  return bySlot(rows)
}

/** The percentiles are those of an interval's durations all together: counts are added up, percentiles never. */
async function countEnds(tx: Tx, range: Range) {
  const { rows } = await tx.query<Ended>({
    name: 'past-ends',
    text: `
      WITH spread AS (
        SELECT ${slotOf('ended')} AS slot, bucket, sum(n) AS n,
          coalesce(sum(n) FILTER (WHERE outcome = 'COMPLETED'), 0) AS completed,
          coalesce(sum(n) FILTER (WHERE outcome = 'REJECTED'), 0) AS rejected,
          coalesce(sum(n) FILTER (WHERE outcome = 'CANCELLED'), 0) AS cancelled
        FROM durations WHERE ${within('ended')} GROUP BY 1, 2),
      ranked AS (
        SELECT *, sum(n) OVER (PARTITION BY slot ORDER BY bucket) AS upto, sum(n) OVER (PARTITION BY slot) AS "all"
        FROM spread)
      SELECT slot, sum(completed)::bigint AS completed, sum(rejected)::bigint AS rejected, sum(cancelled)::bigint AS cancelled,
        min(bucket) FILTER (WHERE upto >= greatest(1, ceil(0.5 * "all"))) AS p50,
        min(bucket) FILTER (WHERE upto >= greatest(1, ceil(0.99 * "all"))) AS p99
      FROM ranked GROUP BY slot`,
    values: valuesOf(range),
  })
  return bySlot(rows)
}

/** The last sample of each interval, which a sample at its very end is of, and of the one before the first. */
async function findSamples(tx: Tx, range: Range) {
  const { rows } = await tx.query<Sample>({
    name: 'past-samples',
    text: `
      SELECT DISTINCT ON (slot) slot, orders, revenue, events, lag, dead_letters FROM (
        SELECT ceil(extract(epoch FROM at - $1::timestamptz) / $2::integer)::integer - 1 AS slot, * FROM samples
        WHERE at > $1::timestamptz - $2::integer * interval '1 second'
          AND at <= $1::timestamptz + $2::integer * $3::integer * interval '1 second') AS taken
      ORDER BY slot, at DESC`,
    values: valuesOf(range),
  })
  return bySlot(rows)
}
