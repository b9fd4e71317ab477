import { backlog } from '@orderflow/messaging'
import type { Pool } from 'pg'
import { Gauge, type Registry } from 'prom-client'
import type { Sources } from './sources.ts'
import { whenScraped } from './when-scraped.ts'

/** What the service's database and the connections to it show: the outbox's backlog, and the pool. */
export function databaseMetrics(registry: Registry, pool: Pool, sources: Sources): void {
  const registers = [registry]
  const oldest = new Gauge({
    name: 'outbox_oldest_seconds',
    help: 'Age of the oldest event that the broker has not acknowledged',
    registers,
  })
  const quarantined = new Gauge({
    name: 'outbox_quarantined_keys',
    help: 'Keys whose events are held back because the broker refuses one of them for good',
    registers,
  })
  const read = whenScraped(async () => {
    const { unsent, oldestSeconds, quarantinedKeys } = await backlog(pool)
    outbox.set(unsent)
    oldest.set(oldestSeconds)
    quarantined.set(quarantinedKeys)
  })
  const outbox: Gauge = new Gauge({
    name: 'outbox_unsent',
    help: 'Events that the broker has not acknowledged',
    registers,
    async collect() {
      sources('database', await read())
    },
  })
  new Gauge({
    name: 'db_pool_connections',
    help: 'Connections of the database pool: open (total), of these not in use (idle), and callers that wait for one (waiting)',
    labelNames: ['state'],
    registers,
    collect() {
      this.set({ state: 'total' }, pool.totalCount)
      this.set({ state: 'idle' }, pool.idleCount)
      this.set({ state: 'waiting' }, pool.waitingCount)
    },
  })
}
