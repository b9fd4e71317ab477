import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Prints what a consumer in Java says of values: reads lines {"topic": …, "value": …} and prints `valid`, or `invalid`
 * and why, for each. The argument is the folder of the schemas.
 */
public final class Verdicts {
  /** Reads as every stack does: see schemas/conformance/README.md. Numbers are doubles, which is Jackson's default. */
  static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(500)
                          .maxNumberLength(1000)
                          .maxNameLength(900_000)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** A pair whole, or an escape alone, or what is behind a backslash that is none of an escape of Unicode. */
  static final Pattern ESCAPES =
      Pattern.compile("\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\\\u[0-9a-fA-F]{4}|\\\\[^u]");

  static final Pattern HALF = Pattern.compile("\\\\u[dD][89a-fA-F]..");

  public static void main(String[] args) throws IOException {
    Map<String, Schema> schemas = schemasIn(Path.of(args[0]));
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var plain = JsonMapper.builder().build();
    try (var out = new PrintStream(System.out, false, StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode event = plain.readTree(line);
        out.println(verdict(schemas.get(event.get("topic").asString()), event.get("value").asString()));
      }
    }
  }

  static String verdict(Schema schema, String text) {
    if (hasHalfPair(text)) return "invalid it has half of a surrogate pair";
    try {
      JsonNode value = MAPPER.readTree(text.getBytes(StandardCharsets.UTF_8));
      if (value.isMissingNode()) return "invalid there is nothing";
      var errors = schema.validate(value);
      return errors.isEmpty() ? "valid" : "invalid " + errors.get(0).toString().replaceAll("\\s+", " ");
    } catch (JacksonException error) {
      // From the validator it means a double beyond a long, which is beyond every bound here as well.
      return "invalid " + error.getOriginalMessage().replaceAll("\\s+", " ");
    }
  }

  static boolean hasHalfPair(String text) {
    return text.contains("\\u") && ESCAPES.matcher(text).results().anyMatch(each -> HALF.matcher(each.group()).matches());
  }

  static Map<String, Schema> schemasIn(Path folder) throws IOException {
    var registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7);
    var schemas = new HashMap<String, Schema>();
    try (var files = Files.walk(folder, 2)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".json")).toList()) {
        String topic = file.getParent().getFileName() + "." + file.getFileName().toString().replaceFirst("\\.json$", "");
        schemas.put(topic, registry.getSchema(Files.readString(file), InputFormat.JSON));
      }
    }
    return schemas;
  }
}
