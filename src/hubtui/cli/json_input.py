"""Reading JSON from people and programs: bounded in size and depth, no key twice."""

import json
import sys
from pathlib import Path
from typing import Any

from hubtui.domain.trouble import RuleBroken, Unavailable

LONGEST = 8 * 1024 * 1024
DEEPEST = 64


def read_bytes(file: str | None) -> bytes:
    """The bytes of a file, or of standard input for `-` and nothing. Raises RuleBroken past 8 MiB, Unavailable."""
    try:
        if file is None or file == "-":
            data = sys.stdin.buffer.read(LONGEST + 1)
        else:
            with Path(file).open("rb") as stream:
                data = stream.read(LONGEST + 1)
    except OSError as error:
        raise cannot_read(str(file)) from error
    if len(data) > LONGEST:
        raise RuleBroken("data", "The input is larger than 8 MiB: send it in parts.")
    return data


def cannot_read(file: str) -> Unavailable:
    """What is told where a file named on the command line cannot be read."""
    return Unavailable(f"The file cannot be read: {file}.", "Check its name and your right to it.")


def parse(data: bytes) -> Any:
    """The JSON value. Raises RuleBroken for what is not JSON, is nested too deeply or has a key twice."""
    try:
        value = json.loads(data, object_pairs_hook=_once, parse_constant=_no_constant)
    except RecursionError:
        raise RuleBroken("data", "The JSON is nested too deeply.") from None
    except ValueError as error:
        where = (
            f" (line {error.lineno}, column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        )
        raise RuleBroken("data", f"The input is not JSON{where}.") from None
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise RuleBroken("data", "The JSON has a key twice in one object.")
    return value


def _no_constant(name: str) -> Any:
    raise ValueError(name)
