#!/usr/bin/env bash
# The CloudEvents SDK for Python 2.2.0 on Kafka: what if a record has a header without a value?
# Kafka's headers may be null, and tools that have nothing to say of CloudEvents add headers of their own.
#
# The guess: it is passed over, as the SDK for Java 4.0.1 does, above all where the header is not one of CloudEvents.
#
# What it does: from_kafka_event decodes every header before it looks at its name, so None.decode fails: an AttributeError, not an
# error of the SDK's own, and the event cannot be read although all of its attributes are there. A consumer that dies of it meets
# the same record again. Headers without a value have to be left out before.
#
# Seen:
#   with the null header:    AttributeError: 'NoneType' object has no attribute 'decode'
#   without the null header: T
#
# Exits 1 if that has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check cloudevents==2.2.0
cat >try.py <<'PY'
from cloudevents.core.bindings.kafka import KafkaMessage, from_kafka_event

# As kafka-python, aiokafka and confluent-kafka hand them over.
headers = [("ce_specversion", b"1.0"), ("ce_id", b"1"), ("ce_source", b"/s"), ("ce_type", b"T"), ("note", None)]
def read(headers):
    try:
        return from_kafka_event(KafkaMessage(dict(headers), None, b"{}")).get_type()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
print("with the null header:   ", read(headers))
print("without the null header:", read([(name, value) for name, value in headers if value is not None]))
PY
seen=$(venv/bin/python try.py)
echo "$seen"
[[ $seen == *"AttributeError: 'NoneType'"*$'\n''without the null header: T' ]] || { echo 'This has changed.' >&2 && exit 1; }
