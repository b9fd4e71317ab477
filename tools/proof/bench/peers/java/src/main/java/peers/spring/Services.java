package peers.spring;

import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import peers.Order;

/** Each listener: one batch, one transaction. A batch that fails comes again, and the inbox knows what was done. */
class Services {
  static String[] ids(List<Order> orders) {
    return orders.stream().map(Order::orderId).toArray(String[]::new);
  }

  @RestController @Profile("orders") @Transactional
  static class Orders {
    private static final String PLACE = "INSERT INTO orders (order_id, customer_id, product_id, quantity, amount_cents, status) VALUES (?::uuid, ?, ?, ?, ?, 'PENDING') ON CONFLICT DO NOTHING";
    final JdbcTemplate jdbc;
    final Mailbox mailbox;

    Orders(JdbcTemplate jdbc, Mailbox mailbox) {
      this.jdbc = jdbc;
      this.mailbox = mailbox;
    }

    @PostMapping("/orders") @ResponseStatus(HttpStatus.ACCEPTED)
    public void place(@RequestBody Order order) {
      var orders = List.of(order);
      insert(orders);
      mailbox.publish("order-created", orders);
    }

    @KafkaListener(topics = "${prefix}order-requests", groupId = "${prefix}order-requests")
    public void requested(List<ConsumerRecord<String, String>> records) {
      mailbox.handle(records, this::insert, "order-created");
    }

    private void insert(List<Order> orders) {
      jdbc.batchUpdate(PLACE, orders.stream().map(o -> new Object[] {o.orderId(), o.customerId(), o.productId(), o.quantity(), o.amountCents()}).toList());
    }

    @KafkaListener(topics = "${prefix}shipment-dispatched")
    public void complete(List<ConsumerRecord<String, String>> records) {
      mailbox.handle(records, orders -> jdbc.update("UPDATE orders SET status = 'COMPLETED', completions = completions + 1 WHERE order_id = ANY (?::uuid[])", (Object) ids(orders)), "order-completed");
    }
  }

  @Component @Profile("inventory") @Transactional
  static class Inventory {
    final JdbcTemplate jdbc;
    final Mailbox mailbox;

    Inventory(JdbcTemplate jdbc, Mailbox mailbox) {
      this.jdbc = jdbc;
      this.mailbox = mailbox;
    }

    @KafkaListener(topics = "${prefix}order-created")
    public void created(List<ConsumerRecord<String, String>> records) {
      mailbox.handle(records, this::reserve, "stock-reserved");
    }

    private void reserve(List<Order> orders) {
      var wanted = orders.stream().collect(Collectors.toMap(Order::productId, Order::quantity, Integer::sum, TreeMap::new));
      int taken = jdbc.update("UPDATE products p SET available = available - w.quantity FROM unnest(?::text[], ?::int[]) AS w (product_id, quantity) WHERE p.product_id = w.product_id AND p.available >= w.quantity",
          wanted.keySet().toArray(String[]::new), wanted.values().toArray(Integer[]::new));
      if (taken != wanted.size()) throw new IllegalStateException("No stock");
      jdbc.batchUpdate("INSERT INTO reservations (order_id, product_id, quantity) VALUES (?::uuid, ?, ?)", orders.stream().map(o -> new Object[] {o.orderId(), o.productId(), o.quantity()}).toList());
    }
  }

  @Component @Profile("payments") @Transactional
  static class Payments {
    final JdbcTemplate jdbc;
    final Mailbox mailbox;

    Payments(JdbcTemplate jdbc, Mailbox mailbox) {
      this.jdbc = jdbc;
      this.mailbox = mailbox;
    }

    @KafkaListener(topics = "${prefix}stock-reserved")
    public void capture(List<ConsumerRecord<String, String>> records) {
      mailbox.handle(records, orders -> jdbc.batchUpdate("INSERT INTO payments (order_id, amount_cents) VALUES (?::uuid, ?) ON CONFLICT DO NOTHING", orders.stream().map(o -> new Object[] {o.orderId(), o.amountCents()}).toList()), "payment-captured");
    }
  }

  @Component @Profile("shipments") @Transactional
  static class Shipments {
    final JdbcTemplate jdbc;
    final Mailbox mailbox;

    Shipments(JdbcTemplate jdbc, Mailbox mailbox) {
      this.jdbc = jdbc;
      this.mailbox = mailbox;
    }

    @KafkaListener(topics = "${prefix}payment-captured")
    public void dispatch(List<ConsumerRecord<String, String>> records) {
      mailbox.handle(records, orders -> jdbc.batchUpdate("INSERT INTO shipments (order_id) VALUES (?::uuid) ON CONFLICT DO NOTHING", orders.stream().map(o -> new Object[] {o.orderId()}).toList()), "shipment-dispatched");
    }
  }
}
