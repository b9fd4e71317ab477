package dev.orderflow.inventoryview.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderflow.inventoryview.servers.Events;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The records say what the schemas say: every property, its type, and whether it may be absent. */
class RecordsTest {

  /** Records whose optional properties are null where they are absent. */
  private static final Set<String> OPTIONAL = Set.of("OrderCreated.destinationCountry");

  static Stream<Arguments> records() {
    return Stream.of(
        Arguments.of("order/created.v3.json", Event.OrderCreated.class),
        Arguments.of("stock/reserved.v2.json", Event.StockReserved.class),
        Arguments.of("stock/released.v1.json", Event.StockReleased.class),
        Arguments.of("inventory/adjusted.v1.json", Event.InventoryAdjusted.class),
        Arguments.of("stock/low.v1.json", StockLow.class));
  }

  @ParameterizedTest
  @MethodSource("records")
  void aRecordIsItsSchema(String path, Class<?> record) throws Exception {
    JsonNode schema = JsonMapper.shared().readTree(Events.ROOT.resolve("schemas/" + path).toFile());
    assertSame(record, schema);
  }

  @ParameterizedTest
  @MethodSource("records")
  void theExampleOfTheSchemaIsReadWithoutLoss(String path, Class<?> record) throws Exception {
    var json = JsonMapper.builder().changeDefaultPropertyInclusion(
        all -> all.withValueInclusion(com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL)).build();
    for (JsonNode example : json.readTree(Events.ROOT.resolve("schemas/" + path).toFile()).get("examples")) {
      assertThat(json.readTree(json.writeValueAsString(json.treeToValue(example, record)))).isEqualTo(example);
    }
  }

  private static void assertSame(Type type, JsonNode schema) {
    switch (schema.get("type").asString()) {
      case "string" -> assertThat(type).isEqualTo(String.class);
      case "integer" -> assertThat(type).isEqualTo(long.class);
      case "array" -> assertSame(((ParameterizedType) type).getActualTypeArguments()[0], schema.get("items"));
      case "object" -> assertSameProperties((Class<?>) type, schema);
      default -> throw new AssertionError("No Java type for " + schema);
    }
  }

  private static void assertSameProperties(Class<?> record, JsonNode schema) {
    JsonNode properties = schema.get("properties");
    RecordComponent[] components = record.getRecordComponents();
    assertThat(Arrays.stream(components).map(RecordComponent::getName))
        .containsExactlyInAnyOrderElementsOf(properties.propertyNames());
    var optional = Arrays.stream(components).map(RecordComponent::getName).collect(Collectors.toSet());
    schema.get("required").forEach(name -> optional.remove(name.asString()));
    for (RecordComponent component : components) {
      assertSame(component.getGenericType(), properties.get(component.getName()));
      String name = record.getSimpleName() + "." + component.getName();
      assertThat(optional.contains(component.getName())).as(name + " is optional").isEqualTo(OPTIONAL.contains(name));
    }
  }
}
