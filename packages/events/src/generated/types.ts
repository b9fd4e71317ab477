// Generated from schemas/: do not edit, run `npm run check -- --fix`.

/**
 * The quantities of a product as they stand now, not a difference. The topic is compacted: the newest event of each product is its state.
 */
export interface InventoryAdjustedV1 {
  /**
   * The product; also the Kafka key.
   */
  readonly productId: string
  /**
   * Pieces that can be ordered.
   */
  readonly available: number
  /**
   * Pieces held for open orders.
   */
  readonly reserved: number
  /**
   * Pieces dispatched since the product was set up.
   */
  readonly sold: number
  /**
   * When these quantities came to hold. RFC 3339 with a zone, in UTC.
   */
  readonly adjustedAt: string
}

/**
 * A person, a deadline or the check for fraud asks to cancel the order. It is a request: shipping decides, with ShipmentCancelled if the order is not yet dispatched, and with silence if it is too late.
 */
export interface OrderCancellationRequestedV1 {
  /**
   * The order that this is about; also the Kafka key.
   */
  readonly orderId: string
  /**
   * Why the cancellation is asked for, as a code such as CUSTOMER_REQUEST, DEADLINE_EXCEEDED or FRAUD_SUSPECTED. An open set: show it or log it, never switch on it.
   */
  readonly reason: string
  /**
   * When the cancellation was asked for. RFC 3339 with a zone, in UTC.
   */
  readonly requestedAt: string
}

/**
 * The order is over because it was cancelled before dispatch, or because its shipment failed. Whatever was reserved is released, and whatever was charged is refunded, by their owners.
 */
export interface OrderCancelledV1 {
  /**
   * The order that this is about; also the Kafka key.
   */
  readonly orderId: string
  /**
   * Why the order was cancelled, as a code such as CUSTOMER_REQUEST. An open set: show it or log it, never switch on it.
   */
  readonly reason: string
  /**
   * When the order was cancelled. RFC 3339 with a zone, in UTC.
   */
  readonly cancelledAt: string
}

/**
 * An order of version 2 of the saga has passed the check for fraud. Payment captures the total.
 */
export interface OrderClearedV1 {
  /**
   * The order that this is about; also the Kafka key.
   */
  readonly orderId: string
  /**
   * The customer who placed the order.
   */
  readonly customerId: string
  /**
   * What payment is to capture: the price that inventory reserved for.
   */
  readonly total: {
    /**
     * In minor units of the currency (cents for EUR); never a fraction.
     */
    readonly amount: number
    /**
     * ISO 4217 code, such as EUR.
     */
    readonly currency: string
  }
  /**
   * When the order was cleared. RFC 3339 with a zone, in UTC.
   */
  readonly clearedAt: string
}

/**
 * The order is over and fulfilled: paid, and dispatched.
 */
export interface OrderCompletedV1 {
  /**
   * The order that this is about; also the Kafka key.
   */
  readonly orderId: string
  /**
   * When the order was completed. RFC 3339 with a zone, in UTC.
   */
  readonly completedAt: string
}

/**
 * A customer placed an order. It starts the saga: inventory answers with StockReserved or StockRejected. This is the public contract: it bounds neither texts nor lines, so a consumer that needs bounds must check them itself.
 */
export interface OrderCreatedV1 {
  /**
   * The new order; also the Kafka key.
   */
  readonly orderId: string
  /**
   * The customer who placed the order.
   */
  readonly customerId: string
  /**
   * What was ordered.
   *
   * Items: One product of the order.
   */
  readonly items: readonly {
    /**
     * The product.
     */
    readonly productId: string
    /**
     * How many pieces.
     */
    readonly quantity: number
  }[]
  /**
   * When the order was accepted. RFC 3339 with a zone.
   */
  readonly createdAt: string
}

/**
 * A customer placed an order. It starts the saga: inventory answers with StockReserved or StockRejected. Since version 2 it says the currency, may say where it goes, and bounds every size.
 */
