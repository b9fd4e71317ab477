package dev.orderflow.inventoryview.contracts;

import dev.orderflow.inventoryview.contracts.Event.InventoryAdjusted;
import dev.orderflow.inventoryview.contracts.Event.OrderCreated;
import dev.orderflow.inventoryview.contracts.Event.StockReleased;
import dev.orderflow.inventoryview.contracts.Event.StockReserved;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The events that the view reacts to: for each type its versions, and the record of the newest. */
@Component
public class Contracts {

  /** The currency of every order from before orders said theirs. */
  private static final String CURRENCY_BEFORE_V2 = "EUR";

  /** The version of the saga of every order whose event does not say it: there was no other. */
  private static final long SAGA_UNLESS_SAID = 1;

  private static final Pattern VERSION = Pattern.compile("v([0-9]{1,9})(\\.json)?$");

  private record Known(Class<? extends Event> type, Map<Integer, Contract> versions, int newest) {
    Known(Class<? extends Event> type, String path) {
      this(type, Map.of(1, Contract.of(path)), 1);
    }
  }

  private static final Map<String, Known> KNOWN =
      Map.of(
          "OrderCreated",
          new Known(
              OrderCreated.class,
              Map.of(
                  1, Contract.of("order/created.v1.json"),
                  2, Contract.of("order/created.v2.json"),
                  3, Contract.of("order/created.v3.json")),
              3),
          "StockReserved",
          new Known(
              StockReserved.class,
              Map.of(1, Contract.of("stock/reserved.v1.json"), 2, Contract.of("stock/reserved.v2.json")),
              2),
          "StockReleased", new Known(StockReleased.class, "stock/released.v1.json"),
          "InventoryAdjusted", new Known(InventoryAdjusted.class, "inventory/adjusted.v1.json"));

  /** Each version as the next: unknown fields stay behind, since the next may use their names for something else. */
  private static final Map<String, Map<Integer, UnaryOperator<ObjectNode>>> UPCASTS =
      Map.of(
          "OrderCreated",
          Map.of(
              1,
              v1 ->
                  v1.retain("orderId", "customerId", "items", "createdAt")
                      .put("currency", CURRENCY_BEFORE_V2),
              2,
              v2 ->
                  v2.retain("orderId", "customerId", "items", "currency", "destinationCountry", "createdAt")
                      .put("saga", SAGA_UNLESS_SAID)),
          "StockReserved",
          Map.of(
              1,
              v1 ->
                  v1.retain("orderId", "customerId", "lines", "total", "reservedAt")
                      .put("saga", SAGA_UNLESS_SAID)));

  private final JsonMapper json;

  public Contracts(JsonMapper json) {
    this.json = json;
  }

  /**
   * @param type the attribute {@code type}
   * @param dataSchema the attribute {@code dataschema}; only the version at its end matters. Null: the newest version
   * @param data the body
   * @return the data in the newest version of the type
   */
  public Event read(String type, String dataSchema, JsonNode data) throws PoisonException {
    Known known = KNOWN.get(type);
    if (known == null) {
      throw new PoisonException("TYPE_UNEXPECTED", "The view does not react to events of the type " + type + ".");
    }
    int version = dataSchema == null ? known.newest() : versionIn(dataSchema);
    Contract contract = known.versions().get(version);
    if (contract == null) {
      throw new PoisonException(
          "VERSION_UNEXPECTED", "The view knows no version of " + type + " with the schema " + dataSchema + ".");
    }
    contract.check("SCHEMA_INVALID", data);
    JsonNode newest = data;
    for (int from = version; from < known.newest(); from++) {
      newest = UPCASTS.get(type).get(from).apply((ObjectNode) newest);
    }
    if (version < known.newest()) {
      known.versions().get(known.newest()).check("UPCAST_INVALID", newest);
    }
    return json.treeToValue(newest, known.type());
  }

  private static int versionIn(String dataSchema) {
    Matcher version = VERSION.matcher(dataSchema);
    return version.find() ? Integer.parseInt(version.group(1)) : 0;
  }
}
