import type { Pool } from 'pg'
import { Gauge, type Registry } from 'prom-client'
import { backlog } from '../../outbox/outbox.ts'
import { whenScraped } from './when-scraped.ts'

/**
 * The connections to the database. To be registered before what queries at the scrape: a query that has just been asked
 * for counts as waiting, though a connection is free.
 */
export function poolMetrics(registry: Registry, pool: Pool): void {
  new Gauge({
    name: 'db_pool_connections',
    help: 'Connections of the database pool: open (total), of these not in use (idle), and callers that wait for one (waiting)',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      this.set({ state: 'total' }, pool.totalCount)
      this.set({ state: 'idle' }, pool.idleCount)
      this.set({ state: 'waiting' }, pool.waitingCount)
    },
  })
}

/**
 * The outbox's backlog, read from the database when the metrics are asked for.
 *
 * @returns the same reading for others; says whether the database answered
 */
export function outboxMetrics(registry: Registry, pool: Pool): () => Promise<boolean> {
  const read = whenScraped(async () => {
    const { unsent, oldestSeconds, quarantinedKeys } = await backlog(pool)
    gauges.unsent.set(unsent)
    gauges.oldest.set(oldestSeconds)
    gauges.quarantined.set(quarantinedKeys)
  })
  const each = { registers: [registry], collect: async () => void (await read()) }
  const gauges = {
    unsent: new Gauge({
      name: 'outbox_unsent',
      help: 'Events that the broker has not acknowledged',
      ...each,
    }),
    oldest: new Gauge({
      name: 'outbox_oldest_seconds',
      help: 'Age of the oldest event that the broker has not acknowledged',
      ...each,
    }),
    quarantined: new Gauge({
      name: 'outbox_quarantined_keys',
      help: 'Keys whose events are held back because the broker goes on refusing one of them',
      ...each,
    }),
  }
  return read
}
