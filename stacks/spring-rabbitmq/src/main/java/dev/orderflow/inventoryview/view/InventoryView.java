package dev.orderflow.inventoryview.view;

import dev.orderflow.inventoryview.contracts.Event;
import dev.orderflow.inventoryview.contracts.Event.InventoryAdjusted;
import dev.orderflow.inventoryview.contracts.Event.Line;
import dev.orderflow.inventoryview.contracts.Event.OrderCreated;
import dev.orderflow.inventoryview.contracts.Event.StockReleased;
import dev.orderflow.inventoryview.contracts.Event.StockReserved;
import dev.orderflow.inventoryview.messaging.CloudEvent;
import java.util.List;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What each event does to the view. */
@Service
public class InventoryView {

  private final Inbox inbox;
  private final Products products;
  private final StockLevels stockLevels;

  InventoryView(Inbox inbox, Products products, StockLevels stockLevels) {
    this.inbox = inbox;
    this.products = products;
    this.stockLevels = stockLevels;
  }

  /** Applies an event once, however often and in whatever order events come: its id and its effect are committed together. */
  @Transactional
  public void apply(CloudEvent event) {
    if (!inbox.isNew(event)) return;
    Event data = event.data();
    if (data instanceof OrderCreated order) {
      products.addOrdered(order.items());
    } else if (data instanceof StockReserved reserved) {
      products.addHeld(withoutPrices(reserved), 1);
    } else if (data instanceof StockReleased released) {
      products.addHeld(released.lines(), -1);
    } else if (data instanceof InventoryAdjusted adjusted) {
      stockLevels.adjust(adjusted, event);
    } else {
      throw new IllegalStateException("No reaction to " + event.type() + ".");
    }
  }

  private static List<Line> withoutPrices(StockReserved reserved) {
    return reserved.lines().stream().map(line -> new Line(line.productId(), line.quantity())).toList();
  }
}
