"""The view as JSON, to be compared with the owners' truth. It reads whole tables: for people and tests."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from orderflow_eventbridge.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def view(dynamodb: "DynamoDBClient", settings: Settings) -> dict[str, Any]:
    """``{orders, events, duplicates, milliseconds: {p50, p99}, products: {id: {ordered, held, available}}}``.

    Orders, events and duplicates are those whose ids are still remembered; products' quantities last.
    """
    items = list(_scan(dynamodb, settings.events_table))
    events = [item for item in items if item["part"] == 0 and "type" in item]
    times = sorted(int(event["milliseconds"]) for event in events if "milliseconds" in event)
    return {
        "orders": sum(event["type"] == "OrderCreated" for event in events),
        "events": len(events),
        "duplicates": sum(int(item.get("duplicates", 0)) for item in items),
        "milliseconds": {"p50": _percentile(times, 50), "p99": _percentile(times, 99)},
        "products": {
            item["productId"]: {name: int(item.get(name, 0)) for name in ("ordered", "held", "available")}
            for item in sorted(_scan(dynamodb, settings.products_table), key=lambda item: str(item["productId"]))
        },
    }


def _percentile(values: list[int], percent: int) -> int | None:
    return values[min(len(values) * percent // 100, len(values) - 1)] if values else None


def _scan(dynamodb: "DynamoDBClient", table: str) -> Iterator[dict[str, Any]]:
    for page in dynamodb.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
        yield from page["Items"]
