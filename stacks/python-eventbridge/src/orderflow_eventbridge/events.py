"""An EventBridge event whose Detail is a CloudEvent in structured JSON, read and checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from orderflow_eventbridge.contracts import error_in
from orderflow_eventbridge.date_time import instant_of
from orderflow_eventbridge.poison import PoisonError
from orderflow_eventbridge.upcasts import upcast

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_VERSION = re.compile(r"v([0-9]+)(?:\.json)?\Z")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
#: Of an attribute that the events which follow from this one say again.
_MAX_BYTES = 1_000

#: The topics of every type that is read, by version; the last is what an event without ``dataschema`` is.
TOPICS: Mapping[str, Mapping[str, str]] = {
    "OrderCreated": {"1": "order.created.v1", "2": "order.created.v2", "3": "order.created.v3"},
    "StockReserved": {"1": "stock.reserved.v1", "2": "stock.reserved.v2"},
    "StockReleased": {"1": "stock.released.v1"},
}


@dataclass(frozen=True, slots=True)
class Event:
    """An event whose attributes and data are checked."""

    id: str
    type: str
    data: Mapping[str, Any]
    time: datetime | None
    correlation_id: str
    traceparent: str | None


def read_event(envelope: object) -> Event:
    """Reads the EventBridge event. Raises PoisonError, with the codes that the project's other consumers use."""
    if not isinstance(envelope, Mapping) or not isinstance(envelope.get("detail"), Mapping):
        raise PoisonError("ENVELOPE_INVALID", "It is no EventBridge event with a detail.")
    detail = envelope["detail"]
    attributes = {name: _text(detail, name) for name in ("specversion", "id", "source", "type")}
    if attributes["specversion"] != "1.0":
        raise PoisonError("SPECVERSION_UNKNOWN", f'specversion is "{attributes["specversion"][:60]}", not "1.0".')
    if _UUID.fullmatch(attributes["id"]) is None:
        raise PoisonError("ID_INVALID", f'id is "{attributes["id"][:60]}", not a UUID in lower case.')
    correlation = detail.get("correlationid")
    if not isinstance(correlation, str):
        correlation = attributes["id"]
    _check_passed_on(source=attributes["source"], correlationid=correlation)
    topic = _topic_of(attributes["type"], envelope.get("detail-type"), detail.get("dataschema"))
    time = _time_of(detail.get("time"))
    if detail.get("data") is None:
        raise PoisonError("VALUE_NULL", "It has no data.")
    invalid = error_in(topic, detail["data"])
    if invalid is not None:
        raise PoisonError("SCHEMA_INVALID", f"As {topic}: {invalid}")
    trace = detail.get("traceparent")
    return Event(
        id=attributes["id"],
        type=attributes["type"],
        data=upcast(topic, detail["data"]),
        time=time,
        correlation_id=correlation,
        traceparent=trace if isinstance(trace, str) else None,
    )


def _text(detail: Mapping[str, object], name: str) -> str:
    value = detail.get(name)
    if not isinstance(value, str):
        raise PoisonError("ENVELOPE_INVALID", f"Not a CloudEvent: no attribute {name} that is a text.")
    return value


def _check_passed_on(**attributes: str) -> None:
    for name, text in attributes.items():
        if len(text.encode(errors="surrogatepass")) > _MAX_BYTES:
            raise PoisonError("HEADER_TOO_LONG", f"The attribute {name} is longer than {_MAX_BYTES} bytes.")
        if _CONTROL.search(text):
            raise PoisonError("HEADER_NOT_TEXT", f"The attribute {name} has control characters.")


def _topic_of(kind: str, detail_type: object, data_schema: object) -> str:
    versions = TOPICS.get(kind)
    if versions is None or detail_type not in (None, kind):
        raise PoisonError("TYPE_UNEXPECTED", f'type is "{kind[:60]}", which is not consumed here as it came.')
    if data_schema is None:
        return list(versions.values())[-1]
    match = _VERSION.search(data_schema) if isinstance(data_schema, str) else None
    topic = versions.get(match[1]) if match else None
    if topic is None:
        raise PoisonError(
            "VERSION_UNEXPECTED",
            f"dataschema is {data_schema!r:.60}; known are {', '.join(versions.values())}.",
        )
    return topic


def _time_of(value: object) -> datetime | None:
    if value is None:
        return None
    time = instant_of(value) if isinstance(value, str) else None
    if time is None:
        raise PoisonError("TIME_INVALID", f"time is {value!r:.60}, not a time of RFC 3339 within the bounds of events.")
    return time
