import { setTimeout as delay } from 'node:timers/promises'
import { type AcceptedOrder, cancelOrders, placeOrders } from '@orderflow/load'
import pg from 'pg'
import { startCosts } from '../costs/index.ts'
import type { BenchContext, Scenario } from '../scenario.ts'
import { drained } from './drained.ts'
import { cancelPercent, mixed, seedOf } from './mixed.ts'

/** The relay's advisory lock (`packages/messaging/src/relay/relay.ts`). */
const lock = [0x52454c41, 0x4f424f58] as const
const pollMs = 10
/** Draining an order takes about so long, so cancellations meet orders at every stage. */
const cancelWithinMsPerOrder = 0.2

/**
 * Orders that are already accepted, drained through the saga. All services run, but the bench holds the lock
 * that the order service's relay needs, so the orders gather in its outbox. Then it lets go. Orders a second
 * from when the relay owns the lock again to the commit of the last order's end: publishing OrderCreated and
 * the whole saga count, and cancellations that are asked for meanwhile; accepting the orders does not. So with the costs.
 */
export const seeded: Scenario = {
  name: 'seeded',
  group: 'ours',
  about: 'Orders already accepted, drained through the saga, all outcomes mixed',
  services: 'running',
  headline: 'ordersPerSecond',
  async run(context) {
    const holder = await connected(context)
    try {
      await takeLock(context, holder)
      const since = new Date()
      const accepted = await acceptOrders(context)
      const costs = await startCosts(context)
      await holder.query('SELECT pg_advisory_unlock($1, $2)', [...lock])
      const startedAt = await untilRelayOwns(context, holder)
      await cancelSome(context, accepted)
      await drained(context)
      const perOrder = await costs.perOrder(accepted.length)
      await context.settle()
      const { rows } = await holder.query<{ endedAt: number }>(
        `SELECT (extract(epoch FROM max(pg_xact_commit_timestamp(xmin))) * 1000)::float8 AS "endedAt"
         FROM orders WHERE created_at >= $1`,
        [since],
      )
      const seconds = ((rows[0]?.endedAt ?? Number.NaN) - startedAt) / 1_000
      return { ordersPerSecond: accepted.length / seconds, ...perOrder }
    } finally {
      await holder.end() // and its lock goes with it
    }
  },
}

async function acceptOrders({ quick, round, signal, system, acknowledge }: BenchContext) {
  const accepted: AcceptedOrder[] = []
  await placeOrders({
    ...system.orders,
    orders: mixed(quick ? 300 : 20_000, seedOf(round, 9)),
    signal,
    onAccepted(order) {
      acknowledge(order.orderId)
      accepted.push(order)
    },
  })
  return accepted
}

async function cancelSome({ system, round }: BenchContext, accepted: readonly AcceptedOrder[]) {
  const cancelling = cancelOrders({
    ...system.orders,
    percent: cancelPercent,
    withinMs: accepted.length * cancelWithinMsPerOrder,
    seed: seedOf(round, 9),
  })
  for (const order of accepted) cancelling.onAccepted(order)
  await cancelling.done()
}

/** Stands in line for the lock and ends the relay's connection; the relay comes back and asks each second. */
async function takeLock(context: BenchContext, holder: pg.Client): Promise<void> {
  const admin = await connected(context)
  try {
    const waiting = holder.query('SELECT pg_advisory_lock($1, $2)', [...lock])
    let taken = false
    const taking = waiting.then(() => {
      taken = true
    })
    while (!taken) {
      context.signal.throwIfAborted()
      // Only once the holder waits: else the relay would be back first.
      await admin.query(
        `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE ${isRelayLock} AND granted
         AND EXISTS (SELECT FROM pg_locks WHERE ${isRelayLock} AND NOT granted)`,
      )
      await Promise.race([taking, delay(pollMs)])
    }
  } finally {
    await admin.end()
  }
}

const isRelayLock = `locktype = 'advisory' AND classid = ${lock[0]} AND objid = ${lock[1]}
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`

/** Milliseconds since 1970. */
async function untilRelayOwns({ signal }: BenchContext, client: pg.Client): Promise<number> {
  for (;;) {
    signal.throwIfAborted()
    const { rows } = await client.query(`SELECT FROM pg_locks WHERE ${isRelayLock} AND granted`)
    if (rows.length > 0) return Date.now()
    await delay(pollMs)
  }
}

async function connected({ postgresUrl }: BenchContext): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: postgresUrl('orders'), application_name: 'bench' })
  client.on('error', () => {}) // whoever is querying gets the same error
  await client.connect()
  return client
}