export interface OrderCreatedV2 {
  /**
   * The new order; also the Kafka key.
   */
  readonly orderId: string
  /**
   * The customer who placed the order.
   */
  readonly customerId: string
  /**
   * What was ordered.
   *
   * @maxItems 1000
   *
   * Items: One product of the order.
   */
  readonly items: readonly {
    /**
     * The product.
     */
    readonly productId: string
    /**
     * How many pieces.
     */
    readonly quantity: number
  }[]
  /**
   * The currency that the customer pays in: ISO 4217 code, such as EUR.
   */
  readonly currency: string
  /**
   * The country that the order goes to, where the customer said it: ISO 3166-1 alpha-2 code, such as AT.
   */
  readonly destinationCountry?: string
  /**
   * When the order was accepted. RFC 3339 with a zone, in UTC.
   */
  readonly createdAt: string
}

/**
 * A customer placed an order. It starts the saga: inventory answers with StockReserved or StockRejected. Since version 3 it says by which version of the saga the order goes; orders of version 1 are published in the versions before.
 */
export interface OrderCreatedV3 {
  /**
   * The new order; also the Kafka key.
   */
  readonly orderId: string
  /**
   * The customer who placed the order.
   */
  readonly customerId: string
  /**
   * What was ordered.
   *
   * @maxItems 1000
   *
   * Items: One product of the order.
   */
  readonly items: readonly {
    /**
     * The product.
     */
    readonly productId: string
    /**
     * How many pieces.
     */
    readonly quantity: number
  }[]
  /**
   * The currency that the customer pays in: ISO 4217 code, such as EUR.
   */
  readonly currency: string
  /**
   * The country that the order goes to, where the customer said it: ISO 3166-1 alpha-2 code, such as AT.
   */
  readonly destinationCountry?: string
  /**
   * The version of the saga that the order goes by from its beginning to its end: 1, or 2, in which the order service checks it for fraud between reservation and payment. An open set: who does not know the version leaves the order alone.
   */
  readonly saga: number
  /**
   * When the order was accepted. RFC 3339 with a zone, in UTC.
   */
  readonly createdAt: string
}

/**
 * The order is over because its stock or its payment could not be had. Nothing is reserved and nothing is charged for it.
 */
export interface OrderRejectedV1 {
  /**
   * The order that this is about; also the Kafka key.
   */
  readonly orderId: string
  /**
   * Why the order was rejected, as a code such as OUT_OF_STOCK. An open set: show it or log it, never switch on it.
   */
  readonly reason: string
  /**
   * When the order was rejected. RFC 3339 with a zone, in UTC.
   */
  readonly rejectedAt: string
}

/**
 * The order's total was charged to the customer, once. Shipping dispatches.
 */
export interface PaymentCapturedV1 {
  /**
   * The order that this is about; also the Kafka key.
   */
  readonly orderId: string
  /**
   * The customer who placed the order.
   */
  readonly customerId: string
  /**
   * What was charged.
   */
  readonly amount: {
    /**
     * In minor units of the currency (cents for EUR); never a fraction.
     */
    readonly amount: number
    /**
     * ISO 4217 code, such as EUR.
     */
    readonly currency: string
  }
  /**
   * The gateway's own reference of the charge, to find it there.
   */
  readonly gatewayReference: string
  /**
   * When the payment was captured. RFC 3339 with a zone, in UTC.
   */
  readonly capturedAt: string
}

/**
 * The customer could not be charged; no money moved. Inventory releases the stock and the order is rejected.
 */
export interface PaymentDeclinedV1 {
  /**
   * The order that this is about; also the Kafka key.
   */
  readonly orderId: string
  /**
   * Why the payment was declined, as a code such as CARD_DECLINED. An open set: show it or log it, never switch on it.
   */
  readonly reason: string
  /**
   * When the payment was declined. RFC 3339 with a zone, in UTC.
   */
  readonly declinedAt: string
}

/**
 * What was charged for the order was paid back in full. It compensates PaymentCaptured.
 */
