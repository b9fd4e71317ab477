"""JSON as every stack reads it, by the rules of ``schemas/conformance/README.md``; Python's reader is laxer."""

import json
import re
from typing import NoReturn

from orderflow_eventbridge.poison import PoisonError

_MAX_BYTES = 900_000
_MAX_LEVELS = 500
_MAX_DIGITS = 1_000

_LONG_NUMBER = re.compile(rf"[0-9.eE+-]{{{_MAX_DIGITS + 1}}}")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_NUMBER = re.compile(r"[0-9.eE+-]+")
_BRACKET = re.compile(r"[\[\]{}]")
# An escape that is half of a surrogate pair; whole pairs and other escapes are passed over.
_ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\.",
    re.DOTALL,
)


def parse(text: str, levels_around: int = 0) -> object:
    """The value of a JSON text; numbers as ints and the nearest floats. Raises PoisonError for what is none.

    ``levels_around``: levels of the envelope, which the limit does not count.
    """
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise PoisonError("VALUE_NOT_UNICODE", "The value has half of a surrogate pair.") from None
    if size > _MAX_BYTES:
        raise PoisonError("VALUE_TOO_LARGE", f"The value has {size} bytes; the limit is {_MAX_BYTES}.")
    if any(escape[1] for escape in _ESCAPE.finditer(text)):
        raise PoisonError("VALUE_NOT_UNICODE", "The value has half of a surrogate pair.")
    if text.count("[") + text.count("{") > _MAX_LEVELS and _depth(text) > _MAX_LEVELS + levels_around:
        raise PoisonError("VALUE_TOO_DEEP", f"The value nests more than {_MAX_LEVELS} levels.")
    if _LONG_NUMBER.search(text) and _longest_number(text) > _MAX_DIGITS:
        raise PoisonError("VALUE_NUMBER_TOO_LONG", f"The value has a number of more than {_MAX_DIGITS} digits.")
    try:
        return json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise PoisonError("VALUE_NOT_JSON", f"The value is not JSON: {error}") from error


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _depth(text: str) -> int:
    depth = deepest = 0
    for bracket in _BRACKET.finditer(_STRING.sub("", text)):
        depth += 1 if bracket[0] in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _longest_number(text: str) -> int:
    numbers = _NUMBER.findall(_STRING.sub('""', text))
    return max((sum(char.isdigit() for char in number) for number in numbers), default=0)
