"""
Prints what a consumer in Python says of values: reads lines {"topic": …, "value": …} and prints `valid`, or `invalid`
and why, for each. The argument is the folder of the schemas.
"""

import json
import sys
from pathlib import Path

from jsonschema import Draft7Validator
from read import read


def main(folder: Path) -> None:
    validators = {
        f"{file.parent.name}.{file.stem}": Draft7Validator(
            json.loads(file.read_text("utf-8")), format_checker=Draft7Validator.FORMAT_CHECKER
        )
        for file in folder.glob("*/*.json")
    }
    for line in sys.stdin.buffer:
        event = json.loads(line)
        print(verdict(validators[event["topic"]], event["value"]))


def verdict(validator: Draft7Validator, text: str) -> str:
    try:
        value = read(text)
    except ValueError as error:
        return f"invalid {' '.join(str(error).split())[:200]}"
    error = next(validator.iter_errors(value), None)
    return "valid" if error is None else f"invalid {' '.join(ascii(error.message).split())[:200]}"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
