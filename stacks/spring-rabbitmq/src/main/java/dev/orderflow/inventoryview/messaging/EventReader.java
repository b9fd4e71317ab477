package dev.orderflow.inventoryview.messaging;

import dev.orderflow.inventoryview.contracts.Contracts;
import dev.orderflow.inventoryview.contracts.Event;
import dev.orderflow.inventoryview.contracts.JsonBody;
import dev.orderflow.inventoryview.contracts.PoisonException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.amqp.core.Message;
import org.springframework.stereotype.Component;

/**
 * Reads a message as a CloudEvent in binary content mode: attributes are headers, by the AMQP protocol binding with the
 * prefix {@code cloudEvents_} or {@code cloudEvents:}; the body is the data.
 */
@Component
public class EventReader {

  private static final List<String> REQUIRED = List.of("specversion", "id", "source", "type");
  private static final Pattern LOWER_CASE_UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final Pattern SEQUENCE = Pattern.compile("[0-9]{1,15}");
  private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x1f\\x7f-\\x9f]");
  private static final int MAX_BYTES = 1000;

  private final Contracts contracts;

  public EventReader(Contracts contracts) {
    this.contracts = contracts;
  }

  /** @throws PoisonException if no later try could read it either */
  public CloudEvent read(Message message) throws PoisonException {
    var headers = message.getMessageProperties().getHeaders();
    for (String name : REQUIRED) {
      if (attribute(headers, name) == null) {
        throw new PoisonException("HEADER_MISSING", "Not an event: no header cloudEvents_" + name + ".");
      }
    }
    String specversion = attribute(headers, "specversion");
    if (!specversion.equals("1.0")) {
      throw new PoisonException("SPECVERSION_UNKNOWN", "cloudEvents_specversion is " + specversion + ", not 1.0.");
    }
    String id = attribute(headers, "id");
    if (!LOWER_CASE_UUID.matcher(id).matches()) {
      throw new PoisonException("ID_INVALID", "cloudEvents_id is " + id + ", not a UUID in lower case.");
    }
    String type = attribute(headers, "type");
    Event data = contracts.read(type, attribute(headers, "dataschema"), JsonBody.read(message.getBody()));
    return new CloudEvent(
        UUID.fromString(id),
        type,
        time(attribute(headers, "time")),
        attribute(headers, "correlationid"),
        attribute(headers, "initiator"),
        sequence(attribute(headers, "sequence"), data),
        attribute(headers, "traceparent"),
        attribute(headers, "tracestate"),
        data);
  }

  /** What is read here may be published again or stored: it is short, and one line. */
  private static String attribute(Map<String, Object> headers, String name) throws PoisonException {
    Object value = headers.getOrDefault("cloudEvents_" + name, headers.get("cloudEvents:" + name));
    if (value == null) return null;
    String text = value.toString();
    if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new PoisonException("HEADER_TOO_LONG", "cloudEvents_" + name + " has more than " + MAX_BYTES + " bytes.");
    }
    if (CONTROL.matcher(text).find()) {
      throw new PoisonException("HEADER_NOT_TEXT", "cloudEvents_" + name + " has control characters.");
    }
    return text;
  }

  private static OffsetDateTime time(String text) throws PoisonException {
    if (text == null) return null;
    return EventTime.parse(text)
        .orElseThrow(
            () ->
                new PoisonException(
                    "TIME_INVALID", "cloudEvents_time is " + text + ", not a time of RFC 3339 within the bounds of events."));
  }

  private static Long sequence(String text, Event data) throws PoisonException {
    if (text != null && SEQUENCE.matcher(text).matches()) return Long.valueOf(text);
    if (data instanceof Event.InventoryAdjusted) {
      throw new PoisonException("HEADER_MISSING", "InventoryAdjusted has no place in the order without a cloudEvents_sequence of at most 15 digits.");
    }
    return null;
  }
}
