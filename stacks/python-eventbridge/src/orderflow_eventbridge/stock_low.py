"""Says that a product has become low: StockLow, once for each time, however often it is tried."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from botocore.exceptions import BotoCoreError, ClientError

from orderflow_eventbridge.date_time import iso_text
from orderflow_eventbridge.events import Event
from orderflow_eventbridge.poison import RetryLaterError
from orderflow_eventbridge.publisher import Publisher
from orderflow_eventbridge.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

SOURCE = "/stacks/python-eventbridge"
_NAMESPACE = UUID("5ac15bd6-6f06-5a0e-8b39-5f0a5a9e3b71")
_KEYS_PER_READ = 100


class StockLow:
    """A notice is kept on the product until it was sent, so that a crash in between costs nothing.

    Its id is made of the product and of the event at which it was noticed: sent again, it is the same event.
    """

    def __init__(self, dynamodb: "DynamoDBClient", publisher: Publisher, settings: Settings) -> None:
        self._dynamodb = dynamodb
        self._publisher = publisher
        self._settings = settings

    def look_at(self, event: Event, products: Iterable[str]) -> None:
        """After the event took effect, and after a duplicate of it. Raises RetryLaterError if it cannot be said now."""
        try:
            for product in self._read(list(products)):
                self._look_at_product(event, product)
        except (ClientError, BotoCoreError) as error:
            raise RetryLaterError("STOCK_LOW_NOT_SENT", str(error)) from error

    def _look_at_product(self, event: Event, product: Mapping[str, Any]) -> None:
        notice = product.get("low")
        if "seeded" not in product:
            return
        is_low = product["available"] < self._settings.stock_low_threshold
        if notice is None and is_low:
            notice = {
                "event": event.id,
                "correlation": event.correlation_id,
                "available": product["available"],
                "noticedAt": iso_text(datetime.now(UTC)),
                "sent": False,
            }
            if not self._write(product, "SET low = :low", "attribute_not_exists(low)", {":low": notice}):
                return  # another delivery noticed it first, and sends it
        if notice is not None and not notice["sent"]:
            self._send(product["productId"], notice)
            sent = {":id": notice["event"], ":sent": True}
            self._write(product, "SET low.sent = :sent", "low.event = :id", sent)
        elif notice is not None and not is_low:
            threshold = {":threshold": self._settings.stock_low_threshold, ":sent": True}
            self._write(product, "REMOVE low", "available >= :threshold AND low.sent = :sent", threshold)

    def _send(self, product: str, notice: Mapping[str, Any]) -> None:
        [result] = self._publisher.publish([self._event(product, notice)])
        if result.code is not None:
            raise RetryLaterError("STOCK_LOW_NOT_SENT", f"{result.code}: {result.detail}")

    def _event(self, product: str, notice: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "specversion": "1.0",
            "id": str(uuid5(_NAMESPACE, f"{product}/{notice['event']}")),
            "source": SOURCE,
            "type": "StockLow",
            "time": notice["noticedAt"],
            "datacontenttype": "application/json; charset=utf-8",
            "dataschema": "urn:orderflow:stock.low.v1",
            "correlationid": notice["correlation"],
            "causationid": notice["event"],
            "partitionkey": product,
            "data": {
                "productId": product,
                "available": int(notice["available"]),
                "threshold": self._settings.stock_low_threshold,
                "noticedAt": notice["noticedAt"],
            },
        }

    def _read(self, products: list[str]) -> list[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = []
        table = self._settings.products_table
        for start in range(0, len(products), _KEYS_PER_READ):
            keys: Any = [{"productId": product} for product in products[start : start + _KEYS_PER_READ]]
            while keys:
                answer = self._dynamodb.batch_get_item(RequestItems={table: {"Keys": keys, "ConsistentRead": True}})
                found += answer["Responses"].get(table, [])
                unprocessed = answer["UnprocessedKeys"]
                keys = unprocessed[table]["Keys"] if table in unprocessed else None
        return found

    def _write(self, product: Mapping[str, Any], update: str, condition: str, values: dict[str, Any]) -> bool:
        try:
            self._dynamodb.update_item(
                TableName=self._settings.products_table,
                Key={"productId": product["productId"]},
                UpdateExpression=update,
                ConditionExpression=condition,
                ExpressionAttributeValues=values,
            )
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            return False
        return True
