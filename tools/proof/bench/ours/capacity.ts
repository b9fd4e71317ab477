import type { BenchContext, Figures } from '../scenario.ts'
import { closedLoop } from './closed-loop.ts'
import { http } from './http.ts'
import { mixed, seedOf } from './mixed.ts'

const connections = 64
const { name } = http(connections)

/**
 * Orders a second that the system ends at most: what http-64 has measured in this round, or if it has not (yet), a
 * short closed loop of the same kind.
 */
export async function maxPerSecond(context: BenchContext): Promise<number> {
  const { ordersPerSecond } = context.measured[name] ?? (await shortLoop(context))
  return ordersPerSecond as number
}

function shortLoop(context: BenchContext): Promise<Figures> {
  const seed = seedOf(context.round, 70)
  const orders = mixed(context.quick ? 300 : 8_000, seed)
  return closedLoop(context, { orders, connections, seed })
}
