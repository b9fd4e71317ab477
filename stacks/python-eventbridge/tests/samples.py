"""Events as the bridge puts them on the bus."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

REPOSITORY = Path(__file__).resolve().parents[3]
VERSIONS = {
    "OrderCreated": "order.created.v2",
    "StockReserved": "stock.reserved.v1",
    "StockReleased": "stock.released.v1",
}
AT = "2026-01-15T10:30:00.000Z"


def data_of(kind: str, *lines: tuple[str, int]) -> dict[str, Any]:
    """Valid data of an event with these lines."""
    price = {"amount": 1, "currency": "EUR"}
    plain = [{"productId": product, "quantity": quantity} for product, quantity in lines]
    match kind:
        case "OrderCreated":
            return {"orderId": "o-1", "customerId": "c-1", "items": plain, "currency": "EUR", "createdAt": AT}
        case "StockReserved":
            priced = [{**line, "unitPrice": price} for line in plain]
            return {"orderId": "o-1", "customerId": "c-1", "lines": priced, "total": price, "reservedAt": AT}
        case _:
            return {"orderId": "o-1", "lines": plain, "releasedAt": AT}


def cloud_event(kind: str, *lines: tuple[str, int], **attributes: Any) -> dict[str, Any]:
    """A CloudEvent in structured JSON."""
    return {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": "/services/test",
        "type": kind,
        "time": AT,
        "dataschema": f"urn:orderflow:{VERSIONS.get(kind, 'unknown.v1')}",
        "partitionkey": "o-1",
        "data": data_of(kind, *lines),
    } | attributes


def envelope(detail: Mapping[str, Any]) -> dict[str, Any]:
    """As EventBridge delivers it."""
    return {"version": "0", "id": str(uuid4()), "detail-type": detail.get("type"), "source": "s", "detail": detail}


def record(body: Mapping[str, Any] | str, receives: int = 1, group: str | None = None) -> dict[str, Any]:
    """As SQS wraps it for Lambda; with a group from a FIFO queue."""
    fifo = {} if group is None else {"MessageGroupId": group}
    return {
        "messageId": str(uuid4()),
        "body": body if isinstance(body, str) else json.dumps(envelope(body), ensure_ascii=False),
        "attributes": {"ApproximateReceiveCount": str(receives), **fifo},
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:eu-central-1:1:queue{'' if group is None else '.fifo'}",
    }


def batch(*records: Mapping[str, Any]) -> dict[str, Any]:
    """A call of Lambda with these records."""
    return {"Records": list(records)}


def failures(reply: Mapping[str, Any] | None) -> list[str]:
    """The ids that a reply reports."""
    assert reply is not None
    return [failure["itemIdentifier"] for failure in reply["batchItemFailures"]]
