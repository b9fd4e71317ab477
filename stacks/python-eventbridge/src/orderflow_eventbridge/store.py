"""The view in DynamoDB: each event takes effect once, in a transaction with the item that remembers its id."""

import random
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from orderflow_eventbridge.effects import Change, changes_of
from orderflow_eventbridge.events import Event
from orderflow_eventbridge.poison import RetryLaterError
from orderflow_eventbridge.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

#: DynamoDB takes 100 operations in a transaction; one remembers the event.
PRODUCTS_PER_TRANSACTION = 99
_ATTEMPTS = 5
_FIRST_WAIT_SECONDS = 0.02


class Outcome(StrEnum):
    """Why a transaction ended as it did."""

    APPLIED = "applied"
    DUPLICATE = "duplicate"
    GUARD = "guard"
    CONFLICT = "conflict"
    THROTTLED = "throttled"


_PASSING = {
    "TransactionConflict": Outcome.CONFLICT,
    "ThrottlingError": Outcome.THROTTLED,
    "ProvisionedThroughputExceeded": Outcome.THROTTLED,
}


def outcome_of(error: ClientError) -> Outcome | None:
    """What a refused transaction means, by the reasons that it gives per operation; None if it is none of these.

    The first operation remembers the event, so its refused condition is a duplicate whatever the others say; a
    refused guard counts only where nothing passing is in the way, since it was then looked at for certain.
    """
    if error.response.get("Error", {}).get("Code") != "TransactionCanceledException":
        return None
    codes = [reason.get("Code", "None") for reason in error.response.get("CancellationReasons", [])]
    if codes and codes[0] == "ConditionalCheckFailed":
        return Outcome.DUPLICATE
    passing = next((_PASSING[code] for code in codes if code in _PASSING), None)
    if passing is not None:
        return passing
    return Outcome.GUARD if set(codes) == {"None", "ConditionalCheckFailed"} else None


class Store:
    """Writes of the consumer."""

    def __init__(
        self, dynamodb: "DynamoDBClient", settings: Settings, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._dynamodb = dynamodb
        self._settings = settings
        self._sleep = sleep

    def apply(self, event: Event) -> Outcome:
        """Applies an event once; says APPLIED or DUPLICATE. Raises RetryLaterError: nothing, or a part, is applied.

        An order of more products than a transaction takes is applied in parts, each of them once: a redelivery goes
        on where an earlier delivery ended. The parts count down, so part 0 says that the whole is applied.
        """
        changes = list(changes_of(event).items())
        starts = range(0, max(len(changes), 1), PRODUCTS_PER_TRANSACTION)
        parts = [dict(changes[start : start + PRODUCTS_PER_TRANSACTION]) for start in starts]
        outcomes = [self._apply_part(event, len(parts) - 1 - number, part) for number, part in enumerate(parts)]
        if Outcome.APPLIED in outcomes:
            return Outcome.APPLIED
        self._count_duplicate(event)
        return Outcome.DUPLICATE

    def _apply_part(self, event: Event, part: int, changes: Mapping[str, Change]) -> Outcome:
        for attempt in range(_ATTEMPTS):
            outcome = self._try_part(event, part, changes)
            if outcome in (Outcome.APPLIED, Outcome.DUPLICATE):
                return outcome
            if outcome is Outcome.GUARD:
                raise RetryLaterError("GUARD_FAILED", "A product has fewer pieces than the event takes.")
            if attempt < _ATTEMPTS - 1:
                # Full jitter: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
                self._sleep(random.uniform(0, _FIRST_WAIT_SECONDS * 2**attempt))  # noqa: S311
        raise RetryLaterError(f"STORE_{outcome.upper()}", f"{_ATTEMPTS} transactions ended in: {outcome}.")

    def _try_part(self, event: Event, part: int, changes: Mapping[str, Change]) -> Outcome:
        now = datetime.now(UTC)
        items: list[TransactWriteItemTypeDef] = [self._remember(event, part, now)]
        items += [self._update(product, change) for product, change in changes.items()]
        try:
            # boto3 adds a ClientRequestToken: a try whose answer was lost is not applied again by the SDK's next one.
            self._dynamodb.transact_write_items(TransactItems=items)
        except ClientError as error:
            outcome = outcome_of(error)
            if outcome is None:
                raise RetryLaterError("STORE_FAILED", str(error)) from error
            return outcome
        except BotoCoreError as error:
            raise RetryLaterError("STORE_UNREACHABLE", str(error)) from error
        return Outcome.APPLIED

    def _remember(self, event: Event, part: int, now: datetime) -> "TransactWriteItemTypeDef":
        item: dict[str, Any] = {
            "id": event.id,
            "part": part,
            "type": event.type,
            "expiresAt": int((now + timedelta(days=self._settings.remember_days)).timestamp()),
        }
        if event.time is not None:
            item["milliseconds"] = round((now - event.time).total_seconds() * 1000)
        return {
            "Put": {
                "TableName": self._settings.events_table,
                "Item": item,
                "ConditionExpression": "attribute_not_exists(id)",
            }
        }

    def _update(self, product: str, change: Change) -> "TransactWriteItemTypeDef":
        values = {"ordered": change.ordered, "held": change.held, "available": change.available}
        named = {name: value for name, value in values.items() if value != 0}
        update: dict[str, Any] = {
            "TableName": self._settings.products_table,
            "Key": {"productId": product},
            "UpdateExpression": "ADD " + ", ".join(f"#{name} :{name}" for name in named),
            "ExpressionAttributeNames": {f"#{name}": name for name in named},
            "ExpressionAttributeValues": {f":{name}": value for name, value in named.items()},
        }
        if change.available < 0:
            update["ConditionExpression"] = "#available >= :taken"
            update["ExpressionAttributeValues"][":taken"] = -change.available
        return {"Update": update}  # type: ignore[typeddict-item]

    def _count_duplicate(self, event: Event) -> None:
        """On the event's own item: a counter for all would be one item that every transaction waits for."""
        try:
            self._dynamodb.update_item(
                TableName=self._settings.events_table,
                Key={"id": event.id, "part": 0},
                UpdateExpression="ADD duplicates :one",
                ExpressionAttributeValues={":one": 1},
            )
        except (ClientError, BotoCoreError) as error:
            raise RetryLaterError("STORE_FAILED", str(error)) from error

    def seed(self, product: str, quantity: int) -> bool:
        """Gives a product its first stock, once; False if it has it already."""
        try:
            self._dynamodb.update_item(
                TableName=self._settings.products_table,
                Key={"productId": product},
                UpdateExpression="ADD available :quantity SET seeded = :quantity",
                ConditionExpression="attribute_not_exists(seeded)",
                ExpressionAttributeValues={":quantity": quantity},
            )
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            return False
        return True
