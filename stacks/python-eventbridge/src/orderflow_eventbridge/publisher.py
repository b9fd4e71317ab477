"""Puts events on the bus: in batches, what failed alone again, in order per key."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from orderflow_eventbridge.contracts import error_in

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_events.type_defs import PutEventsRequestEntryTypeDef

_MAX_ENTRIES = 10
#: Of all entries of a request: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html
MAX_BYTES = 262_144
_ATTEMPTS = 6
#: Codes that say that an entry is tried in vain.
_FOR_GOOD = frozenset(
    {"InvalidArgument", "MalformedDetail", "InvalidAccountIdException", "NotAuthorizedForSourceException"}
)


@dataclass(frozen=True, slots=True)
class Published:
    """What became of an event: EventBridge's id of it, or the code of why not."""

    event_id: str | None
    code: str | None = None
    detail: str = ""


@dataclass(slots=True)
class _Pending:
    index: int
    key: str | None
    entry: "PutEventsRequestEntryTypeDef"
    size: int


def entry_of(event: Mapping[str, Any], bus: str) -> "PutEventsRequestEntryTypeDef":
    """A CloudEvent in structured JSON as an entry. Raises ValueError for one that breaks its contract."""
    topic = str(event["dataschema"]).removeprefix("urn:orderflow:")
    invalid = error_in(topic, event.get("data"))
    if invalid is not None:
        raise ValueError(f"SCHEMA_INVALID: as {topic}: {invalid}")
    return {
        "EventBusName": bus,
        "Source": f"orderflow.{topic.split('.')[0]}",
        "DetailType": str(event["type"]),
        "Detail": json.dumps(event, ensure_ascii=False, separators=(",", ":")),
    }


def size_of(entry: "PutEventsRequestEntryTypeDef") -> int:
    """Bytes of an entry as EventBridge counts them."""
    return sum(len(str(entry.get(name, "")).encode()) for name in ("Source", "DetailType", "Detail"))


class Publisher:
    """Publishes CloudEvents; the extension ``partitionkey`` is the key whose events stay in order."""

    def __init__(self, events: "EventBridgeClient", bus: str, sleep: Callable[[float], None] = time.sleep) -> None:
        self._events = events
        self._bus = bus
        self._sleep = sleep

    def publish(self, events: Sequence[Mapping[str, Any]]) -> list[Published]:
        """One outcome for each event. At least once: an entry whose answer was lost is put again, with its id.

        No request has two events of one key, and none is sent before those of its key ahead of it are through. If one
        is given up after some tries, those of its key behind it are not sent (KEY_HELD); one that can never succeed
        holds nothing up.
        """
        results: dict[int, Published] = {}
        pending: list[_Pending] = []
        for index, event in enumerate(events):
            entry = entry_of(event, self._bus)
            size = size_of(entry)
            if size > MAX_BYTES:
                results[index] = Published(None, "TOO_LARGE", f"It has {size} bytes; the limit is {MAX_BYTES}.")
            else:
                pending.append(_Pending(index, event.get("partitionkey"), entry, size))
        failures = 0
        while pending and failures < _ATTEMPTS:
            batch = _next_batch(pending)
            done = self._put(batch)
            results |= {index: outcome for index, outcome in done.items() if outcome.code in (None, *_FOR_GOOD)}
            failed = {index: outcome for index, outcome in done.items() if index not in results}
            pending = [each for each in pending if each.index not in results]
            if failed:
                failures += 1
                last = failed
                self._sleep(min(0.05 * 2**failures, 2))
            else:
                failures = 0
        for each in pending:
            results[each.index] = last.get(each.index, Published(None, "KEY_HELD", "One ahead of it was not sent."))
        return [results[index] for index in range(len(events))]

    def _put(self, batch: Sequence[_Pending]) -> dict[int, Published]:
        try:
            answer = self._events.put_events(Entries=[each.entry for each in batch])
        except (ClientError, BotoCoreError) as error:
            return {each.index: Published(None, type(error).__name__, str(error)) for each in batch}
        return {
            each.index: Published(result.get("EventId"), result.get("ErrorCode"), result.get("ErrorMessage", ""))
            for each, result in zip(batch, answer["Entries"], strict=True)
        }


def _next_batch(pending: Sequence[_Pending]) -> list[_Pending]:
    batch: list[_Pending] = []
    keys: set[str] = set()
    size = 0
    for each in pending:
        if len(batch) == _MAX_ENTRIES:
            break
        held = each.key is not None and each.key in keys
        if each.key is not None:
            keys.add(each.key)
        if not held and size + each.size <= MAX_BYTES:
            batch.append(each)
            size += each.size
    return batch
