"""Which codecs the batches on topics have, which no client tells: kafka-python is asked while it unpacks them."""

from collections import Counter

from kafka.record.default_records import DefaultRecordBatch

from .kafka_python import KafkaPython

NAMES = {
    DefaultRecordBatch.CODEC_NONE: "none",
    DefaultRecordBatch.CODEC_GZIP: "gzip",
    DefaultRecordBatch.CODEC_SNAPPY: "snappy",
    DefaultRecordBatch.CODEC_LZ4: "lz4",
    DefaultRecordBatch.CODEC_ZSTD: "zstd",
}


def count(bootstrap: str, topics: list[str], records: int) -> dict[str, int]:
    """The number of records in batches of each codec."""
    batches: dict[tuple[int, int], tuple[str, int]] = {}
    iterate = DefaultRecordBatch.__iter__

    def remembering(batch: DefaultRecordBatch):
        # By checksum too: partitions have the same offsets, and a batch may be fetched again.
        batches[batch.base_offset, batch.crc] = (NAMES[batch.compression_type], batch.records_count)
        return iterate(batch)

    DefaultRecordBatch.__iter__ = remembering
    try:
        for _ in KafkaPython().read(bootstrap, topics, records):
            pass
    finally:
        DefaultRecordBatch.__iter__ = iterate
    counts: Counter[str] = Counter()
    for codec, number in batches.values():
        counts[codec] += number
    return dict(counts)
