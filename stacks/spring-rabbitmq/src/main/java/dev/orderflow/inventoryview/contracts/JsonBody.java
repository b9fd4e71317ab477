package dev.orderflow.inventoryview.contracts;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a message's body as strictly as Orderflow's other consumers do. */
public final class JsonBody {

  /** Levels of a value. */
  private static final int MAX_DEPTH = 500;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .build();

  private JsonBody() {}

  /**
   * Bytes are decoded here and not by Jackson, which would guess UTF-16 and UTF-32 from the first of them, and replaces
   * what is not UTF-8.
   */
  public static JsonNode read(byte[] body) throws PoisonException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      JsonNode value = JSON.readTree(text);
      if (value.isMissingNode()) throw new PoisonException("VALUE_NOT_JSON", "The body is empty.");
      return value;
    } catch (CharacterCodingException notUtf8) {
      throw new PoisonException("VALUE_NOT_UTF8", "The body is not UTF-8.");
    } catch (StreamConstraintsException tooDeep) {
      throw new PoisonException("VALUE_TOO_DEEP", tooDeep.getOriginalMessage());
    } catch (JacksonException notJson) {
      throw new PoisonException("VALUE_NOT_JSON", "The body is not JSON: " + notJson.getOriginalMessage());
    }
  }
}
