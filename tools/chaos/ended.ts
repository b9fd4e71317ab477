import { setTimeout as pause } from 'node:timers/promises'
import { ServiceError } from '@orderflow/service-kit'
import pg from 'pg'

const withinMs = 300_000
const lookEveryMs = 100

const query = `SELECT (SELECT count(*) FROM orders)::integer
  - (SELECT count(*) FROM orders WHERE status IN ('PENDING', 'STOCK_RESERVED', 'PAID', 'CANCEL_PENDING'))::integer AS ended`

export interface Backlog {
  /** From now until the first order ended. */
  readonly firstSeconds: number
  /** Orders that have ended a second, on average since the first. */
  sinceThen(): Promise<number>
}

/** Waits until orders end again, whichever: the consumers are back. Counts in the order service's database. */
export async function untilEnded(postgresUrl: (database: string) => string): Promise<Backlog> {
  const started = performance.now()
  const before = await endedIn(postgresUrl)
  let ended = before
  for (; ended === before; ended = await endedIn(postgresUrl)) {
    if (performance.now() - started > withinMs) {
      throw new ServiceError('NOT_RECOVERED', `No order has ended ${withinMs / 1000} s after the fault.`)
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

async function endedIn(postgresUrl: (database: string) => string): Promise<number> {
  const client = new pg.Client({ connectionString: postgresUrl('orders'), application_name: 'chaos' })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows } = await client.query<{ ended: number }>(query)
    return rows[0]?.ended ?? 0
  } finally {
    await client.end()
  }
}
