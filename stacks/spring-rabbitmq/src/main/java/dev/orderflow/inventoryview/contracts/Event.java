package dev.orderflow.inventoryview.contracts;

import java.util.List;

/**
 * The data of the events that the view reacts to, property by property as in {@code schemas/}; a test compares the two.
 * Times stay text: {@code java.time} refuses some that the contracts allow (an offset beyond 18 hours), and the view computes
 * with none of them. An optional property that is absent is null.
 */
public sealed interface Event {

  /** One product of an order. */
  record Line(String productId, long quantity) {}

  /** An amount in minor units of its currency. */
  record Money(long amount, String currency) {}

  /** One product of a reservation, with its price. */
  record PricedLine(String productId, long quantity, Money unitPrice) {}

  /** order.created.v3; earlier versions are read as it. */
  record OrderCreated(
      String orderId,
      String customerId,
      List<Line> items,
      String currency,
      String destinationCountry,
      long saga,
      String createdAt)
      implements Event {}

  /** stock.reserved.v2; version 1 is read as it. */
  record StockReserved(
      String orderId,
      String customerId,
      List<PricedLine> lines,
      Money total,
      long saga,
      String reservedAt)
      implements Event {}

  /** stock.released.v1 */
  record StockReleased(String orderId, List<Line> lines, String releasedAt) implements Event {}

  /** inventory.adjusted.v1 */
  record InventoryAdjusted(
      String productId, long available, long reserved, long sold, String adjustedAt)
      implements Event {}
}
