package dev.orderflow.inventoryview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.orderflow.inventoryview.contracts.JsonBody;
import dev.orderflow.inventoryview.messaging.Topology;
import dev.orderflow.inventoryview.servers.Events;
import dev.orderflow.inventoryview.servers.TestSystem;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.BindingBuilder;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.TopicExchange;
import tools.jackson.databind.JsonNode;

class StockLowTest {

  private static final Queue BRIDGE = new Queue("test.stock-low");
  private static final Binding BOUND =
      BindingBuilder.bind(BRIDGE).to(new TopicExchange(Topology.STOCK_EXCHANGE)).with("stock.low");

  private final TestSystem system = TestSystem.shared();

  @BeforeEach
  void declareQueue() {
    system.admin.declareQueue(BRIDGE);
    system.admin.declareBinding(BOUND);
  }

  @Test
  void itIsPublishedOnceEachTimeTheStockFallsBelowTheThreshold() throws Exception {
    var adjusted = Events.adjusted("low", 9, 7);
    system.publish(List.of(adjusted, adjusted, Events.adjusted("low", 3, 8), Events.adjusted("low", 50, 5)));
    Message message = receive();
    assertThat(receiveNow()).isNull();

    var properties = message.getMessageProperties();
    String cause = adjusted.message().getMessageProperties().getMessageId();
    JsonNode data = JsonBody.read(message.getBody());
    assertThat(properties.getHeaders())
        .containsEntry("cloudEvents_specversion", "1.0")
        .containsEntry("cloudEvents_id", properties.getMessageId())
        .containsEntry("cloudEvents_type", "StockLow")
        .containsEntry("cloudEvents_source", "/stacks/spring-rabbitmq")
        .containsEntry("cloudEvents_dataschema", "urn:orderflow:stock.low.v1")
        .containsEntry("cloudEvents_partitionkey", "low")
        .containsEntry("cloudEvents_initiator", "customer")
        .containsEntry("cloudEvents_time", data.get("noticedAt").asString())
        .containsKeys("cloudEvents_correlationid", "cloudEvents_sequence", "cloudEvents_traceparent", "traceparent");
    assertThat(properties.getMessageId()).matches("[0-9a-f]{8}-[0-9a-f]{4}-7.*");
    assertThat(properties.getType()).isEqualTo("StockLow");
    assertThat(properties.getContentType()).isEqualTo("application/json");
    assertThat(properties.getReceivedDeliveryMode()).isEqualTo(MessageDeliveryMode.PERSISTENT);
    assertThat(properties.getHeaders().get("cloudEvents_causationid").toString()).hasSameSizeAs(cause);
    String schema = Files.readString(Events.ROOT.resolve("schemas/stock/low.v1.json"));
    assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7).getSchema(schema).validate(data)).isEmpty();
    assertThat(data.get("threshold").asLong()).isEqualTo(10);
    assertThat(data.get("available").asLong()).isLessThan(10);
  }

  @Test
  void itWaitsForAQueueAndComesAgainWithTheSameIdAfterACrash() throws Exception {
    system.admin.removeBinding(BOUND);
    system.publish(List.of(Events.adjusted("low-again", 1, 1)));
    await().until(() -> inOutbox() == 1);
    try (var connection = system.database.getConnection();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SELECT * FROM outbox FOR UPDATE");
      system.admin.declareBinding(BOUND);
      Message first = receive();
      // The relay has published it, waits to delete it, and dies of that.
      await().until(this::relayDies);
      connection.rollback();
      assertThat(receive().getMessageProperties().getMessageId()).isEqualTo(first.getMessageProperties().getMessageId());
    }
    await().until(() -> inOutbox() == 0);
    assertThat(receiveNow()).isNull();
  }

  private boolean relayDies() throws SQLException {
    return system.jdbc
        .sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'DELETE FROM outbox%'")
        .query(Boolean.class)
        .optional()
        .orElse(false);
  }

  private Message receive() {
    Message message = system.rabbit.receive(BRIDGE.getName(), 60_000);
    assertThat(message).isNotNull();
    return message;
  }

  private Message receiveNow() {
    await().until(() -> inOutbox() == 0);
    return system.rabbit.receive(BRIDGE.getName());
  }

  private long inOutbox() {
    return system.jdbc.sql("SELECT count(*) FROM outbox").query(Long.class).single();
  }
}
