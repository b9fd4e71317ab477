// Generated from schemas/: do not edit, run `npm run check -- --fix`.
import type { Schema } from '@orderflow/event-contracts'
import { quick } from './quick.ts'
import { schemas } from './schemas.ts'
import { thorough } from './thorough.ts'
import type {
  InventoryAdjustedV1,
  OrderCancellationRequestedV1,
  OrderCancelledV1,
  OrderClearedV1,
  OrderCompletedV1,
  OrderCreatedV1,
  OrderCreatedV2,
  OrderCreatedV3,
  OrderRejectedV1,
  PaymentCapturedV1,
  PaymentDeclinedV1,
  PaymentRefundedV1,
  ShipmentCancelledV1,
  ShipmentDispatchedV1,
  ShipmentFailedV1,
  StockLowV1,
  StockRejectedV1,
  StockReleasedV1,
  StockReservedV1,
  StockReservedV2,
} from './types.ts'

/** Every version of every event, by its topic: what a row of `defineEvents` begins with. */
export const versions = {
  'inventory.adjusted.v1': {
    topic: 'inventory.adjusted.v1',
    schema: schemas['inventory.adjusted.v1'] as Schema<InventoryAdjustedV1>,
    quick: quick['inventory.adjusted.v1'],
    thorough: thorough['inventory.adjusted.v1'],
  },
  'order.cancellation-requested.v1': {
    topic: 'order.cancellation-requested.v1',
    schema: schemas['order.cancellation-requested.v1'] as Schema<OrderCancellationRequestedV1>,
    quick: quick['order.cancellation-requested.v1'],
    thorough: thorough['order.cancellation-requested.v1'],
  },
  'order.cancelled.v1': {
    topic: 'order.cancelled.v1',
    schema: schemas['order.cancelled.v1'] as Schema<OrderCancelledV1>,
    quick: quick['order.cancelled.v1'],
    thorough: thorough['order.cancelled.v1'],
  },
  'order.cleared.v1': {
    topic: 'order.cleared.v1',
    schema: schemas['order.cleared.v1'] as Schema<OrderClearedV1>,
    quick: quick['order.cleared.v1'],
    thorough: thorough['order.cleared.v1'],
  },
  'order.completed.v1': {
    topic: 'order.completed.v1',
    schema: schemas['order.completed.v1'] as Schema<OrderCompletedV1>,
    quick: quick['order.completed.v1'],
    thorough: thorough['order.completed.v1'],
  },
  'order.created.v1': {
    topic: 'order.created.v1',
    schema: schemas['order.created.v1'] as Schema<OrderCreatedV1>,
    quick: quick['order.created.v1'],
    thorough: thorough['order.created.v1'],
  },
  'order.created.v2': {
    topic: 'order.created.v2',
    schema: schemas['order.created.v2'] as Schema<OrderCreatedV2>,
    quick: quick['order.created.v2'],
    thorough: thorough['order.created.v2'],
  },
  'order.created.v3': {
    topic: 'order.created.v3',
    schema: schemas['order.created.v3'] as Schema<OrderCreatedV3>,
    quick: quick['order.created.v3'],
    thorough: thorough['order.created.v3'],
  },
  'order.rejected.v1': {
    topic: 'order.rejected.v1',
    schema: schemas['order.rejected.v1'] as Schema<OrderRejectedV1>,
    quick: quick['order.rejected.v1'],
    thorough: thorough['order.rejected.v1'],
  },
  'payment.captured.v1': {
    topic: 'payment.captured.v1',
    schema: schemas['payment.captured.v1'] as Schema<PaymentCapturedV1>,
    quick: quick['payment.captured.v1'],
    thorough: thorough['payment.captured.v1'],
  },
  'payment.declined.v1': {
    topic: 'payment.declined.v1',
    schema: schemas['payment.declined.v1'] as Schema<PaymentDeclinedV1>,
    quick: quick['payment.declined.v1'],
    thorough: thorough['payment.declined.v1'],
  },
  'payment.refunded.v1': {
    topic: 'payment.refunded.v1',
    schema: schemas['payment.refunded.v1'] as Schema<PaymentRefundedV1>,
    quick: quick['payment.refunded.v1'],
    thorough: thorough['payment.refunded.v1'],
  },
  'shipment.cancelled.v1': {
    topic: 'shipment.cancelled.v1',
    schema: schemas['shipment.cancelled.v1'] as Schema<ShipmentCancelledV1>,
    quick: quick['shipment.cancelled.v1'],
    thorough: thorough['shipment.cancelled.v1'],
  },
  'shipment.dispatched.v1': {
    topic: 'shipment.dispatched.v1',
    schema: schemas['shipment.dispatched.v1'] as Schema<ShipmentDispatchedV1>,
    quick: quick['shipment.dispatched.v1'],
    thorough: thorough['shipment.dispatched.v1'],
  },
  'shipment.failed.v1': {
    topic: 'shipment.failed.v1',
    schema: schemas['shipment.failed.v1'] as Schema<ShipmentFailedV1>,
    quick: quick['shipment.failed.v1'],
    thorough: thorough['shipment.failed.v1'],
  },
  'stock.low.v1': {
    topic: 'stock.low.v1',
    schema: schemas['stock.low.v1'] as Schema<StockLowV1>,
    quick: quick['stock.low.v1'],
    thorough: thorough['stock.low.v1'],
  },
  'stock.rejected.v1': {
    topic: 'stock.rejected.v1',
    schema: schemas['stock.rejected.v1'] as Schema<StockRejectedV1>,
    quick: quick['stock.rejected.v1'],
    thorough: thorough['stock.rejected.v1'],
  },
  'stock.released.v1': {
    topic: 'stock.released.v1',
    schema: schemas['stock.released.v1'] as Schema<StockReleasedV1>,
    quick: quick['stock.released.v1'],
    thorough: thorough['stock.released.v1'],
  },
  'stock.reserved.v1': {
    topic: 'stock.reserved.v1',
    schema: schemas['stock.reserved.v1'] as Schema<StockReservedV1>,
    quick: quick['stock.reserved.v1'],
    thorough: thorough['stock.reserved.v1'],
  },
  'stock.reserved.v2': {
    topic: 'stock.reserved.v2',
    schema: schemas['stock.reserved.v2'] as Schema<StockReservedV2>,
    quick: quick['stock.reserved.v2'],
    thorough: thorough['stock.reserved.v2'],
  },
} as const
