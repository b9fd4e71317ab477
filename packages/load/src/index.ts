export {
  type CancellationReport,
  type Cancelling,
  type CancelOrdersOptions,
  cancelOrders,
} from './cancel-orders.ts'
export { type LedgerEntry, type OrderLedger, openLedger, readLedger } from './order-ledger.ts'
export { type Outcome, type Outcomes, outcomes, outcomeTable } from './outcomes.ts'
export { percentile } from './percentile.ts'
export {
  type AcceptedOrder,
  type LoadReport,
  OrderNotAcceptedError,
  type PlaceOrdersOptions,
  placeOrders,
} from './place-orders.ts'
export { seededRandom } from './random.ts'
export { type OrderRequest, type Shares, type WaveOptions, wave } from './wave.ts'
