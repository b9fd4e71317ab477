"""Reads the text of an event's value as every stack does: see schemas/conformance/README.md."""

import json
import re

MAX_LEVELS = 500
MAX_DIGITS = 1000

# A pair whole, or an escape alone, or what is behind a backslash that is none of an escape of Unicode.
_ESCAPES = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\[^u]"
)
_HALF = re.compile(r"\\u[dD][89a-fA-F]..\Z")
_TEXTS = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_NUMBERS = re.compile(r"[-+.eE0-9]+")


def read(text: str) -> object:
    """The value; raises ValueError where there is none."""
    if "\\u" in text and any(_HALF.match(each) for each in _ESCAPES.findall(text)):
        raise ValueError("it has half of a surrogate pair")
    if len(text) > MAX_DIGITS:
        _check_size(_TEXTS.sub('""', text))
    # Numbers with a point or an exponent become floats, which is the default: they are doubles in every stack.
    return json.loads(text, parse_constant=_refuse)


def _check_size(outside_texts: str) -> None:
    levels = 0
    for each in re.findall(r"[][{}]", outside_texts):
        levels += 1 if each in "[{" else -1
        if levels > MAX_LEVELS:
            raise ValueError(f"it has more than {MAX_LEVELS} levels")
    for number in _NUMBERS.findall(outside_texts):
        if sum(each.isdigit() for each in number) > MAX_DIGITS:
            raise ValueError(f"a number has more than {MAX_DIGITS} digits")


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
