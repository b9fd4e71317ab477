package dev.orderflow.inventoryview.contracts;

/** stock.low.v1, which this service publishes. */
public record StockLow(String productId, long available, long threshold, String noticedAt) {}
