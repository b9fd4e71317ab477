"""The Lambda function: takes an event from EventBridge itself, or a batch of them from SQS."""

import json
import logging
from collections.abc import Mapping
from functools import cache
from typing import Any, Protocol

from orderflow_eventbridge import strict_json
from orderflow_eventbridge.aws import Clients
from orderflow_eventbridge.dead_letters import DeadLetters
from orderflow_eventbridge.effects import changes_of
from orderflow_eventbridge.events import read_event
from orderflow_eventbridge.poison import PoisonError, RetryLaterError
from orderflow_eventbridge.publisher import Publisher
from orderflow_eventbridge.settings import Settings
from orderflow_eventbridge.stock_low import StockLow
from orderflow_eventbridge.store import Store

_log = logging.getLogger("orderflow_eventbridge")
_ENVELOPE_LEVELS = 2
#: Time that a record is not begun without; its failure could not be reported any more.
_MIN_REMAINING_MS = 3_000


class Context(Protocol):
    """What is used of Lambda's context."""

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until Lambda ends the call."""


class Consumer:
    """Handles calls. What succeeds or can never succeed is done with; what may succeed later is reported or raised."""

    def __init__(self, clients: Clients, settings: Settings) -> None:
        self._store = Store(clients.dynamodb, settings)
        self._stock_low = StockLow(clients.dynamodb, Publisher(clients.events, settings.bus), settings)
        self._dead_letters = DeadLetters(clients.sqs, settings.dead_letters)
        self._max_receives = settings.max_receives

    def handle(self, call: Mapping[str, Any], context: Context | None = None) -> dict[str, Any] | None:
        """SQS: ``{"batchItemFailures": […]}``. EventBridge: None, or RetryLaterError, at which Lambda tries again.

        Raises ValueError for any other call.
        """
        if "Records" in call:
            return {"batchItemFailures": self._handle_batch(call["Records"], context)}
        if "detail-type" in call:
            try:
                self._process(call)
            except PoisonError as poison:
                self._dead_letters.send(json.dumps(call), poison.code, poison.detail)
            return None
        raise ValueError("CALL_UNKNOWN: neither an event of EventBridge nor a batch of SQS.")

    def _handle_batch(self, records: list[Mapping[str, Any]], context: Context | None) -> list[dict[str, str]]:
        failures: list[dict[str, str]] = []
        held: set[str] = set()
        for record in records:
            group = _fifo_group(record)
            late = context is not None and context.get_remaining_time_in_millis() < _MIN_REMAINING_MS
            if late or group in held or not self._handle_record(record):
                failures.append({"itemIdentifier": record["messageId"]})
                if group is not None:
                    held.add(group)  # those behind it would overtake it
        return failures

    def _handle_record(self, record: Mapping[str, Any]) -> bool:
        """Whether the message is done with."""
        try:
            self._process(strict_json.parse(record["body"], _ENVELOPE_LEVELS))
        except PoisonError as poison:
            return self._give_up(record, poison.code, poison.detail)
        except RetryLaterError as error:
            receives = int(record.get("attributes", {}).get("ApproximateReceiveCount", "1"))
            if receives >= self._max_receives:
                return self._give_up(record, error.code, error.detail)
            _log.warning("%s is tried again later: %s", record["messageId"], error)
            return False
        except Exception:
            _log.exception("%s is tried again later", record["messageId"])
            return False
        return True

    def _process(self, envelope: object) -> None:
        event = read_event(envelope)
        outcome = self._store.apply(event)
        _log.info("%s %s: %s, trace %s", event.type, event.id, outcome, event.traceparent)
        if event.type != "OrderCreated":
            self._stock_low.look_at(event, changes_of(event))

    def _give_up(self, record: Mapping[str, Any], code: str, detail: str) -> bool:
        try:
            self._dead_letters.send(record["body"], code, detail, _fifo_group(record))
        except Exception:
            _log.exception("%s could not be dead-lettered", record["messageId"])
            return False
        return True


def _fifo_group(record: Mapping[str, Any]) -> str | None:
    """Its group, if order counts in it: a standard queue may have groups too, for fairness only."""
    if not str(record.get("eventSourceARN", "")).endswith(".fifo"):
        return None
    return str(record["attributes"]["MessageGroupId"])


@cache
def _consumer() -> Consumer:
    logging.getLogger().setLevel(logging.INFO)
    return Consumer(Clients.from_environment(), Settings())


def lambda_handler(event: Mapping[str, Any], context: Context) -> dict[str, Any] | None:
    """The function's entry point; clients are kept between calls."""
    return _consumer().handle(event, context)
