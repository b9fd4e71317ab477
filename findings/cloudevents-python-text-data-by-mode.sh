#!/usr/bin/env bash
# The CloudEvents SDK for Python 2.2.0: does an event whose data is JSON text, already serialized, arrive the same in both modes?
#
# The guess: yes. It says datacontenttype application/json, so what is sent is that JSON, as with the SDK for Java, whose data
# are bytes of JSON in binary mode and an object in structured mode.
#
# What it does: in binary mode the text is the value, and a reader finds an object. In structured mode it is dumped once more:
# `data` is a JSON string with the object's text in it. The mode is a setting of the sender, so a change of it breaks every reader.
# Given as bytes it becomes data_base64, which reads back as bytes. Only a dict is the same in both.
#
# Seen:
#   text,  binary:     dict
#   text,  structured: str
#   bytes, binary:     dict
#   bytes, structured: bytes
#   dict,  binary:     dict
#   dict,  structured: dict
#
# Exits 1 if that has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check cloudevents==2.2.0
cat >try.py <<'PY'
from cloudevents.core.bindings.kafka import from_kafka_event, to_binary_event, to_structured_event
from cloudevents.core.v1.event import CloudEvent

for what, data in ("text", '{"a": 1}'), ("bytes", b'{"a": 1}'), ("dict", {"a": 1}):
    for mode, write in ("binary", to_binary_event), ("structured", to_structured_event):
        event = CloudEvent({"type": "T", "source": "/s", "datacontenttype": "application/json"}, data)
        read = type(from_kafka_event(write(event)).get_data()).__name__
        print(f"{what + ',':6} {mode + ':':11} {read}")
PY
seen=$(venv/bin/python try.py)
echo "$seen"
[[ $(awk '{ print $3 }' <<<"$seen" | xargs) == 'dict str dict bytes dict dict' ]] || { echo 'This has changed.' >&2 && exit 1; }
