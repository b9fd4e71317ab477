package dev.orderflow.inventoryview.view;

import dev.orderflow.inventoryview.InventoryViewProperties;
import dev.orderflow.inventoryview.contracts.Event.InventoryAdjusted;
import dev.orderflow.inventoryview.contracts.StockLow;
import dev.orderflow.inventoryview.messaging.CloudEvent;
import dev.orderflow.inventoryview.outbox.Outbox;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What can be ordered of each product. A state, so the newest sequence wins, in whatever order events come. */
@Repository
class StockLevels {

  private record Known(long available, long sequence) {}

  private final JdbcClient jdbc;
  private final Outbox outbox;
  private final long threshold;

  StockLevels(JdbcClient jdbc, Outbox outbox, InventoryViewProperties properties) {
    this.jdbc = jdbc;
    this.outbox = outbox;
    this.threshold = properties.stockLowThreshold();
  }

  /** Keeps the level, and publishes StockLow if it fell below the threshold. An older event than the known one does nothing. */
  void adjust(InventoryAdjusted adjusted, CloudEvent event) {
    // Whoever is second waits here for the first, also where the product is new to both.
    jdbc.sql(
            """
            INSERT INTO stock (product_id, available, sequence) VALUES (:product, :threshold, -1)
            ON CONFLICT DO NOTHING""")
        .param("product", adjusted.productId())
        .param("threshold", threshold)
        .update();
    Known known =
        jdbc.sql("SELECT available, sequence FROM stock WHERE product_id = :product FOR UPDATE")
            .param("product", adjusted.productId())
            .query(Known.class)
            .single();
    if (event.sequence() <= known.sequence()) return;
    jdbc.sql("UPDATE stock SET available = :available, sequence = :sequence WHERE product_id = :product")
        .param("available", adjusted.available())
        .param("sequence", event.sequence())
        .param("product", adjusted.productId())
        .update();
    if (known.available() >= threshold && adjusted.available() < threshold) {
      String now = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
      outbox.append(new StockLow(adjusted.productId(), adjusted.available(), threshold, now), event);
    }
  }
}
