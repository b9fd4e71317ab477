import { setTimeout as pause } from 'node:timers/promises'
import { ServiceError } from '@orderflow/service-kit'
import pg from 'pg'

const lookEveryMs = 100

const query = `SELECT (SELECT count(*) FROM orders)::integer
  - (SELECT count(*) FROM orders WHERE status IN ('PENDING', 'STOCK_RESERVED', 'PAID', 'CANCEL_PENDING'))::integer AS ended`

export interface Backlog {
  /** From now until the first order ended. */
  readonly firstSeconds: number
  /** Orders that have ended a second, on average since the first. */
  sinceThen(): Promise<number>
}

/**
 * Waits until orders end again, whichever: the consumers are back. Counts in the order service's database.
 *
 * @param patience seconds
 * @throws ServiceError `NOT_RECOVERED`
 */
export async function untilEnded(
  postgresUrl: (database: string) => string,
  patience: number,
): Promise<Backlog> {
  const started = performance.now()
  const before = await endedIn(postgresUrl)
  let ended = before
  for (; ended === before; ended = await endedIn(postgresUrl)) {
    if (performance.now() - started > 1000 * patience) {
      throw new ServiceError('NOT_RECOVERED', `No order has ended ${patience} s after the fault.`)
    }
    await pause(lookEveryMs)
  }
  const first = performance.now()
  return {
    firstSeconds: Math.round((first - started) / 100) / 10,
    async sinceThen() {
      return ((await endedIn(postgresUrl)) - ended) / ((performance.now() - first) / 1000)
    },
  }
}

/**
 * Waits until every order that was accepted before has ended, in whichever partition it is.
 *
 * @param patience seconds
 * @throws ServiceError `NOT_RECOVERED`
 */
export async function untilAllEnded(
  postgresUrl: (database: string) => string,
  before: Date,
  patience: number,
): Promise<void> {
  for (const started = performance.now(); ; await pause(lookEveryMs)) {
    const { open } = await ask<{ open: number }>(
      postgresUrl,
      `SELECT count(*)::integer AS open FROM orders
        WHERE created_at < $1 AND status IN ('PENDING', 'STOCK_RESERVED', 'PAID', 'CANCEL_PENDING')`,
      [before],
    )
    if (open === 0) return
    if (performance.now() - started > 1000 * patience) {
      throw new ServiceError(
        'NOT_RECOVERED',
        `${open} orders have not ended after ${patience} s: services' logs say why.`,
      )
    }
  }
}

export interface EndedBetween {
  readonly ended: number
  /** From acceptance to the end, by the clock of the order service; 0 where none has ended. */
  readonly p99Ms: number
}

/** The orders that were accepted and ended between two moments. */
export async function endedBetween(
  postgresUrl: (database: string) => string,
  from: Date,
  to: Date,
): Promise<EndedBetween> {
  return await ask<EndedBetween>(
    postgresUrl,
    `SELECT count(*)::integer AS ended, coalesce(percentile_disc(0.99) WITHIN GROUP (
        ORDER BY round(extract(epoch FROM updated_at - created_at) * 1000)), 0)::float8 AS "p99Ms"
      FROM orders WHERE created_at > $1 AND updated_at < $2 AND status IN ('COMPLETED', 'REJECTED', 'CANCELLED')`,
    [from, to],
  )
}

/** How many orders asked for their cancellation because their deadline had passed. */
export const countByDeadline = async (postgresUrl: (database: string) => string): Promise<number> =>
  (
    await ask<{ count: number }>(
      postgresUrl,
      `SELECT count(*)::integer AS count FROM orders WHERE reason = 'DEADLINE_EXCEEDED'`,
    )
  ).count

const endedIn = async (postgresUrl: (database: string) => string): Promise<number> =>
  (await ask<{ ended: number }>(postgresUrl, query)).ended

async function ask<Row extends object>(
  postgresUrl: (database: string) => string,
  text: string,
  values: unknown[] = [],
): Promise<Row> {
  const client = new pg.Client({ connectionString: postgresUrl('orders'), application_name: 'chaos' })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows } = await client.query<Row>(text, values)
    return rows[0] as Row
  } finally {
    await client.end()
  }
}
