"""What comes of events, whatever their order, number and shape."""

import contextlib
import json
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from botocore.awsrequest import AWSResponse, HeadersDict
from conftest import DeadLetterReader
from samples import batch, cloud_event, data_of, envelope, failures, record
from urllib3 import HTTPResponse

from orderflow_eventbridge.aws import Clients
from orderflow_eventbridge.handler import Consumer
from orderflow_eventbridge.poison import RetryLaterError
from orderflow_eventbridge.poll import Poll, drain
from orderflow_eventbridge.publisher import Publisher
from orderflow_eventbridge.settings import Settings
from orderflow_eventbridge.store import Store
from orderflow_eventbridge.view import view


@pytest.fixture
def products(clients: Clients, settings: Settings) -> Any:
    return lambda: view(clients.dynamodb, settings)["products"]


def test_from_the_bus_to_the_view(clients: Clients, settings: Settings, store: Store) -> None:
    assert store.seed("a", 100)
    assert not store.seed("a", 100)
    twice = cloud_event("StockReserved", ("a", 2), ("a", 3))
    events = [cloud_event("OrderCreated", ("a", 5)), twice, twice, cloud_event("StockReleased", ("a", 1))]
    assert all(each.event_id for each in Publisher(clients.events, settings.bus).publish(events))
    drain(Poll(clients, settings, wait_seconds=0), 30)
    seen = view(clients.dynamodb, settings)
    assert seen["milliseconds"]["p50"] > 0
    del seen["milliseconds"]
    expected = {"a": {"ordered": 5, "held": 4, "available": 96}}
    assert seen == {"orders": 1, "events": 3, "duplicates": 1, "products": expected}


def test_direct_event(consumer: Consumer, dead_letters: DeadLetterReader, products: Any) -> None:
    event = cloud_event("OrderCreated", ("a", 2**53 - 1))
    assert consumer.handle(envelope(event)) is None
    assert consumer.handle(envelope(event)) is None
    assert products()["a"]["ordered"] == 2**53 - 1
    with pytest.raises(RetryLaterError, match="GUARD_FAILED"):
        consumer.handle(envelope(cloud_event("StockReserved", ("a", 1))))
    assert consumer.handle(envelope(cloud_event("OrderCreated", ("a", 0)))) is None
    assert dead_letters.codes() == ["SCHEMA_INVALID"]
    with pytest.raises(ValueError, match="CALL_UNKNOWN"):
        consumer.handle({})


def test_release_before_reserve(consumer: Consumer, store: Store, products: Any) -> None:
    store.seed("a", 10)
    for kind in ("StockReleased", "StockReserved", "OrderCreated"):
        assert failures(consumer.handle(batch(record(cloud_event(kind, ("a", 3)))))) == []
    assert products()["a"] == {"ordered": 3, "held": 0, "available": 10}


def test_the_guard_takes_all_or_nothing_and_is_given_up_with_the_reason(
    consumer: Consumer, store: Store, products: Any, dead_letters: DeadLetterReader
) -> None:
    store.seed("a", 10)
    store.seed("b", 1)
    event = cloud_event("StockReserved", ("a", 4), ("b", 2))
    first = record(event)
    assert failures(consumer.handle(batch(first))) == [first["messageId"]]
    assert products()["a"] == {"ordered": 0, "held": 0, "available": 10}
    assert failures(consumer.handle(batch(record(event, receives=10)))) == []
    assert dead_letters.codes() == ["GUARD_FAILED"]
    consumer.handle(batch(record(cloud_event("StockReleased", ("b", 1)))))
    assert failures(consumer.handle(batch(record(event)))) == []
    assert products()["b"] == {"ordered": 0, "held": 1, "available": 0}


def test_only_what_failed_comes_back(consumer: Consumer, store: Store) -> None:
    store.seed("a", 5)
    records = [record(cloud_event("StockReserved", ("a", quantity))) for quantity in (3, 9, 2)]
    assert failures(consumer.handle(batch(*records))) == [records[1]["messageId"]]


