import type { ClientBase, Pool } from 'pg'

export interface Outcome {
  readonly status: string
  readonly reason: string | null
  readonly orders: number
  /** From acceptance to the end, in milliseconds; NaN while orders are open. */
  readonly p50Ms: number
  readonly p99Ms: number
}

export interface Outcomes {
  readonly outcomes: readonly Outcome[]
  readonly orders: number
  readonly completed: number
  readonly rejected: number
  readonly cancelled: number
  /** Over all orders that have ended. */
  readonly p50Ms: number
  readonly p99Ms: number
  /** From the first acceptance to the last end, of the orders that no slow gateway held up. */
  readonly seconds: number
  readonly ordersPerSecond: number
}

type Database = Pool | ClientBase

/** Both groups by outcome and the whole (`whole`) in one reading of the table. */
const query = `
  SELECT status, reason, grouping(status) = 1 AS whole, count(*)::integer AS orders,
    coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY ms), 'NaN') AS "p50Ms",
    coalesce(percentile_disc(0.99) WITHIN GROUP (ORDER BY ms), 'NaN') AS "p99Ms",
    coalesce(extract(epoch FROM max(ended_at) FILTER (WHERE prompt) - min(created_at)), 0)::float8 AS seconds,
    (count(ended_at) FILTER (WHERE prompt))::integer AS ended
  FROM (
    SELECT status, reason, prompt, created_at, ended_at,
      (extract(epoch FROM ended_at - created_at) * 1000)::float8 AS ms
    FROM (
      SELECT status, reason, customer_id NOT LIKE 'slow-%' AS prompt, created_at,
        CASE WHEN status IN ('COMPLETED', 'REJECTED', 'CANCELLED') THEN updated_at END AS ended_at
      FROM orders WHERE created_at >= $1
    ) AS placed
  ) AS timed
  GROUP BY GROUPING SETS ((status, reason), ())
  ORDER BY whole, array_position(ARRAY['COMPLETED', 'REJECTED', 'CANCELLED'], status), orders DESC, reason`

/**
 * How the orders ended that were placed since a moment, and how long it took: by the clock of the order
 * service, from acceptance to the order's last change. A fact that reaches an ended order late (a price,
 * when events of two topics cross) is a change too, so a time may be too long by that, and never too short.
 * Orders of the test customers whose gateway is slow are counted and timed, but do not count as throughput.
 *
 * @param database the order service's
 */
export async function outcomes(database: Database, since: Date): Promise<Outcomes> {
  const { rows } = await database.query<Outcome & { whole: boolean; seconds: number; ended: number }>(query, [
    since,
  ])
  const whole = rows.find(row => row.whole)
  const byOutcome = rows
    .filter(row => !row.whole)
    .map(({ status, reason, orders, p50Ms, p99Ms }) => ({ status, reason, orders, p50Ms, p99Ms }))
  const count = (wanted: string) =>
    byOutcome.reduce((sum, { status, orders }) => sum + (status === wanted ? orders : 0), 0)
  const { orders = 0, ended = 0, seconds = 0, p50Ms = Number.NaN, p99Ms = Number.NaN } = whole ?? {}
  return {
    outcomes: byOutcome,
    orders,
    completed: count('COMPLETED'),
    rejected: count('REJECTED'),
    cancelled: count('CANCELLED'),
    p50Ms,
    p99Ms,
    seconds,
    ordersPerSecond: seconds > 0 ? ended / seconds : 0,
  }
}

/** The outcomes for people, at most 80 columns wide: a line for each and one for all. */
export function outcomeTable(report: Outcomes): string {
  const { orders, p50Ms, p99Ms, seconds, ordersPerSecond } = report
  const lines = [
    row('outcome', 'reason', 'orders', 'p50 ms', 'p99 ms'),
    ...report.outcomes.map(one =>
      row(one.status, one.reason ?? '', count(one.orders), ms(one.p50Ms), ms(one.p99Ms)),
    ),
    row('all', '', count(orders), ms(p50Ms), ms(p99Ms)),
    '',
    `${count(ordersPerSecond)} orders a second from the first acceptance to the last end (${seconds.toFixed(1)} s)`,
  ]
  return lines.join('\n')
}

const row = (status: string, reason: string, ...numbers: string[]) =>
  `${status.padEnd(15)} ${shortened(reason, 30).padEnd(30)}${numbers.map(cell => cell.padStart(11)).join('')}`

const shortened = (text: string, width: number) =>
  text.length > width ? `${text.slice(0, width - 1)}…` : text

const wholeNumber = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const count = (value: number) => wholeNumber.format(value)
const ms = (value: number) => (Number.isNaN(value) ? '-' : count(value))
