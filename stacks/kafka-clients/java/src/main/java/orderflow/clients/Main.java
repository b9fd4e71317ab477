package orderflow.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudevents.CloudEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Does the job on stdin, and prints what came of it as JSON. Jobs are described in the README. */
public final class Main {
  private static final ObjectMapper json = new ObjectMapper();
  private static final long giveUpAfterNanos = Duration.ofSeconds(60).toNanos();

  public static void main(String[] args) throws Exception {
    JsonNode job = json.readTree(System.in);
    String bootstrap = job.get("bootstrap").asText();
    ArrayNode answer =
        switch (job.get("do").asText()) {
          case "read" -> read(bootstrap, job);
          case "write" -> write(bootstrap, job.get("batches"));
          case "read dead letters" -> DeadLetters.read(bootstrap, job);
          default -> throw new IllegalArgumentException("There is no job " + job.get("do"));
        };
    System.out.println(json.writeValueAsString(answer));
  }

  private static ArrayNode read(String bootstrap, JsonNode job) throws Exception {
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers", bootstrap,
            "group.id", "java-" + UUID.randomUUID(),
            "auto.offset.reset", "earliest",
            "enable.auto.commit", false);
    List<String> topics = new ArrayList<>();
    job.get("topics").forEach(topic -> topics.add(topic.asText()));
    ArrayNode records = json.createArrayNode();
    try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(topics);
      long deadline = System.nanoTime() + giveUpAfterNanos;
      while (records.size() < job.get("count").asInt() && System.nanoTime() < deadline) {
        for (var record : consumer.poll(Duration.ofMillis(200))) records.add(toJson(record));
      }
    }
    return records;
  }

  private static ObjectNode toJson(ConsumerRecord<byte[], byte[]> record) throws Exception {
    ObjectNode node = json.createObjectNode().put("topic", record.topic()).put("partition", record.partition());
    node.put("offset", record.offset()).put("key", base64(record.key()));
    ArrayNode headers = node.putArray("headers");
    for (Header header : record.headers()) headers.addArray().add(header.key()).add(base64(header.value()));
    try {
      node.set("event", Events.toJson(Events.read(record)));
    } catch (RuntimeException error) {
      node.put("error", error.toString());
    }
    return node;
  }

  private static ArrayNode write(String bootstrap, JsonNode batches) throws Exception {
    ArrayNode sent = json.createArrayNode();
    for (JsonNode batch : batches) {
      Map<String, Object> config =
          Map.of(
              "bootstrap.servers", bootstrap,
              "compression.type", batch.get("compression").asText(),
              // Long enough that what is sent together is a batch.
              "linger.ms", 100);
      var serializer = Events.serializer(batch.get("mode").asText());
      try (var producer = new KafkaProducer<byte[], CloudEvent>(config, new ByteArraySerializer(), serializer)) {
        List<Future<RecordMetadata>> pending = new ArrayList<>();
        for (JsonNode event : batch.get("events")) {
          byte[] key = event.get("key").isNull() ? null : Base64.getDecoder().decode(event.get("key").asText());
          pending.add(producer.send(new ProducerRecord<>(event.get("topic").asText(), key, Events.fromJson(event))));
        }
        for (var one : pending) {
          sent.addObject().put("partition", one.get().partition()).put("offset", one.get().offset());
        }
      }
    }
    return sent;
  }

  private static String base64(byte[] bytes) {
    return bytes == null ? null : Base64.getEncoder().encodeToString(bytes);
  }
}