def test_fifo_holds_the_group_behind_a_failure(consumer: Consumer, store: Store, products: Any) -> None:
    store.seed("a", 5)
    records = [
        record(cloud_event("StockReserved", ("a", quantity)), group=group)
        for group, quantity in [("g", 1), ("g", 9), ("h", 1), ("g", 1)]
    ]
    assert failures(consumer.handle(batch(*records))) == [records[1]["messageId"], records[3]["messageId"]]
    assert products()["a"]["available"] == 3


def test_what_is_left_when_time_runs_out_comes_back(consumer: Consumer) -> None:
    class Late:
        def get_remaining_time_in_millis(self) -> int:
            return 1_000

    one = record(cloud_event("OrderCreated", ("a", 1)))
    assert failures(consumer.handle(batch(one), Late())) == [one["messageId"]]


@pytest.mark.parametrize("count", [0, 1, 99, 100, 250])
def test_orders_of_any_size(consumer: Consumer, clients: Clients, settings: Settings, count: int) -> None:
    event = cloud_event("OrderCreated", *[(f"p-{number}", number + 1) for number in range(count)])
    for _ in range(2):
        assert failures(consumer.handle(batch(record(event)))) == []
    seen = view(clients.dynamodb, settings)
    assert (seen["orders"], seen["events"], seen["duplicates"]) == (1, 1, 1)
    assert [seen["products"][f"p-{number}"]["ordered"] for number in range(count)] == list(range(1, count + 1))


def test_a_large_order_goes_on_where_it_was_stopped(consumer: Consumer, store: Store, products: Any) -> None:
    names = [f"p-{number:03}" for number in range(150)]
    for name in names[:-1]:
        store.seed(name, 10)
    one = record(cloud_event("StockReserved", *[(name, 1) for name in names]))
    assert failures(consumer.handle(batch(one))) == [one["messageId"]]
    store.seed(names[-1], 10)
    assert failures(consumer.handle(batch(one))) == []
    assert {each["held"] for each in products().values()} == {1}


def _without(name: str) -> dict[str, Any]:
    return {key: value for key, value in cloud_event("OrderCreated", ("a", 1)).items() if key != name}


def _with(**attributes: Any) -> dict[str, Any]:
    return cloud_event("OrderCreated", ("a", 1), **attributes)


def _first_version(product: str) -> dict[str, Any]:
    data = {key: value for key, value in data_of("OrderCreated", (product, 1)).items() if key != "currency"}
    return _with(dataschema="urn:orderflow:order.created.v1", data=data)


POISON: dict[str, tuple[dict[str, Any] | str, str]] = {
    "no JSON": ("{", "VALUE_NOT_JSON"),
    "NaN": ('{"a":NaN}', "VALUE_NOT_JSON"),
    "half a pair": ('{"a":"\\ud800"}', "VALUE_NOT_UNICODE"),
    "deep": ("[" * 503 + "]" * 503, "VALUE_TOO_DEEP"),
    "a long number": (f'{{"a":{"1" * 1001}}}', "VALUE_NUMBER_TOO_LONG"),
    "no envelope": ("[]", "ENVELOPE_INVALID"),
    "no id": (_without("id"), "ENVELOPE_INVALID"),
    "an id in upper case": (_with(id=str(uuid4()).upper()), "ID_INVALID"),
    "an id with a line feed": (_with(id=f"{uuid4()}\n"), "ID_INVALID"),
    "another specversion": (_with(specversion="0.3"), "SPECVERSION_UNKNOWN"),
    "another type": (_with(type="OrderLost"), "TYPE_UNEXPECTED"),
    "another version": (_with(dataschema="urn:orderflow:order.created.v4"), "VERSION_UNEXPECTED"),
    "30 February": (_with(time="2026-02-30T10:30:00Z"), "TIME_INVALID"),
    "no data": (_without("data"), "VALUE_NULL"),
    "a product that only version 2 bounds": (_first_version("p" * 101), "UPCAST_INVALID"),
    "a product without a name, which is no key": (_first_version(""), "UPCAST_INVALID"),
    "a correlation of two lines": (_with(correlationid="a\nb"), "HEADER_NOT_TEXT"),
    "a long correlation": (_with(correlationid="ä" * 501), "HEADER_TOO_LONG"),
    "wrong data": (_with(data={"orderId": "\x00ä"}), "SCHEMA_INVALID"),
}


