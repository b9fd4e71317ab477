package dev.orderflow.inventoryview.servers;

import dev.orderflow.inventoryview.servers.TestSystem.Sending;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.amqp.core.MessageBuilder;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Events as the bridge sends them: topic {@code order.created.v2} goes to {@code order.exchange} by {@code order.created}. */
public final class Events {

  public static final Path ROOT = Path.of(System.getProperty("orderflow.root", "../.."));
  private static final JsonMapper JSON = JsonMapper.shared();

  /** An event as it lies in {@code golden/}: attributes without their prefix. */
  public record Golden(String topic, String key, Map<String, String> headers, String value) {

    public Map<String, String> attributes() {
      Map<String, String> attributes = new LinkedHashMap<>();
      headers.forEach((name, text) -> {
        if (name.startsWith("ce_")) attributes.put(name.substring("ce_".length()), text);
      });
      return attributes;
    }

    public Sending sending() {
      return Events.sending(topic, attributes(), value);
    }

    /** The same with other data and an id of its own. */
    public Golden with(String id, String newValue) {
      Map<String, String> changed = new LinkedHashMap<>(headers);
      changed.put("ce_id", id);
      return new Golden(topic, key, changed, newValue);
    }

    public Golden withHeader(String name, String text) {
      Map<String, String> changed = new LinkedHashMap<>(headers);
      if (text == null) changed.remove(name);
      else changed.put(name, text);
      return new Golden(topic, key, changed, value);
    }
  }

  private Events() {}

  public static Golden golden(String topic) {
    try {
      String text = Files.readString(ROOT.resolve("packages/events/golden/" + topic + ".json"));
      return JSON.readValue(text, new TypeReference<>() {});
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  public static Sending orderCreated(String product, int quantity) {
    return event("order.created.v2", """
        {"orderId":"%s","customerId":"customer-1","items":[{"productId":"%s","quantity":%d}],"currency":"EUR",
        "createdAt":"2026-01-15T10:30:00.000Z"}""".formatted(newId(), product, quantity)).sending();
  }

  public static Sending stockReserved(String product, int quantity) {
    return event("stock.reserved.v1", """
        {"orderId":"%s","customerId":"customer-1","lines":[{"productId":"%s","quantity":%d,
        "unitPrice":{"amount":5,"currency":"EUR"}}],"total":{"amount":5,"currency":"EUR"},
        "reservedAt":"2026-01-15T10:30:00.000Z"}""".formatted(newId(), product, quantity)).sending();
  }

  public static Sending stockReleased(String product, int quantity) {
    return event("stock.released.v1", """
        {"orderId":"%s","lines":[{"productId":"%s","quantity":%d}],
        "releasedAt":"2026-01-15T10:30:00.000Z"}""".formatted(newId(), product, quantity)).sending();
  }

  public static Sending adjusted(String product, long available, long sequence) {
    return event("inventory.adjusted.v1", """
        {"productId":"%s","available":%d,"reserved":0,"sold":0,
        "adjustedAt":"2026-01-15T10:30:00.000Z"}""".formatted(product, available))
        .withHeader("ce_sequence", "" + sequence).sending();
  }

  public static Golden event(String topic, String value) {
    return golden(topic).with(newId(), value);
  }

  public static String newId() {
    return UUID.randomUUID().toString();
  }

  public static Sending sending(String topic, Map<String, String> attributes, String value) {
    String[] parts = topic.split("\\.");
    var message =
        MessageBuilder.withBody(value.getBytes(StandardCharsets.UTF_8)).setContentType("application/json");
    if (attributes.containsKey("id")) message.setMessageId(attributes.get("id"));
    attributes.forEach((name, text) -> message.setHeader("cloudEvents_" + name, text));
    return new Sending(parts[0] + ".exchange", parts[0] + "." + parts[1], message.build());
  }
}
