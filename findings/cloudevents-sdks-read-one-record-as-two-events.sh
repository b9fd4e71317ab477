#!/usr/bin/env bash
# CloudEvents SDKs, Java 4.0.1 and Python 2.2.0: what do they make of a Kafka record in structured mode that has the headers
# of binary mode beside it? The binding allows that (v1.0.2, 3.3.3: implementations may include the same headers).
#
# The guess: the same event in both. The binding says that the content-type tells the modes apart (3), and this one is
# application/cloudevents+json; the headers repeat what the value says, for those who only route.
#
# What they do: Java goes by the content-type and reads the event. Python's from_kafka looks for any header that begins with ce_
# first, and takes the record for one in binary mode: the attributes are right, and its data is the whole envelope, with
# application/cloudevents+json as its data's type. No error: a consumer that reads data["orderId"] finds nothing.
#
# Seen:
#   java:   {"orderId":"o-1"}
#   python: {"specversion": "1.0", "id": "1", "source": "/s", "type": "T", "datacontenttype": "application/json", "data": {"orderId": "o-1"}}
#
# Exits 1 if that has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >pom.xml <<'XML'
<project><modelVersion>4.0.0</modelVersion><groupId>f</groupId><artifactId>f</artifactId><version>1</version>
<dependencies>
<dependency><groupId>io.cloudevents</groupId><artifactId>cloudevents-kafka</artifactId><version>4.0.1</version></dependency>
<dependency><groupId>io.cloudevents</groupId><artifactId>cloudevents-json-jackson</artifactId><version>4.0.1</version></dependency>
<dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>1.7.36</version></dependency>
</dependencies></project>
XML
mvn --quiet --batch-mode dependency:copy-dependencies -DoutputDirectory=jars >/dev/null
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check cloudevents==2.2.0
envelope='{"specversion": "1.0", "id": "1", "source": "/s", "type": "T", "datacontenttype": "application/json", "data": {"orderId": "o-1"}}'
cat >Read.java <<'JAVA'
import io.cloudevents.kafka.CloudEventDeserializer;
import org.apache.kafka.common.header.internals.RecordHeaders;

public class Read {
  public static void main(String[] args) {
    var headers = new RecordHeaders().add("content-type", "application/cloudevents+json".getBytes());
    headers.add("ce_specversion", "1.0".getBytes()).add("ce_id", "1".getBytes());
    headers.add("ce_source", "/s".getBytes()).add("ce_type", "T".getBytes());
    var event = new CloudEventDeserializer().deserialize("topic", headers, args[0].getBytes());
    System.out.println(new String(event.getData().toBytes()));
  }
}
JAVA
cat >read.py <<'PY'
import json, sys
from cloudevents.core.bindings.kafka import KafkaMessage, from_kafka_event
headers = {"content-type": b"application/cloudevents+json",
           "ce_specversion": b"1.0", "ce_id": b"1", "ce_source": b"/s", "ce_type": b"T"}
print(json.dumps(from_kafka_event(KafkaMessage(headers, None, sys.argv[1].encode())).get_data()))
PY
java=$(java -cp 'jars/*' Read.java "$envelope")
python=$(venv/bin/python read.py "$envelope")
printf 'java:   %s\npython: %s\n' "$java" "$python"
[[ $java == '{"orderId":"o-1"}' && $python == "$envelope" ]] || { echo 'This has changed.' >&2 && exit 1; }
