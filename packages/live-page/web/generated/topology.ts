// Generated from the registry of events and the services' tables: do not edit, run `npm run check -- --fix`.

export type EventType =
  | 'OrderCreated'
  | 'OrderRejected'
  | 'OrderCompleted'
  | 'OrderCancelled'
  | 'OrderCancellationRequested'
  | 'OrderCleared'
  | 'StockReserved'
  | 'StockRejected'
  | 'StockReleased'
  | 'PaymentCaptured'
  | 'PaymentDeclined'
  | 'PaymentRefunded'
  | 'ShipmentDispatched'
  | 'ShipmentFailed'
  | 'ShipmentCancelled'
  | 'InventoryAdjusted'

/** An event, the topic of its current version, and the services between which it goes. */
export interface TopologyRow {
  readonly event: EventType
  readonly topic: string
  readonly producer: string
  readonly consumers: readonly string[]
}

export const serviceNames: readonly string[] = ["order","inventory","payment","shipping","reporting"]

export const topology: readonly TopologyRow[] = [
  {
    "event": "OrderCreated",
    "topic": "order.created.v3",
    "producer": "order",
    "consumers": [
      "inventory",
      "reporting"
    ]
  },
  {
    "event": "OrderRejected",
    "topic": "order.rejected.v1",
    "producer": "order",
    "consumers": [
      "reporting"
    ]
  },
  {
    "event": "OrderCompleted",
    "topic": "order.completed.v1",
    "producer": "order",
    "consumers": [
      "reporting"
    ]
  },
  {
    "event": "OrderCancelled",
    "topic": "order.cancelled.v1",
    "producer": "order",
    "consumers": [
      "reporting"
    ]
  },
  {
    "event": "OrderCancellationRequested",
    "topic": "order.cancellation-requested.v1",
    "producer": "order",
    "consumers": [
      "shipping",
      "reporting"
    ]
  },
  {
    "event": "OrderCleared",
    "topic": "order.cleared.v1",
    "producer": "order",
    "consumers": [
      "payment",
      "reporting"
    ]
  },
  {
    "event": "StockReserved",
    "topic": "stock.reserved.v2",
    "producer": "inventory",
    "consumers": [
      "order",
      "reporting"
    ]
  },
  {
    "event": "StockRejected",
    "topic": "stock.rejected.v1",
    "producer": "inventory",
    "consumers": [
      "order",
      "reporting"
    ]
  },
  {
    "event": "StockReleased",
    "topic": "stock.released.v1",
    "producer": "inventory",
    "consumers": [
      "reporting"
    ]
  },
  {
    "event": "PaymentCaptured",
    "topic": "payment.captured.v1",
    "producer": "payment",
    "consumers": [
      "order",
      "shipping",
      "reporting"
    ]
  },
  {
    "event": "PaymentDeclined",
    "topic": "payment.declined.v1",
    "producer": "payment",
    "consumers": [
      "order",
      "inventory",
      "reporting"
    ]
  },
  {
    "event": "PaymentRefunded",
    "topic": "payment.refunded.v1",
    "producer": "payment",
    "consumers": [
      "reporting"
    ]
  },
  {
    "event": "ShipmentDispatched",
    "topic": "shipment.dispatched.v1",
    "producer": "shipping",
    "consumers": [
      "order",
      "inventory",
      "reporting"
    ]
  },
  {
    "event": "ShipmentFailed",
    "topic": "shipment.failed.v1",
    "producer": "shipping",
    "consumers": [
      "order",
      "inventory",
      "payment",
      "reporting"
    ]
  },
  {
    "event": "ShipmentCancelled",
    "topic": "shipment.cancelled.v1",
    "producer": "shipping",
    "consumers": [
      "order",
      "inventory",
      "payment",
      "reporting"
    ]
  },
  {
    "event": "InventoryAdjusted",
    "topic": "inventory.adjusted.v1",
    "producer": "inventory",
    "consumers": [
      "reporting"
    ]
  }
]
