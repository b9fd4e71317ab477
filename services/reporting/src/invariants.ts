import { type ServiceContext, whenScraped } from '@orderflow/service-kit'
import { Gauge } from 'prom-client'
import { countUnsound } from './figures.ts'

/**
 * What the read models say of invariants, when the metrics are asked for: alert on any. Refunds come after the end of an
 * order, so orders count once they ended more than five minutes ago, and for a day.
 */
export function countViolations({ pool, registry }: Pick<ServiceContext, 'pool' | 'registry'>): void {
  const read = whenScraped(async () => {
    const { mispaid, misshipped } = await countUnsound(pool)
    violations.set({ invariant: 'money-adds-up' }, mispaid)
    violations.set({ invariant: 'completed-is-dispatched' }, misshipped)
  })
  const violations: Gauge<'invariant'> = new Gauge({
    name: 'invariant_violations',
    help: 'Orders that ended five minutes to a day ago and break an invariant, by the names that the audit has for them',
    labelNames: ['invariant'],
    registers: [registry],
    collect: async () => void (await read()),
  })
}
