"""The vectors that every language runs, and the recorded events."""

import json
from typing import Any

import pytest
from samples import REPOSITORY, batch, record

from orderflow_eventbridge.aws import Clients
from orderflow_eventbridge.contracts import error_in
from orderflow_eventbridge.handler import Consumer
from orderflow_eventbridge.poison import PoisonError
from orderflow_eventbridge.settings import Settings
from orderflow_eventbridge.store import Store
from orderflow_eventbridge.strict_json import parse
from orderflow_eventbridge.view import view

VECTORS = REPOSITORY / "schemas" / "conformance"
GOLDEN = REPOSITORY / "packages" / "events" / "golden"


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (VECTORS / name).read_text(encoding="utf-8").split("\n") if line]


def _verdict(topic: str, value: str) -> str:
    try:
        return "valid" if error_in(topic, parse(value)) is None else "invalid"
    except PoisonError:
        return "invalid"


@pytest.mark.parametrize("name", sorted(file.name for file in (VECTORS / "verdicts").glob("*.jsonl")))
def test_verdicts(name: str) -> None:
    vectors = _lines(f"verdicts/{name}")
    assert vectors
    other = [each["name"] for each in vectors if _verdict(each["topic"], each["value"]) != each["verdict"]]
    assert other == []


SEQUENCES = _lines("sequences.jsonl")


@pytest.mark.parametrize("sequence", SEQUENCES, ids=[each["name"] for each in SEQUENCES])
def test_sequences(
    sequence: dict[str, Any], clients: Clients, consumer: Consumer, store: Store, settings: Settings
) -> None:
    for product in sequence["view"]["products"]:
        store.seed(product, 10**20)
    for delivery in sequence["deliveries"]:
        attributes = {name: value for name, value in delivery["attributes"].items() if name != "content-type"}
        head = json.dumps({**attributes, "partitionkey": delivery["key"]}, ensure_ascii=False)
        detail = f'{head[:-1]},"data":{delivery["value"]}}}'
        body = f'{{"detail-type":{json.dumps(attributes.get("type"))},"detail":{detail}}}'
        assert consumer.handle(batch(record(body))) == {"batchItemFailures": []}
    seen = view(clients.dynamodb, settings)
    products = {name: {"ordered": each["ordered"], "held": each["held"]} for name, each in seen["products"].items()}
    assert {"orders": seen["orders"], "duplicates": seen["duplicates"], "products": products} == sequence["view"]


@pytest.mark.parametrize("name", sorted(file.stem for file in GOLDEN.glob("*.json")))
def test_golden_events_are_valid(name: str) -> None:
    golden = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    assert error_in(golden["topic"], parse(golden["value"])) is None