@pytest.mark.parametrize("name", POISON)
def test_poison_is_dead_lettered_with_the_reason(name: str, consumer: Consumer, dead_letters: DeadLetterReader) -> None:
    body, code = POISON[name]
    assert failures(consumer.handle(batch(record(body)))) == []
    assert dead_letters.codes() == [code]


def test_an_order_of_version_1(consumer: Consumer, products: Any) -> None:
    assert failures(consumer.handle(batch(record(_first_version("a"))))) == []
    assert products()["a"]["ordered"] == 1


def test_stock_low_once_for_each_time_it_is(
    consumer: Consumer, store: Store, clients: Clients, settings: Settings
) -> None:
    store.seed("a", 12)
    reserve = cloud_event("StockReserved", ("a", 3))
    for event in [reserve, reserve, cloud_event("StockReserved", ("a", 1))]:
        assert failures(consumer.handle(batch(record(event)))) == []
    for kind in ("StockReleased", "StockReserved"):
        assert failures(consumer.handle(batch(record(cloud_event(kind, ("a", 4)))))) == []
    url = clients.sqs.get_queue_url(QueueName="bridge-inbound")["QueueUrl"]
    messages = clients.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    details = [json.loads(message["Body"])["detail"] for message in messages]
    assert [detail["data"]["available"] for detail in details] == [9, 8]
    assert details[0]["causationid"] == reserve["id"]
    assert settings.stock_low_threshold == 10


def test_last_processed_order_alone_doubles(clients: Clients, consumer: Consumer, products: Any) -> None:
    """The guide remembers the last order only, so the one before it, delivered again, takes effect again."""
    clients.dynamodb.create_table(
        TableName="guide",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "productId", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "productId", "KeyType": "HASH"}],
    )

    def as_in_the_guide(order: str) -> None:
        with contextlib.suppress(clients.dynamodb.exceptions.ConditionalCheckFailedException):
            clients.dynamodb.update_item(
                TableName="guide",
                Key={"productId": "a"},
                UpdateExpression="ADD ordered :one SET lastProcessedOrder = :order",
                ConditionExpression="attribute_not_exists(productId) OR lastProcessedOrder <> :order",
                ExpressionAttributeValues={":one": 1, ":order": order},
            )

    first, second = cloud_event("OrderCreated", ("a", 1)), cloud_event("OrderCreated", ("a", 1))
    for event in [first, first, second, first]:
        as_in_the_guide(event["id"])
        consumer.handle(batch(record(event)))
    guide = clients.dynamodb.get_item(TableName="guide", Key={"productId": "a"})["Item"]
    assert str(guide["ordered"]) == "3"
    assert products()["a"]["ordered"] == 2


@pytest.mark.parametrize(("times", "comes_back"), [(2, False), (9, True)])
@pytest.mark.parametrize("reason", ["ThrottlingError", "TransactionConflict"])
def test_what_passes_is_tried_again(
    reason: str, times: int, comes_back: bool, clients: Clients, consumer: Consumer, products: Any
) -> None:
    answers = iter([reason] * times)

    def refuse(request: Any, **_: object) -> Any:
        code = next(answers, None)
        if code is None:
            return None  # goes on to moto
        body = {
            "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
            "CancellationReasons": [{"Code": "None"}, {"Code": code}],
        }
        headers: Any = HeadersDict()
        raw = HTTPResponse(BytesIO(json.dumps(body).encode()), preload_content=False)
        return AWSResponse(request.url, 400, headers, raw)

    clients.dynamodb.meta.events.register("before-send.dynamodb.TransactWriteItems", refuse)
    one = record(cloud_event("OrderCreated", ("a", 1)))
    assert failures(consumer.handle(batch(one))) == ([one["messageId"]] if comes_back else [])
    assert ("a" in products()) is not comes_back
