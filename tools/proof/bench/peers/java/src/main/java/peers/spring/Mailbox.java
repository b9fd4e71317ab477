package peers.spring;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import peers.Order;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** Inbox and outbox of a service, both written in the caller's transaction. */
@Component
class Mailbox {
  /** Something is in the outbox as soon as the transaction is committed. */
  record Posted() {}

  private final JdbcTemplate jdbc;
  private final ApplicationEventPublisher events;
  private final ObjectReader reader;
  private final ObjectWriter writer;
  private final String prefix;

  Mailbox(JdbcTemplate jdbc, ApplicationEventPublisher events, JsonMapper mapper, @Value("${prefix}") String prefix) {
    this.jdbc = jdbc;
    this.events = events;
    this.reader = mapper.readerFor(Order.class);
    this.writer = mapper.writerFor(Order.class);
    this.prefix = prefix;
  }

  /** Does the work for the orders whose events have not been handled before, and tells of each on a topic. */
  void handle(List<ConsumerRecord<String, String>> records, Consumer<List<Order>> work, String topic) {
    var orders = fresh(records);
    if (orders.isEmpty()) return;
    work.accept(orders);
    publish(topic, orders);
  }

  /** A request has no id of its own but the order's. */
  private List<Order> fresh(List<ConsumerRecord<String, String>> records) {
    var byId = new LinkedHashMap<String, Order>();
    for (var record : records) {
      Order event = reader.readValue(record.value());
      byId.put(event.eventId() == null ? event.orderId() : event.eventId(), event);
    }
    var fresh = new HashSet<>(jdbc.queryForList(
        "INSERT INTO inbox (event_id) SELECT unnest(?::uuid[]) ON CONFLICT DO NOTHING RETURNING event_id::text",
        String.class, (Object) byId.keySet().toArray(String[]::new)));
    byId.keySet().retainAll(fresh);
    return List.copyOf(byId.values());
  }

  void publish(String topic, List<Order> orders) {
    jdbc.batchUpdate("INSERT INTO outbox (topic, key, payload) VALUES (?, ?, ?)",
        orders.stream().map(o -> new Object[] {prefix + topic, o.orderId(), event(o)}).toList());
    events.publishEvent(new Posted());
  }

  private String event(Order o) {
    return writer.writeValueAsString(
        new Order(UUID.randomUUID().toString(), o.orderId(), o.customerId(), o.productId(), o.quantity(), o.amountCents()));
  }
}
