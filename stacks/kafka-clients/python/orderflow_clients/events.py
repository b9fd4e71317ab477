"""Between events as the CloudEvents SDK has them and as the job's JSON has them: attributes as text, data as JSON."""

import json
from datetime import datetime
from typing import Any

from cloudevents.core.base import BaseCloudEvent
from cloudevents.core.bindings.kafka import (
    KafkaMessage,
    from_kafka_event,
    to_binary_event,
    to_structured_event,
)
from cloudevents.core.v1.event import CloudEvent

from .record import Received, Sending


def read(record: Received) -> BaseCloudEvent:
    """The event that a record is; raises what the SDK raises. Of a header that repeats the last one counts."""
    headers = {name: value for name, value in record.headers if value is not None}
    return from_kafka_event(KafkaMessage(headers=headers, key=record.key, value=record.value or b""))


def to_json(event: BaseCloudEvent) -> dict[str, Any]:
    attributes = {
        name: value.isoformat() if isinstance(value, datetime) else str(value)
        for name, value in event.get_attributes().items()
    }
    return {"attributes": attributes, "data": event.get_data()}


def from_json(event: dict[str, Any]) -> CloudEvent:
    attributes = dict(event["attributes"], datacontenttype="application/json")
    if "time" in attributes:
        attributes["time"] = datetime.fromisoformat(attributes["time"])
    # Data as an object: of a text, structured mode would make a JSON string.
    return CloudEvent(attributes, json.loads(event["data"]))


def written(event: CloudEvent, mode: str, topic: str, key: bytes | None) -> Sending:
    """An event as a record in this mode, `binary` or `structured`."""
    message = (to_binary_event if mode == "binary" else to_structured_event)(event)
    return Sending(topic, key, list(message.headers.items()), message.value)
