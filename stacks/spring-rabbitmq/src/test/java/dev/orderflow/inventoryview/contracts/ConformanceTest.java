package dev.orderflow.inventoryview.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.inventoryview.messaging.EventReader;
import dev.orderflow.inventoryview.servers.Events;
import dev.orderflow.inventoryview.servers.TestSystem;
import dev.orderflow.inventoryview.view.InventoryView;
import dev.orderflow.inventoryview.view.ViewController;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The vectors of {@code schemas/conformance/}, which every language is held to. */
class ConformanceTest {

  private static final Path VECTORS = Events.ROOT.resolve("schemas/conformance");
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Map<String, Contract> contracts = new HashMap<>();

  static Stream<Path> verdicts() throws IOException {
    return Files.list(VECTORS.resolve("verdicts")).filter(file -> file.toString().endsWith(".jsonl")).sorted();
  }

  @ParameterizedTest
  @MethodSource("verdicts")
  void verdictsAreThoseOfTheOtherLanguages(Path file) throws IOException {
    List<String> different = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      JsonNode vector = JSON.readTree(line);
      String found = "valid";
      try {
        JsonNode data = JsonBody.read(vector.get("value").asString().getBytes(StandardCharsets.UTF_8));
        contract(vector.get("topic").asString()).check("SCHEMA_INVALID", data);
      } catch (PoisonException poison) {
        found = "invalid";
      }
      if (!found.equals(vector.get("verdict").asString())) different.add(found + ": " + vector.get("name").asString());
    }
    assertThat(different).isEmpty();
  }

  /** In a transaction that is taken back, so each begins with nothing, and what other tests left is there again. */
  @Test
  void sequencesLeadToTheViewOfTheOtherLanguages() throws IOException {
    TestSystem system = TestSystem.shared();
    var jdbc = system.bean(JdbcClient.class);
    for (String line : Files.readAllLines(VECTORS.resolve("sequences.jsonl"))) {
      JsonNode sequence = JSON.readTree(line);
      system.bean(TransactionTemplate.class).executeWithoutResult(status -> {
        status.setRollbackOnly();
        List.of("inbox", "product", "stock", "outbox").forEach(table -> jdbc.sql("DELETE FROM " + table).update());
        sequence.get("deliveries").forEach(delivery -> deliver(system, delivery));
        JsonNode view = JSON.readTree(JSON.writeValueAsString(system.bean(ViewController.class).view()));
        for (String field : List.of("orders", "duplicates", "products")) {
          assertThat(view.get(field)).as(sequence.get("name").asString()).isEqualTo(sequence.get("view").get(field));
        }
      });
    }
  }

  private static void deliver(TestSystem system, JsonNode delivery) {
    Map<String, String> attributes = new HashMap<>();
    delivery.get("attributes").forEachEntry((name, text) -> attributes.put(name, text.asString()));
    var sending = Events.sending(delivery.get("topic").asString(), attributes, delivery.get("value").asString());
    try {
      system.bean(InventoryView.class).apply(system.bean(EventReader.class).read(sending.message()));
    } catch (PoisonException poison) {
      // To the dead letters; the view must not know of it.
    }
  }

  private Contract contract(String topic) {
    return contracts.computeIfAbsent(topic, name -> {
      String path = name.replaceFirst("\\.", "/") + ".json";
      return new Contract(JSON.readTree(Events.ROOT.resolve("schemas/" + path).toFile()));
    });
  }
}
