package peers.streams;

import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import peers.Order;
import tools.jackson.databind.json.JsonMapper;

/** What each application does with an event: one store, one event on. */
final class Topologies {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Serde<Order> ORDER = json(Order.class);

  private final String prefix;

  Topologies(String prefix) {
    this.prefix = prefix;
  }

  record Placed(Order order, String status, int completions) {}

  static <T> Serde<T> json(Class<T> type) {
    var writer = JSON.writerFor(type);
    var reader = JSON.readerFor(type);
    return Serdes.serdeFrom(
        (topic, value) -> value == null ? null : writer.writeValueAsBytes(value),
        (topic, bytes) -> bytes == null ? null : reader.readValue(bytes));
  }

  static <V> StoreBuilder<KeyValueStore<String, V>> store(String name, Serde<V> serde) {
    return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.String(), serde).withCachingEnabled();
  }

  interface Step<V> { Order apply(Order order, KeyValueStore<String, V> store); }

  /** A processor that turns an event into at most one. */
  static <V> ProcessorSupplier<String, Order, String, Order> step(String storeName, Step<V> step) {
    return () -> new ContextualProcessor<>() {
      KeyValueStore<String, V> store;

      @Override public void init(ProcessorContext<String, Order> context) {
        super.init(context);
        store = context.getStateStore(storeName);
      }

      @Override public void process(Record<String, Order> in) {
        var out = step.apply(in.value(), store);
        if (out != null) context().forward(in.withValue(out));
      }
    };
  }

  private <V> Topology service(String in, String store, Serde<V> serde, Step<V> step, String out) {
    var b = new StreamsBuilder();
    b.addStateStore(store(store, serde));
    b.stream(prefix + in, Consumed.with(Serdes.String(), ORDER)).process(step(store, step), store)
        .to(prefix + out, Produced.with(Serdes.String(), ORDER));
    return b.build();
  }

  Topology payment() {
    return service("stock-reserved", "payments", Serdes.Integer(),
        (order, payments) -> payments.putIfAbsent(order.orderId(), order.amountCents()) == null ? order : null, "payment-captured");
  }

  Topology shipping() {
    return service("payment-captured", "shipments", Serdes.Long(),
        (order, shipments) -> shipments.putIfAbsent(order.orderId(), System.currentTimeMillis()) == null ? order : null, "shipment-dispatched");
  }

  /** Both processors share one store, by name. */
  Topology order() {
    var b = new StreamsBuilder();
    b.addStateStore(store("orders", json(Placed.class)));
    b.stream(prefix + "order-created", Consumed.with(Serdes.String(), ORDER)).process(Topologies.<Placed>step("orders", (order, orders) -> {
      orders.putIfAbsent(order.orderId(), new Placed(order, "PENDING", 0));
      return null;
    }), "orders");
    b.stream(prefix + "shipment-dispatched", Consumed.with(Serdes.String(), ORDER)).process(Topologies.<Placed>step("orders", (order, orders) -> {
      var placed = orders.get(order.orderId());
      orders.put(order.orderId(), new Placed(order, "COMPLETED", (placed == null ? 0 : placed.completions()) + 1));
      return order;
    }), "orders").to(prefix + "order-completed", Produced.with(Serdes.String(), ORDER));
    return b.build();
  }

  /** The stock of a product and the reservations of its orders are in one partition, by product. */
  Topology inventory() {
    var b = new StreamsBuilder();
    b.addStateStore(store("stock", Serdes.Integer())).addStateStore(store("reservations", Serdes.Integer()));
    b.stream(prefix + "stock-added", Consumed.with(Serdes.String(), Serdes.Integer())).process(() -> new ContextualProcessor<String, Integer, Void, Void>() {
      @Override public void process(Record<String, Integer> in) {
        KeyValueStore<String, Integer> stock = context().getStateStore("stock");
        var available = stock.get(in.key());
        stock.put(in.key(), (available == null ? 0 : available) + in.value());
      }
    }, "stock");
    b.stream(prefix + "order-created", Consumed.with(Serdes.String(), ORDER)).selectKey((id, order) -> order.productId())
        .repartition(Repartitioned.with(Serdes.String(), ORDER).withName("by-product").withNumberOfPartitions(6))
        .process(() -> new ContextualProcessor<String, Order, String, Order>() {
          KeyValueStore<String, Integer> stock, reservations;

          @Override public void init(ProcessorContext<String, Order> context) {
            super.init(context);
            stock = context.getStateStore("stock");
            reservations = context.getStateStore("reservations");
          }

          @Override public void process(Record<String, Order> in) {
            var order = in.value();
            if (reservations.get(order.orderId()) != null) return;
            var available = stock.get(in.key());
            if (available == null || available < order.quantity()) throw new IllegalStateException("No stock of " + in.key());
            stock.put(in.key(), available - order.quantity());
            reservations.put(order.orderId(), order.quantity());
            context().forward(in.withKey(order.orderId()));
          }
        }, "stock", "reservations")
        .to(prefix + "stock-reserved", Produced.with(Serdes.String(), ORDER));
    return b.build();
  }
}
