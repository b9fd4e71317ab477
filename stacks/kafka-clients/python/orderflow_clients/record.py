"""Records as the three clients have in common."""

from dataclasses import dataclass
from typing import Iterator, Protocol

GIVE_UP_AFTER_SECONDS = 120


@dataclass(frozen=True)
class Received:
    topic: str
    partition: int
    offset: int
    key: bytes | None
    headers: list[tuple[str, bytes | None]]
    value: bytes | None


@dataclass(frozen=True)
class Sending:
    topic: str
    key: bytes | None
    headers: list[tuple[str, bytes]]
    value: bytes


class Client(Protocol):
    def read(self, bootstrap: str, topics: list[str], count: int) -> Iterator[Received]:
        """The first `count` records, or those that came before the time is up."""

    def write(self, bootstrap: str, compression: str, records: list[Sending]) -> list[tuple[int, int]]:
        """Sends the records together; partition and offset of each."""
