"""confluent-kafka. Its default partitioner is CRC32: told to, it puts keys where all other clients do."""

import time
import uuid
from typing import Iterator

from confluent_kafka import Consumer, Producer

from .record import GIVE_UP_AFTER_SECONDS, Received, Sending


class Confluent:
    def __init__(self, partitioner: str | None = "murmur2_random") -> None:
        self._config = {} if partitioner is None else {"partitioner": partitioner}

    def read(self, bootstrap: str, topics: list[str], count: int) -> Iterator[Received]:
        consumer = Consumer(
            {
                "bootstrap.servers": bootstrap,
                "group.id": f"confluent-{uuid.uuid4()}",
                "auto.offset.reset": "earliest",
                "enable.auto.commit": False,
            }
        )
        consumer.subscribe(topics)
        deadline = time.monotonic() + GIVE_UP_AFTER_SECONDS
        try:
            while count > 0 and time.monotonic() < deadline:
                r = consumer.poll(0.2)
                if r is None:
                    continue
                if r.error():
                    raise RuntimeError(str(r.error()))
                count -= 1
                yield Received(r.topic(), r.partition(), r.offset(), r.key(), r.headers() or [], r.value())
        finally:
            consumer.close()

    def write(self, bootstrap: str, compression: str, records: list[Sending]) -> list[tuple[int, int]]:
        producer = Producer(
            {
                "bootstrap.servers": bootstrap,
                "compression.type": compression,
                "linger.ms": 100,  # long enough that what is sent together is a batch
                **self._config,
            }
        )
        done: dict[int, tuple[int, int]] = {}

        def delivered(n: int):
            def report(error, message) -> None:
                if error is not None:
                    raise RuntimeError(str(error))
                done[n] = (message.partition(), message.offset())

            return report

        for n, r in enumerate(records):
            producer.produce(r.topic, key=r.key, value=r.value, headers=r.headers, on_delivery=delivered(n))
        if producer.flush(GIVE_UP_AFTER_SECONDS) > 0:
            raise RuntimeError("Kafka did not take all of the records")
        return [done[n] for n in range(len(records))]