export interface PaymentRefundedV1 {
  /**
   * The order that this is about; also the Kafka key.
   */
  readonly orderId: string
  /**
   * What was paid back.
   */
  readonly amount: {
    /**
     * In minor units of the currency (cents for EUR); never a fraction.
     */
    readonly amount: number
    /**
     * ISO 4217 code, such as EUR.
     */
    readonly currency: string
  }
  /**
   * The gateway's own reference of the refund, to find it there.
   */
  readonly gatewayReference: string
  /**
   * When the payment was refunded. RFC 3339 with a zone, in UTC.
   */
  readonly refundedAt: string
}

/**
 * The order will not be dispatched because its cancellation came in time; it may have come before stock or payment. Inventory releases, payment refunds, and both refuse work for the order that arrives later.
 */
export interface ShipmentCancelledV1 {
  /**
   * The order that this is about; also the Kafka key.
   */
  readonly orderId: string
  /**
   * Why the shipment was cancelled: the code that the cancellation request carried. An open set: show it or log it, never switch on it.
   */
  readonly reason: string
  /**
   * When the shipment was cancelled. RFC 3339 with a zone, in UTC.
   */
  readonly cancelledAt: string
}

/**
 * The order left the warehouse. This is the saga's pivot: from here it can only complete.
 */
export interface ShipmentDispatchedV1 {
  /**
   * The order that this is about; also the Kafka key.
   */
  readonly orderId: string
  /**
   * The carrier's number for following the parcel.
   */
  readonly trackingNumber: string
  /**
   * When the parcel was dispatched. RFC 3339 with a zone, in UTC.
   */
  readonly dispatchedAt: string
}

/**
 * The order cannot be delivered and was not dispatched. Inventory releases, payment refunds and the order is cancelled.
 */
export interface ShipmentFailedV1 {
  /**
   * The order that this is about; also the Kafka key.
   */
  readonly orderId: string
  /**
   * Why the shipment failed, as a code such as ADDRESS_UNDELIVERABLE. An open set: show it or log it, never switch on it.
   */
  readonly reason: string
  /**
   * When the shipment failed. RFC 3339 with a zone, in UTC.
   */
  readonly failedAt: string
}

/**
 * What can be ordered of a product has fallen below a threshold, as a consumer of its quantities in another stack saw it; the bridge brings it here. Nothing follows from it.
 */
export interface StockLowV1 {
  /**
   * The product; also the Kafka key.
   */
  readonly productId: string
  /**
   * Pieces that could be ordered then; fewer than the threshold.
   */
  readonly available: number
  /**
   * Pieces below which a product is low, as the consumer has it.
   */
  readonly threshold: number
  /**
   * When the consumer noticed it. RFC 3339 with a zone, in UTC.
   */
  readonly noticedAt: string
}

/**
 * Inventory cannot hold what was ordered; it holds nothing for the order. The order is rejected.
 */
export interface StockRejectedV1 {
  /**
   * The order that this is about; also the Kafka key.
   */
  readonly orderId: string
  /**
   * Why nothing could be reserved, as a code such as OUT_OF_STOCK. An open set: show it or log it, never switch on it.
   */
  readonly reason: string
  /**
   * The first product that could not be had. Absent when no single product is the cause.
   */
  readonly productId?: string
  /**
   * When the reservation was refused. RFC 3339 with a zone, in UTC.
   */
  readonly rejectedAt: string
}

/**
 * Inventory took back what it held for the order; the pieces are available again. It compensates StockReserved.
 */
export interface StockReleasedV1 {
  /**
   * The order that this is about; also the Kafka key.
   */
  readonly orderId: string
  /**
   * What was released.
   *
   * @maxItems 1000
   *
   * Items: One product of the order.
   */
  readonly lines: readonly {
    /**
     * The product.
     */
    readonly productId: string
    /**
     * How many pieces.
     */
    readonly quantity: number
  }[]
  /**
   * When the stock was released. RFC 3339 with a zone, in UTC.
   */
  readonly releasedAt: string
}

/**
 * Inventory holds every piece of the order for it, and has priced it. Payment captures the total.
 */
