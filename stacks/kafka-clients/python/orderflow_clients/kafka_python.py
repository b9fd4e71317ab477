"""kafka-python with its defaults: keys lie where Java's client puts them."""

import time
import uuid
from typing import Iterator

from kafka import KafkaConsumer, KafkaProducer

from .record import GIVE_UP_AFTER_SECONDS, Received, Sending


class KafkaPython:
    def read(self, bootstrap: str, topics: list[str], count: int) -> Iterator[Received]:
        consumer = KafkaConsumer(
            *topics,
            bootstrap_servers=bootstrap,
            group_id=f"kafka-python-{uuid.uuid4()}",
            auto_offset_reset="earliest",
            enable_auto_commit=False,
        )
        deadline = time.monotonic() + GIVE_UP_AFTER_SECONDS
        try:
            while count > 0 and time.monotonic() < deadline:
                for records in consumer.poll(timeout_ms=1_000).values():
                    for r in records:
                        count -= 1
                        yield Received(r.topic, r.partition, r.offset, r.key, list(r.headers), r.value)
        finally:
            consumer.close()

    def write(self, bootstrap: str, compression: str, records: list[Sending]) -> list[tuple[int, int]]:
        producer = KafkaProducer(
            bootstrap_servers=bootstrap,
            compression_type=None if compression == "none" else compression,
            linger_ms=100,  # long enough that what is sent together is a batch
        )
        try:
            pending = [producer.send(r.topic, key=r.key, value=r.value, headers=r.headers) for r in records]
            done = [one.get(timeout=GIVE_UP_AFTER_SECONDS) for one in pending]
            return [(metadata.partition, metadata.offset) for metadata in done]
        finally:
            producer.close()
