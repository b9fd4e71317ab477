package dev.orderflow.inventoryview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderflow.inventoryview.messaging.Topology;
import dev.orderflow.inventoryview.servers.Events;
import dev.orderflow.inventoryview.servers.Events.Golden;
import dev.orderflow.inventoryview.servers.TestSystem;
import dev.orderflow.inventoryview.servers.TestSystem.Sending;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;

class PoisonTest {

  private final TestSystem system = TestSystem.shared();

  static Stream<Arguments> poison() {
    Golden order = Events.golden("order.created.v2").with(Events.newId(), Events.golden("order.created.v2").value());
    return Stream.of(
        Arguments.of("VALUE_NOT_JSON", order.with(Events.newId(), "{\"orderId\": ").sending()),
        Arguments.of("VALUE_NOT_JSON", order.with(Events.newId(), "").sending()),
        Arguments.of("VALUE_NOT_JSON", order.with(Events.newId(), order.value() + "}").sending()),
        Arguments.of("VALUE_NOT_UTF8", withBody(order.sending(), new byte[] {'"', (byte) 0xc3, '"'})),
        Arguments.of("VALUE_NOT_JSON", withBody(order.sending(), order.value().getBytes(StandardCharsets.UTF_16BE))),
        Arguments.of("VALUE_TOO_DEEP", order.with(Events.newId(), "[".repeat(600) + "]".repeat(600)).sending()),
        Arguments.of("SCHEMA_INVALID", order.with(Events.newId(), order.value().replace("EUR", "eur")).sending()),
        Arguments.of("SCHEMA_INVALID", order.with(Events.newId(), "null").sending()),
        Arguments.of("UPCAST_INVALID", boundedBySecondVersionOnly()),
        Arguments.of("TYPE_UNEXPECTED", order.withHeader("ce_type", "OrderInvented").sending()),
        Arguments.of("VERSION_UNEXPECTED", order.withHeader("ce_dataschema", "urn:orderflow:order.created.v4").sending()),
        Arguments.of("SPECVERSION_UNKNOWN", order.withHeader("ce_specversion", "0.3").sending()),
        Arguments.of("HEADER_MISSING", order.withHeader("ce_id", null).sending()),
        Arguments.of("HEADER_MISSING", order.withHeader("ce_type", null).sending()),
        Arguments.of("ID_INVALID", order.withHeader("ce_id", "order-1").sending()),
        Arguments.of("TIME_INVALID", order.withHeader("ce_time", "yesterday").sending()),
        Arguments.of("TIME_INVALID", order.withHeader("ce_time", "2026-06-30T23:59:60Z").sending()),
        Arguments.of("TIME_INVALID", order.withHeader("ce_time", "2026-02-29T10:30:00Z").sending()),
        Arguments.of("TIME_INVALID", order.withHeader("ce_time", "2026-06-30t10:30:00z").sending()),
        Arguments.of("TIME_INVALID", order.withHeader("ce_time", "2026-06-30T10:30Z").sending()),
        Arguments.of("TIME_INVALID", order.withHeader("ce_time", "1970-01-01T00:30:00+01:00").sending()),
        Arguments.of("HEADER_NOT_TEXT", order.withHeader("ce_initiator", "a\u0007b").sending()),
        Arguments.of("HEADER_TOO_LONG", order.withHeader("ce_correlationid", "x".repeat(5000)).sending()),
        Arguments.of("HEADER_TOO_LONG", order.withHeader("ce_correlationid", "\u65e5".repeat(334)).sending()),
        Arguments.of("VALUE_NOT_JSON", expiring(order.with(Events.newId(), "{").sending())),
        Arguments.of("HEADER_MISSING", Events.golden("inventory.adjusted.v1").withHeader("ce_sequence", null).sending()));
  }

  @ParameterizedTest
  @MethodSource("poison")
  void whatCannotBeReadIsPutAsideWithTheReason(String reason, Sending sending) {
    long before = system.view().get("events").asLong();
    system.publish(List.of(sending));
    Message letter = system.rabbit.receive(Topology.DEAD_LETTER_QUEUE, 60_000);
    assertThat(letter).isNotNull();
    var headers = letter.getMessageProperties().getHeaders();
    assertThat(headers).containsEntry("dlq_reason", reason).containsEntry("dlq_service", "inventory-view");
    assertThat(headers).containsEntry("dlq_exchange", sending.exchange());
    assertThat(headers).containsEntry("dlq_routing_key", sending.routingKey());
    assertThat(headers.get("dlq_detail").toString()).isNotBlank();
    assertThat(letter.getMessageProperties().getExpiration()).as("a dead letter that the broker would delete").isNull();
    assertThat(letter.getBody()).isEqualTo(sending.message().getBody());
    assertThat(headers.keySet()).containsAll(sending.message().getMessageProperties().getHeaders().keySet());
    assertThat(system.view().get("events").asLong()).isEqualTo(before);
  }

  @Test
  void healthyEventsAmongPoisonAreApplied() {
    for (int n = 0; n < 20; n++) {
      system.publish(List.of(poisonOf(n), Events.orderCreated("among-poison", 1)));
    }
    await().untilAsserted(
        () -> assertThat(system.view().get("products").path("among-poison").path("ordered").asInt()).isEqualTo(20));
    for (int n = 0; n < 20; n++) {
      assertThat(system.rabbit.receive(Topology.DEAD_LETTER_QUEUE, 60_000)).isNotNull();
    }
    assertThat(system.rabbit.receive(Topology.DEAD_LETTER_QUEUE)).isNull();
  }

  private static Sending poisonOf(int n) {
    return Events.event("stock.released.v1", "poison " + n).sending();
  }

  private static Sending boundedBySecondVersionOnly() {
    Golden first = Events.golden("order.created.v1");
    String longId = first.value().replaceFirst("\"productId\":\"[^\"]+\"", "\"productId\":\"" + "p".repeat(101) + "\"");
    return first.with(Events.newId(), longId).sending();
  }

  private static Sending expiring(Sending sending) {
    sending.message().getMessageProperties().setExpiration("60000");
    return sending;
  }

  private static Sending withBody(Sending sending, byte[] body) {
    var properties = sending.message().getMessageProperties();
    Message message = MessageBuilder.withBody(body).andProperties(properties).build();
    return new Sending(sending.exchange(), sending.routingKey(), message);
  }
}
