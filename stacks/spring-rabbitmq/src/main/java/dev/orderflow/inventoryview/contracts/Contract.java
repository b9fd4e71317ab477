package dev.orderflow.inventoryview.contracts;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One version of an event: its schema, as it lies in {@code schemas/}. */
public final class Contract {

  /**
   * Formats are asserted, as all of Orderflow's languages do. Where validators differ on {@code date-time}, the pattern
   * beside it in the schema decides.
   */
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_7,
          registry ->
              registry.schemaRegistryConfig(
                  SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

  private final String dataSchema;
  private final Schema schema;

  Contract(JsonNode schema) {
    this.schema = REGISTRY.getSchema(schema);
    this.dataSchema = schema.get("$id").asString();
  }

  /** @param path within {@code schemas/}, such as {@code order/created.v2.json} */
  public static Contract of(String path) {
    try (InputStream json = new ClassPathResource("schemas/" + path).getInputStream()) {
      return new Contract(JsonMapper.shared().readTree(json));
    } catch (IOException notInTheJar) {
      throw new UncheckedIOException(notInTheJar);
    }
  }

  /** The value of the attribute {@code dataschema}: {@code urn:orderflow:order.created.v2}. */
  public String dataSchema() {
    return dataSchema;
  }

  /** Checks data against the schema. Unknown fields are allowed. */
  public void check(String code, JsonNode data) throws PoisonException {
    var errors = schema.validate(data);
    if (errors.isEmpty()) return;
    Error first = errors.get(0);
    throw new PoisonException(code, dataSchema + ": " + first.getInstanceLocation() + " " + first.getMessage());
  }
}
