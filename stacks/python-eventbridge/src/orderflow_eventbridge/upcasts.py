"""Older versions of events as the first that bounds what the view keeps.

What a later one adds, the version of the saga that an order goes by, the view has no use for.
"""

from collections.abc import Callable, Mapping
from typing import Any

from orderflow_eventbridge.contracts import error_in
from orderflow_eventbridge.poison import PoisonError

#: The currency of every order from before orders said theirs.
_CURRENCY_BEFORE_V2 = "EUR"


def _order_created_v1(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Unknown members stay behind, since version 2 may use their names for something else."""
    known = ("orderId", "customerId", "items", "createdAt")
    return {**{name: data[name] for name in known}, "currency": _CURRENCY_BEFORE_V2}


#: For each topic of an older version: the one that it is read as, and how its data is made.
_UPCASTS: Mapping[str, tuple[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]]] = {
    "order.created.v1": ("order.created.v2", _order_created_v1),
}


def upcast(topic: str, data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Valid data of a topic in a version that bounds them. Raises PoisonError where that does not take it: UPCAST_INVALID."""
    if topic not in _UPCASTS:
        return data
    newest, change = _UPCASTS[topic]
    changed = change(data)
    invalid = error_in(newest, changed)
    if invalid is not None:
        raise PoisonError("UPCAST_INVALID", f"As {newest}: {invalid}")
    return changed
