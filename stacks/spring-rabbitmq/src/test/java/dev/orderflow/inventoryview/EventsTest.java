package dev.orderflow.inventoryview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderflow.inventoryview.servers.Events;
import dev.orderflow.inventoryview.servers.TestSystem;
import dev.orderflow.inventoryview.servers.TestSystem.Sending;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class EventsTest {

  private final TestSystem system = TestSystem.shared();

  @Test
  void eachEventTakesEffectOnce() {
    JsonNode before = system.view();
    system.publish(
        List.of(
            Events.orderCreated("once", 3),
            Events.stockReserved("once", 3),
            Events.orderCreated("once", 2),
            Events.stockReserved("once", 2),
            Events.stockReleased("once", 2)));
    await().untilAsserted(() -> assertThat(more("events", before, system.view())).isEqualTo(5));
    assertProduct("once", 5, 3);
    JsonNode after = system.view();
    assertThat(more("orders", before, after)).isEqualTo(2);
    assertThat(more("duplicates", before, after)).isZero();
    assertThat(after.get("milliseconds").get("p99").asDouble()).isPositive();
  }

  @Test
  void goldenEventsAreReadAsTheyAre() {
    JsonNode before = system.view();
    var golden =
        List.of(
            "order.created.v1",
            "order.created.v2",
            "order.created.v3",
            "stock.reserved.v1",
            "stock.reserved.v2",
            "stock.released.v1",
            "inventory.adjusted.v1");
    system.publish(golden.stream().map(topic -> Events.golden(topic).sending()).toList());
    await().untilAsserted(() -> assertThat(more("events", before, system.view())).isEqualTo(golden.size()));
  }

  /** As every other stack does. */
  @Test
  void rareAttributesAreTaken() {
    JsonNode before = system.view();
    var order = Events.golden("order.created.v3");
    system.publish(
        Stream.of(
                order.withHeader("ce_time", null),
                order.withHeader("ce_time", "2026-01-15T23:59:59.123456789+23:59"),
                order.withHeader("ce_dataschema", null),
                order.withHeader("ce_dataschema", "https://example.com/order/created.v3.json"),
                order.withHeader("ce_sequence", "9007199254740993"),
                order.withHeader("ce_unknown", "x".repeat(5000)))
            .map(event -> event.with(Events.newId(), event.value()).sending())
            .toList());
    await().untilAsserted(() -> assertThat(more("events", before, system.view())).isEqualTo(6));
  }

  @Test
  void duplicatesAreCountedAndHaveNoEffect() {
    JsonNode before = system.view();
    Sending order = Events.orderCreated("duplicated", 4);
    system.publish(Collections.nCopies(50, order));
    await().untilAsserted(() -> assertThat(more("duplicates", before, system.view())).isEqualTo(49));
    assertProduct("duplicated", 4, 0);
    assertThat(more("orders", before, system.view())).isEqualTo(1);
  }

  @Test
  void theOrderOfEventsDoesNotMatter() {
    List<Sending> events = new ArrayList<>();
    for (int sequence = 1; sequence <= 100; sequence++) {
      events.add(Events.orderCreated("shuffled", 1));
      events.add(Events.stockReserved("shuffled", 2));
      events.add(Events.stockReleased("shuffled", 1));
      events.add(Events.adjusted("shuffled", 1000 + sequence, sequence));
    }
    Collections.shuffle(events, new Random(17));
    system.publish(events);
    await().untilAsserted(() -> assertProduct("shuffled", 100, 100));
    await().untilAsserted(() -> assertThat(available("shuffled")).isEqualTo(1100));
  }

  @Test
  void itIsHealthy() {
    assertThat(system.get("/actuator/health").get("status").asString()).isEqualTo("UP");
  }

  private long available(String product) {
    return system.jdbc.sql("SELECT available FROM stock WHERE product_id = ?").param(product).query(Long.class).single();
  }

  private void assertProduct(String product, long ordered, long held) {
    JsonNode known = system.view().get("products").get(product);
    assertThat(known).isNotNull();
    assertThat(List.of(known.get("ordered").asLong(), known.get("held").asLong())).containsExactly(ordered, held);
  }

  private static long more(String field, JsonNode before, JsonNode after) {
    return after.get(field).asLong() - before.get(field).asLong();
  }
}
