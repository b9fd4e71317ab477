import { type ServiceContext, whenScraped } from '@orderflow/service-kit'
import { Gauge } from 'prom-client'
import { countStuck } from './store.ts'

/** The orders that should have ended and have not, counted when the metrics are asked for: alert on any. */
export function countStuckOrders({ pool, registry }: ServiceContext, graceMs: number): void {
  const read = whenScraped(async () => stuck.set(await countStuck(pool, graceMs)))
  const stuck: Gauge = new Gauge({
    name: 'stuck_orders',
    help: 'Orders that have not ended and are past their deadline by more than the grace',
    registers: [registry],
    collect: async () => void (await read()),
  })
}
