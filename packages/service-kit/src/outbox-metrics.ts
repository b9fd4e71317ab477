import { backlog } from '@orderflow/messaging'
import type { Pool } from 'pg'
import { Gauge, type Registry } from 'prom-client'

/** The outbox's backlog, read from the database when the metrics are asked for. */
export function outboxMetrics(registry: Registry, pool: Pool): void {
  const oldest = new Gauge({
    name: 'outbox_oldest_seconds',
    help: 'Age of the oldest event that the broker has not acknowledged',
    registers: [registry],
  })
  new Gauge({
    name: 'outbox_unsent',
    help: 'Events that the broker has not acknowledged',
    registers: [registry],
    async collect() {
      try {
        const { unsent, oldestSeconds } = await backlog(pool)
        this.set(unsent)
        oldest.set(oldestSeconds)
      } catch {
        // The database is away: readiness says so; the last figures stand.
      }
    },
  })
}
