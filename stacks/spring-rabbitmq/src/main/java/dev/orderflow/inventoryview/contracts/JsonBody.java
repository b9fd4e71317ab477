package dev.orderflow.inventoryview.contracts;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a message's body as {@code schemas/conformance/} settles it for every language. */
public final class JsonBody {

  private static final int MAX_BYTES = 900_000;
  private static final int MAX_DEPTH = 500;
  private static final int MAX_DIGITS = 1_000;

  private static final StreamReadConstraints LIMITS =
      StreamReadConstraints.builder()
          .maxNestingDepth(MAX_DEPTH)
          .maxNumberLength(MAX_DIGITS)
          .maxNameLength(MAX_BYTES)
          .maxStringLength(MAX_BYTES)
          .build();

  private static final JsonMapper JSON =
      JsonMapper.builder(JsonFactory.builder().streamReadConstraints(LIMITS).build())
          .nodeFactory(new DoubleNumbers())
          .build();

  private static final Pattern SURROGATE_ESCAPE = Pattern.compile("\\\\u[dD]");
  private static final Pattern HALF_OF_A_PAIR = Pattern.compile("[\\ud800-\\udfff]");

  private JsonBody() {}

  /**
   * Bytes are decoded here and not by Jackson, which would guess UTF-16 and UTF-32 from the first of them.
   *
   * @throws PoisonException if it is not one JSON text in UTF-8 within the limits
   */
  public static JsonNode read(byte[] body) throws PoisonException {
    if (body.length > MAX_BYTES) {
      throw new PoisonException("VALUE_TOO_LARGE", "The body has " + body.length + " bytes; the limit is " + MAX_BYTES + ".");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      JsonNode value = JSON.readTree(text);
      if (value.isMissingNode()) throw new PoisonException("VALUE_NOT_JSON", "The body is empty.");
      if (SURROGATE_ESCAPE.matcher(text).find()) refuseHalvesOfPairs(text);
      return value;
    } catch (CharacterCodingException notUtf8) {
      throw new PoisonException("VALUE_NOT_UTF8", "The body is not UTF-8.");
    } catch (StreamConstraintsException beyondLimits) {
      throw new PoisonException("VALUE_TOO_DEEP", beyondLimits.getOriginalMessage());
    } catch (JacksonException notJson) {
      throw new PoisonException("VALUE_NOT_JSON", "The body is not JSON: " + notJson.getOriginalMessage());
    }
  }

  /** UTF-8 has no half of a surrogate pair, but an escape can say one, also in a member that another of its name replaces. */
  private static void refuseHalvesOfPairs(String text) throws PoisonException {
    try (JsonParser parser = JSON.createParser(text)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        boolean isText = token == JsonToken.VALUE_STRING || token == JsonToken.PROPERTY_NAME;
        if (isText && HALF_OF_A_PAIR.matcher(parser.getString()).find()) {
          throw new PoisonException("VALUE_NOT_JSON", "The body has half of a surrogate pair.");
        }
      }
    }
  }
}
