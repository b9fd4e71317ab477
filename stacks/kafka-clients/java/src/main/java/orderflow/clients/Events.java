package orderflow.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.message.Encoding;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.CloudEventDeserializer;
import io.cloudevents.kafka.CloudEventSerializer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Between events as the CloudEvents SDK has them and as the job's JSON has them: attributes as text, data as JSON. */
final class Events {
  private static final ObjectMapper json = new ObjectMapper();
  private static final CloudEventDeserializer deserializer = new CloudEventDeserializer();

  private Events() {}

  /** What a consumer with the SDK's deserializer is handed; throws what it throws. */
  static CloudEvent read(ConsumerRecord<byte[], byte[]> record) {
    return deserializer.deserialize(record.topic(), record.headers(), record.value());
  }

  static ObjectNode toJson(CloudEvent event) throws IOException {
    ObjectNode attributes = json.createObjectNode();
    for (String name : event.getAttributeNames()) attributes.put(name, text(event.getAttribute(name)));
    for (String name : event.getExtensionNames()) attributes.put(name, text(event.getExtension(name)));
    ObjectNode written = json.createObjectNode().set("attributes", attributes);
    return written.set("data", event.getData() == null ? null : json.readTree(event.getData().toBytes()));
  }

  private static String text(Object value) {
    return value == null ? null : value.toString();
  }

  static CloudEvent fromJson(JsonNode event) {
    CloudEventBuilder builder = CloudEventBuilder.v1();
    event.get("attributes").fields().forEachRemaining(attribute -> set(builder, attribute.getKey(), attribute.getValue().asText()));
    byte[] data = event.get("data").asText().getBytes(StandardCharsets.UTF_8);
    return builder.withData("application/json", data).build();
  }

  private static void set(CloudEventBuilder builder, String name, String value) {
    switch (name) {
      case "id" -> builder.withId(value);
      case "type" -> builder.withType(value);
      case "source" -> builder.withSource(URI.create(value));
      case "time" -> builder.withTime(OffsetDateTime.parse(value));
      case "dataschema" -> builder.withDataSchema(URI.create(value));
      default -> builder.withExtension(name, value);
    }
  }

  /** The serializer of a producer that writes in this mode, `binary` or `structured`. */
  static CloudEventSerializer serializer(String mode) {
    CloudEventSerializer serializer = new CloudEventSerializer();
    Map<String, Object> config = new HashMap<>();
    config.put(CloudEventSerializer.ENCODING_CONFIG, Encoding.valueOf(mode.toUpperCase()));
    config.put(CloudEventSerializer.EVENT_FORMAT_CONFIG, JsonFormat.CONTENT_TYPE);
    serializer.configure(config, false);
    return serializer;
  }
}
