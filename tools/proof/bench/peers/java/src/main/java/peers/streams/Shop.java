package peers.streams;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import peers.Parent;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Four applications with exactly_once_v2 in one JVM: Shop PREFIX COMMIT_MS STATE_DIR. Clients' settings by environment. */
public final class Shop {
  public static void main(String[] args) throws Exception {
    var topics = new Topologies(args[0]);
    var applications = Map.<String, Supplier<Topology>>of(
        "order", topics::order, "inventory", topics::inventory, "payment", topics::payment, "shipping", topics::shipping);
    var settings = new JsonMapper().readValue(System.getenv("PEER_KAFKA_SETTINGS"), new TypeReference<Map<String, String>>() {});
    var started = new ArrayList<KafkaStreams>();
    for (var application : applications.entrySet()) {
      var p = new Properties();
      p.putAll(settings);
      p.put(StreamsConfig.APPLICATION_ID_CONFIG, args[0] + application.getKey());
      p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
      p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, args[1]);
      p.put(StreamsConfig.STATE_DIR_CONFIG, Path.of(args[2]).toString());
      p.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
      var streams = new KafkaStreams(application.getValue().get(), p);
      streams.setUncaughtExceptionHandler(e -> {
        e.printStackTrace();
        System.exit(1);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
      });
      streams.start();
      started.add(streams);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> started.forEach(s -> s.close(Duration.ofSeconds(5)))));
    while (!started.stream().allMatch(s -> s.state() == KafkaStreams.State.RUNNING)) Thread.sleep(50);
    Parent.readyAndFollow();
  }
}
