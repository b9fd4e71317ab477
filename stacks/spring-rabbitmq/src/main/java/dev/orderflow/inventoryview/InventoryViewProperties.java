package dev.orderflow.inventoryview;

import org.springframework.boot.context.properties.ConfigurationProperties;

/** @param stockLowThreshold pieces; StockLow is published when what can be ordered falls below them; at least 1 */
@ConfigurationProperties("inventory-view")
public record InventoryViewProperties(long stockLowThreshold) {

  public InventoryViewProperties {
    if (stockLowThreshold < 1) {
      throw new IllegalArgumentException("inventory-view.stock-low-threshold must be at least 1.");
    }
  }
}
