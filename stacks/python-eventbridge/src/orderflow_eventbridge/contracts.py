"""The project's JSON Schemas (draft-07). They are written so that the validators of every language agree on them."""

import json
import re
from functools import cache

from jsonschema import Draft7Validator

from orderflow_eventbridge.places import schemas_folder


@cache
def validator_of(topic: str) -> Draft7Validator | None:
    """The validator of a topic such as ``order.created.v2``; None if there is no such contract.

    Formats are annotations in these schemas: the patterns beside them say all.
    """
    match = re.fullmatch(r"([a-z]+)\.([a-z-]+\.v[1-9][0-9]*)", topic)
    if match is None:
        return None
    file = schemas_folder() / match[1] / f"{match[2]}.json"
    return Draft7Validator(json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else None


def error_in(topic: str, data: object) -> str | None:
    """What is wrong with the data by the contract of a topic, with its place; None if nothing is.

    Raises LookupError if there is no such contract.
    """
    validator = validator_of(topic)
    if validator is None:
        raise LookupError(f"CONTRACT_UNKNOWN: there is no schema of {topic}")
    error = next(validator.iter_errors(data), None)
    return None if error is None else f"/{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}"
