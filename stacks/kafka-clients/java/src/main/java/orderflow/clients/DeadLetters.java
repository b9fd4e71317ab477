package orderflow.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.kafka.annotation.EnableKafka;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;

/** Dead letters as an application of Spring Kafka has them: its names, its listener, its conversions. */
@EnableKafka
public class DeadLetters {
  private static final ObjectMapper json = new ObjectMapper();
  private final BlockingQueue<ObjectNode> letters = new LinkedBlockingQueue<>();

  /** So many of a dead-letter topic, as far as they come within half a minute each. */
  static ArrayNode read(String bootstrap, JsonNode job) throws InterruptedException {
    ArrayNode read = json.createArrayNode();
    System.setProperty("deadLetterTopic", job.get("topic").asText());
    try (var context = new AnnotationConfigApplicationContext()) {
      context.registerBean("kafkaListenerContainerFactory", ConcurrentKafkaListenerContainerFactory.class,
          () -> listenerFactory(bootstrap));
      context.register(DeadLetters.class);
      context.refresh();
      var letters = context.getBean(DeadLetters.class).letters;
      while (read.size() < job.get("count").asInt()) {
        ObjectNode letter = letters.poll(30, TimeUnit.SECONDS);
        if (letter == null) break;
        read.add(letter);
      }
    }
    return read;
  }

  private static ConcurrentKafkaListenerContainerFactory<byte[], byte[]> listenerFactory(String bootstrap) {
    Map<String, Object> config =
        Map.of("bootstrap.servers", bootstrap, "group.id", "spring-" + UUID.randomUUID(), "auto.offset.reset", "earliest");
    var bytes = new ByteArrayDeserializer();
    var factory = new ConcurrentKafkaListenerContainerFactory<byte[], byte[]>();
    factory.setConsumerFactory(new DefaultKafkaConsumerFactory<>(config, bytes, bytes));
    return factory;
  }

  @KafkaListener(topics = "${deadLetterTopic}")
  void onDeadLetter(
      @Payload(required = false) byte[] value,
      @Header(KafkaHeaders.DLT_ORIGINAL_TOPIC) String topic,
      @Header(KafkaHeaders.DLT_ORIGINAL_PARTITION) int partition,
      @Header(KafkaHeaders.DLT_ORIGINAL_OFFSET) long offset,
      @Header(KafkaHeaders.DLT_ORIGINAL_TIMESTAMP) long timestamp,
      @Header(KafkaHeaders.DLT_ORIGINAL_CONSUMER_GROUP) String group,
      @Header(KafkaHeaders.DLT_EXCEPTION_FQCN) String exception,
      @Header(KafkaHeaders.DLT_EXCEPTION_MESSAGE) String message) {
    ObjectNode letter = json.createObjectNode().put("topic", topic).put("partition", partition).put("offset", offset);
    letter.put("timestamp", timestamp).put("group", group).put("exception", exception).put("message", message);
    letters.add(letter.put("value", value == null ? null : Base64.getEncoder().encodeToString(value)));
  }
}
