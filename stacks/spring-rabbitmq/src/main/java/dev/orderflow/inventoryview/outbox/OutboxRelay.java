package dev.orderflow.inventoryview.outbox;

import dev.orderflow.inventoryview.messaging.ConfirmedPublisher;
import dev.orderflow.inventoryview.messaging.ConfirmedPublisher.Outgoing;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Publishes what is in the outbox, in order, and deletes what the broker has in a queue. At least once: after a crash between
 * the two, or a confirm that did not come, an event is sent again with the same id.
 */
@Component
class OutboxRelay {

  private static final Logger log = LoggerFactory.getLogger(OutboxRelay.class);
  private static final int BATCH = 100;

  /** One relay at a time, of all the instances on this database, or two would overtake each other. */
  private static final long LOCK = 4_501;

  private record Row(long position, String exchange, String routingKey, String attributes, String body) {}

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final ConfirmedPublisher publisher;
  private final JsonMapper json;

  OutboxRelay(JdbcClient jdbc, TransactionTemplate transaction, ConfirmedPublisher publisher, JsonMapper json) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.publisher = publisher;
    this.json = json;
  }

  /** What cannot be published stays and is tried again: nothing is lost where no queue is bound yet. */
  @Scheduled(fixedDelayString = "${inventory-view.relay-delay:200ms}")
  void relay() {
    try {
      while (Boolean.TRUE.equals(transaction.execute(status -> relayBatch()))) {}
    } catch (DataAccessException | TransactionException away) {
      log.warn("OUTBOX_WAITS: the database is away: {}", away.getMessage());
    }
  }

  /** @return whether there may be more to publish at once */
  private boolean relayBatch() {
    if (!jdbc.sql("SELECT pg_try_advisory_xact_lock(?)").param(LOCK).query(Boolean.class).single()) return false;
    List<Row> rows =
        jdbc.sql("SELECT position, exchange, routing_key, attributes, body FROM outbox ORDER BY position LIMIT ?")
            .param(BATCH)
            .query(Row.class)
            .list();
    if (rows.isEmpty()) return false;
    var result = publisher.publish(rows.stream().map(this::outgoing).toList());
    if (result.confirmed() > 0) {
      jdbc.sql("DELETE FROM outbox WHERE position <= ?").param(rows.get(result.confirmed() - 1).position()).update();
    }
    if (result.failure() == null) return rows.size() == BATCH;
    log.warn("OUTBOX_WAITS: an event could not be published {}", result.failure());
    return false;
  }

  private Outgoing outgoing(Row row) {
    Map<String, String> attributes = json.readValue(row.attributes(), new TypeReference<>() {});
    var message =
        MessageBuilder.withBody(row.body().getBytes(StandardCharsets.UTF_8))
            .setContentType("application/json")
            .setDeliveryMode(MessageDeliveryMode.PERSISTENT)
            .setMessageId(attributes.get("id"))
            .setType(attributes.get("type"))
            .setTimestamp(Date.from(Instant.parse(attributes.get("time"))));
    attributes.forEach((name, value) -> message.setHeader("cloudEvents_" + name, value));
    // For whoever traces AMQP and knows no CloudEvents.
    for (String name : List.of("traceparent", "tracestate")) {
      if (attributes.containsKey(name)) message.setHeader(name, attributes.get(name));
    }
    return new Outgoing(row.exchange(), row.routingKey(), message.build());
  }
}
