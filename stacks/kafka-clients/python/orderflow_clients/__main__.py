"""Does the job on stdin, and prints what came of it as JSON. Jobs are described in the README."""

import json
import sys
from base64 import b64decode, b64encode
from typing import Any

from . import codecs, events
from .aio import AioKafka
from .confluent import Confluent
from .kafka_python import KafkaPython
from .record import Client, Received

CLIENTS: dict[str, Client] = {
    "kafka-python": KafkaPython(),
    "aiokafka": AioKafka(),
    "confluent-kafka": Confluent(),
    "confluent-kafka by its own partitioner": Confluent(partitioner=None),
}


def base64(value: bytes | None) -> str | None:
    return None if value is None else b64encode(value).decode()


def to_json(record: Received) -> dict[str, Any]:
    found = {
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
        "key": base64(record.key),
        "headers": [[name, base64(value)] for name, value in record.headers],
    }
    try:
        return {**found, "event": events.to_json(events.read(record))}
    except Exception as error:
        return {**found, "error": f"{type(error).__name__}: {error}"}


def write(client: Client, bootstrap: str, batch: dict[str, Any]) -> list[dict[str, int]]:
    records = [
        events.written(
            events.from_json(event),
            batch["mode"],
            event["topic"],
            None if event["key"] is None else b64decode(event["key"]),
        )
        for event in batch["events"]
    ]
    placed = client.write(bootstrap, batch["compression"], records)
    return [{"partition": partition, "offset": offset} for partition, offset in placed]


def main() -> None:
    job = json.load(sys.stdin)
    client, bootstrap = CLIENTS[job["client"]], job["bootstrap"]
    match job["do"]:
        case "read":
            answer: Any = [to_json(r) for r in client.read(bootstrap, job["topics"], job["count"])]
        case "write":
            answer = [sent for batch in job["batches"] for sent in write(client, bootstrap, batch)]
        case "count by codec":
            answer = codecs.count(bootstrap, job["topics"], job["count"])
    print(json.dumps(answer))


main()
