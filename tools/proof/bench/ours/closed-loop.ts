import { type OrderRequest, type Outcomes, outcomes } from '@orderflow/load'
import pg from 'pg'
import { startCosts } from '../costs/index.ts'
import type { BenchContext, Figures } from '../scenario.ts'
import { drained } from './drained.ts'
import { placeMixed } from './mixed.ts'

export interface ClosedLoop {
  readonly orders: Iterable<OrderRequest>
  readonly connections: number
  readonly seed: number
  /** Addresses of the order service's other processes. */
  readonly replicas?: readonly string[]
  /** What costs go on for once every order has ended. */
  readonly until?: (context: BenchContext) => Promise<void>
}

/**
 * So many connections, each of which sends its next order when the last one is answered; some orders are
 * cancelled beside that. Orders a second from the first acceptance to the last end, by the order service's rows;
 * cancellations are no orders, but what they cost is in an order's cost.
 */
export async function closedLoop(
  context: BenchContext,
  { orders, connections, seed, replicas = [], until }: ClosedLoop,
): Promise<Figures> {
  const costs = await startCosts(context)
  const since = new Date()
  const { accepted, acceptP50Ms, acceptP99Ms, retries, seconds, cancellations } = await placeMixed(context, {
    orders,
    concurrency: connections,
    seed,
    replicas,
  })
  await drained(context)
  await until?.(context)
  const perOrder = await costs.perOrder(accepted)
  await context.settle()
  const ended = await outcomesSince(context, since)
  return {
    ordersPerSecond: ended.ordersPerSecond,
    acceptedPerSecond: accepted / seconds,
    secondsToLastEnd: ended.seconds,
    acceptP50Ms,
    acceptP99Ms,
    retries,
    ...percentages(ended),
    'percent.askedToCancel': (100 * cancellations.asked) / accepted,
    ...perOrder,
  }
}

async function outcomesSince({ postgresUrl }: BenchContext, since: Date): Promise<Outcomes> {
  const orders = new pg.Client({ connectionString: postgresUrl('orders'), application_name: 'bench' })
  await orders.connect()
  return await outcomes(orders, since).finally(() => orders.end())
}

/** How the orders ended. Not every one that is asked to be cancelled is: shipping decides. */
const percentages = ({ orders, completed, rejected, cancelled }: Outcomes): Figures => ({
  'percent.completed': (100 * completed) / orders,
  'percent.rejected': (100 * rejected) / orders,
  'percent.cancelled': (100 * cancelled) / orders,
})
