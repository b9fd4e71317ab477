#!/usr/bin/env bash
# networknt's json-schema-validator 3.0.9: what does a schema with "type": "integer" and a "maximum" say of 1e300?
#
# The guess: a validation error for the maximum, as for any number that is too large.
#
# What it does: validate() throws a JsonNodeException of Jackson 3, whose asLong() refuses what is beyond a long where Jackson
# 2's gave some long. 1e15 is a validation error as it should be, and so are 300 digits without an exponent, which Jackson reads
# as a BigInteger. A consumer that takes exceptions for faults of its own tries such a message for ever.
#
# Seen, with "maximum": 10:
#   1e15: 1 error
#   1 and 300 zeros: 1 error
#   1e300: JsonNodeException
#
# Needs Java 17 and Maven. Exits 1 if that has changed.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency><groupId>com.networknt</groupId><artifactId>json-schema-validator</artifactId><version>3.0.9</version></dependency>
  </dependencies>
</project>
XML
cat > Finding.java <<'JAVA'
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import tools.jackson.databind.json.JsonMapper;

public class Finding {
  public static void main(String[] args) {
    var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
        .getSchema("{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"type\":\"integer\",\"maximum\":10}");
    String all = "";
    for (String number : new String[] {"1e15", "1" + "0".repeat(300), "1e300"}) {
      String seen;
      try {
        seen = schema.validate(JsonMapper.shared().readTree(number)).size() + " error";
      } catch (RuntimeException thrown) {
        seen = thrown.getClass().getSimpleName();
      }
      System.out.println((number.length() > 9 ? "1 and 300 zeros" : number) + ": " + seen);
      all += seen + ";";
    }
    boolean same = all.equals("1 error;1 error;JsonNodeException;");
    System.out.println(same ? "as described" : "this has changed");
    System.exit(same ? 0 : 1);
  }
}
JAVA
mvn -q -B dependency:build-classpath -Dmdep.outputFile=classpath >/dev/null
java -cp "$(cat classpath)" Finding.java 2>/dev/null