export interface StockReservedV1 {
  /**
   * The order that this is about; also the Kafka key.
   */
  readonly orderId: string
  /**
   * The customer who placed the order.
   */
  readonly customerId: string
  /**
   * What is held, with the prices that hold for this order.
   *
   * @maxItems 1000
   *
   * Items: One product of the order.
   */
  readonly lines: readonly {
    /**
     * The product.
     */
    readonly productId: string
    /**
     * How many pieces.
     */
    readonly quantity: number
    /**
     * The price of one piece.
     */
    readonly unitPrice: {
      /**
       * In minor units of the currency (cents for EUR); never a fraction.
       */
      readonly amount: number
      /**
       * ISO 4217 code, such as EUR.
       */
      readonly currency: string
    }
  }[]
  /**
   * The sum of quantity times unit price over the lines, in their one currency.
   */
  readonly total: {
    /**
     * In minor units of the currency (cents for EUR); never a fraction.
     */
    readonly amount: number
    /**
     * ISO 4217 code, such as EUR.
     */
    readonly currency: string
  }
  /**
   * When the stock was reserved. RFC 3339 with a zone, in UTC.
   */
  readonly reservedAt: string
}

/**
 * Inventory holds every piece of the order for it, and has priced it. Since version 2 it says by which version of the saga the order goes. In version 2 of the saga the order service checks the order, and payment waits for its OrderCleared; in version 1, which is published in version 1 of this event, payment captures the total.
 */
export interface StockReservedV2 {
  /**
   * The order that this is about; also the Kafka key.
   */
  readonly orderId: string
  /**
   * The customer who placed the order.
   */
  readonly customerId: string
  /**
   * What is held, with the prices that hold for this order.
   *
   * @maxItems 1000
   *
   * Items: One product of the order.
   */
  readonly lines: readonly {
    /**
     * The product.
     */
    readonly productId: string
    /**
     * How many pieces.
     */
    readonly quantity: number
    /**
     * The price of one piece.
     */
    readonly unitPrice: {
      /**
       * In minor units of the currency (cents for EUR); never a fraction.
       */
      readonly amount: number
      /**
       * ISO 4217 code, such as EUR.
       */
      readonly currency: string
    }
  }[]
  /**
   * The sum of quantity times unit price over the lines, in their one currency.
   */
  readonly total: {
    /**
     * In minor units of the currency (cents for EUR); never a fraction.
     */
    readonly amount: number
    /**
     * ISO 4217 code, such as EUR.
     */
    readonly currency: string
  }
  /**
   * The version of the saga that the order goes by from its beginning to its end: 1, or 2, in which the order service checks it for fraud between reservation and payment. An open set: who does not know the version leaves the order alone.
   */
  readonly saga: number
  /**
   * When the stock was reserved. RFC 3339 with a zone, in UTC.
   */
  readonly reservedAt: string
}

/** The data of every event version, by its topic. */
export interface DataByTopic {
  readonly 'inventory.adjusted.v1': InventoryAdjustedV1
  readonly 'order.cancellation-requested.v1': OrderCancellationRequestedV1
  readonly 'order.cancelled.v1': OrderCancelledV1
  readonly 'order.cleared.v1': OrderClearedV1
  readonly 'order.completed.v1': OrderCompletedV1
  readonly 'order.created.v1': OrderCreatedV1
  readonly 'order.created.v2': OrderCreatedV2
  readonly 'order.created.v3': OrderCreatedV3
  readonly 'order.rejected.v1': OrderRejectedV1
  readonly 'payment.captured.v1': PaymentCapturedV1
  readonly 'payment.declined.v1': PaymentDeclinedV1
  readonly 'payment.refunded.v1': PaymentRefundedV1
  readonly 'shipment.cancelled.v1': ShipmentCancelledV1
  readonly 'shipment.dispatched.v1': ShipmentDispatchedV1
  readonly 'shipment.failed.v1': ShipmentFailedV1
  readonly 'stock.low.v1': StockLowV1
  readonly 'stock.rejected.v1': StockRejectedV1
  readonly 'stock.released.v1': StockReleasedV1
  readonly 'stock.reserved.v1': StockReservedV1
  readonly 'stock.reserved.v2': StockReservedV2
}
