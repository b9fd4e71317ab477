import pg from 'pg'
import type { BenchContext, Figures, Scenario } from '../scenario.ts'
import { maxPerSecond } from './capacity.ts'
import { seedOf } from './mixed.ts'
import { quantiles, type SentOrder, sendAtRate } from './open-loop.ts'

const openLoop = { group: 'ours', services: 'running', headline: 'p99Ms' } as const

/** An open loop at a fixed rate. */
export const latency = (perSecond: number): Scenario => ({
  name: `open-${perSecond}`,
  about: `Orders at ${perSecond} a second: from the scheduled send to the commit of the order's end`,
  ...openLoop,
  run: context => timesAt(context, perSecond),
})

/** An open loop at a share of the rate that a closed loop reached on the same system. */
export const latencyAtShare = (percent: number): Scenario => ({
  name: `open-${percent}-percent`,
  about: `Orders at ${percent} % of the rate of http-64 in the same round (\`sentPerSecond\`): from the scheduled send to the commit of the order's end`,
  ...openLoop,
  async run(context) {
    const sentPerSecond = Math.round((percent / 100) * (await maxPerSecond(context)))
    return { ...(await timesAt(context, sentPerSecond)), sentPerSecond }
  },
})

/**
 * From when an order was to be sent to the commit of its end. A fact that reaches an ended order late (its price)
 * is a commit too, so a time may be too long by that, and never too short.
 */
async function timesAt(context: BenchContext, perSecond: number): Promise<Figures> {
  const sent = await sendAtRate(context, {
    perSecond,
    seconds: context.quick ? 1 : 20,
    seed: seedOf(context.round, perSecond),
  })
  return await timesOf(context, sent)
}

/** How long orders took, when all have ended. */
export async function timesOf(context: BenchContext, sent: readonly SentOrder[]): Promise<Figures> {
  await context.settle()
  const times = await timesToEnd(context, sent)
  const accepting = quantiles(sent.map(({ acceptMs }) => acceptMs))
  return { ...quantiles(times), acceptP50Ms: accepting.p50Ms, acceptP99Ms: accepting.p99Ms }
}

/** By the server's own commit times of the rows' last versions. */
async function timesToEnd(
  { postgresUrl }: BenchContext,
  sent: readonly SentOrder[],
): Promise<readonly number[]> {
  const orders = new pg.Client({ connectionString: postgresUrl('orders') })
  await orders.connect()
  try {
    const { rows } = await orders.query<{ orderId: string; endedAt: number }>(
      `SELECT order_id AS "orderId", (extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1000)::float8 AS "endedAt"
       FROM orders WHERE order_id = ANY ($1) AND status IN ('COMPLETED', 'REJECTED', 'CANCELLED')`,
      [sent.map(({ orderId }) => orderId)],
    )
    const endedAt = new Map(rows.map(row => [row.orderId, row.endedAt]))
    return sent.map(({ orderId, dueAt }) => {
      const ended = endedAt.get(orderId)
      if (ended === undefined || ended === null) throw new Error(`nobody knows when order ${orderId} ended`)
      return ended - dueAt
    })
  } finally {
    await orders.end()
  }
}
