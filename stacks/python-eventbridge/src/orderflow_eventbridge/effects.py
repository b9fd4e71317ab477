"""What an event does to the view; pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from orderflow_eventbridge.events import Event


@dataclass(frozen=True, slots=True)
class Change:
    """Pieces added to the quantities of one product; ``available`` may not fall below zero."""

    ordered: int = 0
    held: int = 0
    available: int = 0


def _ordered(quantity: int) -> Change:
    return Change(ordered=quantity)


def _reserved(quantity: int) -> Change:
    return Change(held=quantity, available=-quantity)


def _released(quantity: int) -> Change:
    return Change(held=-quantity, available=quantity)


#: Every type that is consumed: where its lines are, and what a line does.
EFFECTS: Mapping[str, tuple[str, Callable[[int], Change]]] = {
    "OrderCreated": ("items", _ordered),
    "StockReserved": ("lines", _reserved),
    "StockReleased": ("lines", _released),
}


def changes_of(event: Event) -> Mapping[str, Change]:
    """The change of each product, sorted by its id so that a redelivery splits it in the same parts.

    Lines of one product are summed: DynamoDB refuses a transaction that names an item twice.
    """
    lines, change = EFFECTS[event.type]
    return {product: change(quantity) for product, quantity in sorted(_sums(event.data[lines]).items())}


def _sums(lines: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for line in lines:
        # The contract takes 2.0 and 2e0 as an integer, which Python reads as a float.
        sums[line["productId"]] = sums.get(line["productId"], 0) + int(line["quantity"])
    return sums
