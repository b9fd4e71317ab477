import type { Money } from './order.ts'

/** Whether an order of this price is suspected of fraud. Pure. */
export type FraudCheck = (total: Money) => boolean

/** The check of this shop: what costs more than `limit` minor units, of whatever currency, is suspect. */
export const costsMoreThan =
  (limit: number): FraudCheck =>
  ({ amount }) =>
    amount > limit
