"""aiokafka with its defaults: keys lie where Java's client puts them."""

import asyncio
import time
import uuid
from typing import Iterator

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from .record import GIVE_UP_AFTER_SECONDS, Received, Sending


class AioKafka:
    def read(self, bootstrap: str, topics: list[str], count: int) -> Iterator[Received]:
        yield from asyncio.run(self._read(bootstrap, topics, count))

    async def _read(self, bootstrap: str, topics: list[str], count: int) -> list[Received]:
        consumer = AIOKafkaConsumer(
            *topics,
            bootstrap_servers=bootstrap,
            group_id=f"aiokafka-{uuid.uuid4()}",
            auto_offset_reset="earliest",
            enable_auto_commit=False,
        )
        await consumer.start()
        found: list[Received] = []
        deadline = time.monotonic() + GIVE_UP_AFTER_SECONDS
        try:
            while len(found) < count and time.monotonic() < deadline:
                for records in (await consumer.getmany(timeout_ms=200)).values():
                    found += [
                        Received(r.topic, r.partition, r.offset, r.key, list(r.headers), r.value)
                        for r in records
                    ]
        finally:
            await consumer.stop()
        return found

    def write(self, bootstrap: str, compression: str, records: list[Sending]) -> list[tuple[int, int]]:
        return asyncio.run(self._write(bootstrap, compression, records))

    async def _write(self, bootstrap: str, compression: str, records: list[Sending]) -> list[tuple[int, int]]:
        producer = AIOKafkaProducer(
            bootstrap_servers=bootstrap,
            compression_type=None if compression == "none" else compression,
            linger_ms=100,  # long enough that what is sent together is a batch
        )
        await producer.start()
        try:
            pending = [
                await producer.send(r.topic, key=r.key, value=r.value, headers=r.headers) for r in records
            ]
            done = [await one for one in pending]
            return [(metadata.partition, metadata.offset) for metadata in done]
        finally:
            await producer.stop()
