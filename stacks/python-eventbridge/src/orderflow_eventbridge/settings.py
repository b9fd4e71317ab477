"""Configuration, read once from the environment. The defaults are the names that the template gives."""

import os
from dataclasses import dataclass, field


def _env(name: str, default: str) -> str:
    return os.environ.get(name) or default


def _int(name: str, default: int) -> int:
    text = _env(name, str(default))
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise ValueError(f"CONFIG_INVALID: {name} has to be a whole number above 0, not {text!r}.")
    return int(text)


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are and how they behave."""

    bus: str = field(default_factory=lambda: _env("EVENT_BUS", "orderflow"))
    queue: str = field(default_factory=lambda: _env("QUEUE_NAME", "orderflow-view"))
    dead_letters: str = field(default_factory=lambda: _env("DEAD_LETTER_QUEUE", "orderflow-view-dlq"))
    products_table: str = field(default_factory=lambda: _env("PRODUCTS_TABLE", "orderflow-products"))
    events_table: str = field(default_factory=lambda: _env("EVENTS_TABLE", "orderflow-events"))
    #: Days for which an event's id is known; longer than any queue or replay brings it back.
    remember_days: int = field(default_factory=lambda: _int("REMEMBER_DAYS", 30))
    #: Pieces below which a product is low.
    stock_low_threshold: int = field(default_factory=lambda: _int("STOCK_LOW_THRESHOLD", 10))
    #: Deliveries after which an event is given up; the queue's maxReceiveCount.
    max_receives: int = field(default_factory=lambda: _int("MAX_RECEIVES", 10))
