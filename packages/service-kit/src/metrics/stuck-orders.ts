import type { Tx } from '@orderflow/messaging/database'
import { whenScraped } from '@orderflow/messaging/metrics'
import { Gauge, type Registry } from 'prom-client'

/**
 * `stuck_orders`: the orders that only a person can bring to their end, as far as this service knows, counted when the
 * metrics are asked for. Alert on any.
 *
 * @param count reads their number from the service's database
 */
export function countStuckOrders(
  { pool, registry }: { readonly pool: Tx; readonly registry: Registry },
  count: (tx: Tx) => Promise<number>,
): void {
  const read = whenScraped(async () => stuck.set(await count(pool)))
  const stuck: Gauge = new Gauge({
    name: 'stuck_orders',
    help: 'Orders that are past their deadline and have not ended, or that wait here for a dead letter to be sent back',
    registers: [registry],
    collect: async () => void (await read()),
  })
}
