import { type ServiceContext, whenScraped } from '@orderflow/service-kit'
import { Gauge } from 'prom-client'
import { countStuck } from './stuck-orders.ts'

/** `orders_past_deadline`: what `stuck_orders` counts a while later if it stays so, read when the metrics are asked for. */
export function countPastDeadline({ pool, registry }: Pick<ServiceContext, 'pool' | 'registry'>): void {
  const read = whenScraped(async () => past.set(await countStuck(pool, 0)))
  const past: Gauge = new Gauge({
    name: 'orders_past_deadline',
    help: 'Orders that are past their deadline and have not ended',
    registers: [registry],
    collect: async () => void (await read()),
  })
}
