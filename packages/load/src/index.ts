export { type CancellationReport, cancelOrders } from './cancel-orders.ts'
export { type LedgerEntry, type OrderLedger, openLedger, readLedger } from './order-ledger.ts'
export { type Outcomes, outcomes, outcomeTable } from './outcomes.ts'
export type { OrderApi } from './patient-post.ts'
export { percentile } from './percentile.ts'
export {
  type AcceptedOrder,
  type LoadReport,
  OrderNotAcceptedError,
  type PlaceOrdersOptions,
  placeOrders,
} from './place-orders.ts'
export { seededRandom } from './random.ts'
export { type OrderRequest, wave } from './wave.ts'
