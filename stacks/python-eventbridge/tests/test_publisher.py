"""How entries go out, against a bus that refuses what the test wants refused; and how refusals are told apart."""

from typing import Any

import pytest
from botocore.exceptions import ClientError
from samples import cloud_event

from orderflow_eventbridge.publisher import MAX_BYTES, Publisher
from orderflow_eventbridge.store import Outcome, outcome_of


class Bus:
    """Answers as EventBridge does; refuses entries by their detail as often as it is told."""

    def __init__(self, refusals: dict[str, list[str]]) -> None:
        self.refusals = refusals
        self.requests: list[list[str]] = []
        self.sent: list[str] = []

    def put_events(self, Entries: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803
        products = [entry["Detail"].split('"productId":"')[1].split('"')[0] for entry in Entries]
        self.requests.append(products)
        assert sum(len(entry["Detail"].encode()) for entry in Entries) <= MAX_BYTES
        results = []
        for product in products:
            if self.refusals.get(product):
                results.append({"ErrorCode": self.refusals[product].pop(0), "ErrorMessage": "no"})
            else:
                self.sent.append(product)
                results.append({"EventId": product})
        return {"Entries": results}


def _publish(bus: Bus, *events: dict[str, Any]) -> list[str | None]:
    results = Publisher(bus, "orderflow", sleep=lambda _: None).publish(events)  # type: ignore[arg-type]
    return [result.code for result in results]


def _event(product: str, key: str, **attributes: Any) -> dict[str, Any]:
    return cloud_event("OrderCreated", (product, 1), partitionkey=key, **attributes)


def test_ten_at_a_time() -> None:
    bus = Bus({})
    assert _publish(bus, *[_event(str(number), str(number)) for number in range(25)]) == [None] * 25
    assert [len(request) for request in bus.requests] == [10, 10, 5]


def test_by_size() -> None:
    bus = Bus({})
    large = {"note": "é" * 60_000}
    codes = _publish(bus, *[_event(name, name, **large) for name in "abc"], _event("d", "d", note="x" * MAX_BYTES))
    assert codes == [None, None, None, "TOO_LARGE"]
    assert bus.requests == [["a", "b"], ["c"]]


def test_what_failed_goes_again_alone_before_the_rest_of_its_key() -> None:
    bus = Bus({"a1": ["ThrottlingException", "InternalFailure"]})
    assert _publish(bus, _event("a1", "a"), _event("b1", "b"), _event("a2", "a"), _event("b2", "b")) == [None] * 4
    assert bus.sent == ["b1", "b2", "a1", "a2"]
    assert bus.requests == [["a1", "b1"], ["a1", "b2"], ["a1"], ["a2"]]


def test_given_up_holds_its_key_and_refused_for_good_does_not() -> None:
    bus = Bus({"a1": ["InternalFailure"] * 100, "b1": ["MalformedDetail"]})
    codes = _publish(bus, _event("a1", "a"), _event("a2", "a"), _event("b1", "b"), _event("b2", "b"))
    assert codes == ["InternalFailure", "KEY_HELD", "MalformedDetail", None]
    assert bus.sent == ["b2"]


def test_an_event_that_breaks_its_contract_is_not_sent() -> None:
    bus = Bus({})
    with pytest.raises(ValueError, match="SCHEMA_INVALID"):
        _publish(bus, _event("a", "a", data={}))
    assert bus.requests == []


@pytest.mark.parametrize(
    ("codes", "outcome"),
    [
        (["ConditionalCheckFailed", "None"], Outcome.DUPLICATE),
        (["ConditionalCheckFailed", "ConditionalCheckFailed"], Outcome.DUPLICATE),
        (["None", "ConditionalCheckFailed"], Outcome.GUARD),
        (["TransactionConflict", "ConditionalCheckFailed"], Outcome.CONFLICT),
        (["None", "TransactionConflict"], Outcome.CONFLICT),
        (["None", "ThrottlingError"], Outcome.THROTTLED),
        (["None", "ProvisionedThroughputExceeded"], Outcome.THROTTLED),
        (["None", "ValidationError"], None),
    ],
)
def test_reasons_of_a_cancelled_transaction(codes: list[str], outcome: Outcome | None) -> None:
    response: Any = {
        "Error": {"Code": "TransactionCanceledException"},
        "CancellationReasons": [{"Code": code} for code in codes],
    }
    assert outcome_of(ClientError(response, "TransactWriteItems")) is outcome
