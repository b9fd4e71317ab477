import type { ServiceContext } from '@orderflow/service-kit'
import { Gauge } from 'prom-client'
import { countUnsound } from './queries.ts'

/**
 * What the read models say of invariants, when the metrics are asked for: alert on any. Refunds come after the end of an
 * order, so orders count once they ended more than five minutes ago, and for a day.
 */
export function countViolations({ pool, registry }: Pick<ServiceContext, 'pool' | 'registry'>): void {
  new Gauge({
    name: 'invariant_violations',
    help: 'Orders that ended five minutes to a day ago and break an invariant, by the names that the audit has for them',
    labelNames: ['invariant'] as const,
    registers: [registry],
    async collect() {
      try {
        const { mispaid, misshipped } = await countUnsound(pool)
        this.set({ invariant: 'money-adds-up' }, mispaid)
        this.set({ invariant: 'completed-is-dispatched' }, misshipped)
      } catch {
        // The database is away: readiness says so; the last figures stand.
      }
    },
  })
}
