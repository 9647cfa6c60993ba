"""The one byte form of a journal's JSON (HJ1), equal to RFC 8785 for the subset it allows.

UTF-8, sorted keys, no spaces, no floats, integers within 53 bits, strings without lone surrogates. Bytes are stored
and sent as made: checking never encodes again what it means to trust.
"""

import json
import re
from typing import Any

KEY = re.compile(r"[A-Za-z0-9_.$/: -]+")
MAX_INTEGER = 2**53 - 1
MAX_DEPTH = 32


class NotCanonical(ValueError):
    """The bytes are not in the journal's one form, or the value has none."""


def encode(value: Any) -> bytes:
    """The value's only byte form. Raises NotCanonical for what has none: a float, a huge number, a lone surrogate."""
    _check(value, 0)
    try:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    except (UnicodeEncodeError, TypeError, ValueError) as error:
        raise NotCanonical("a text or value that JSON cannot carry") from error


def decode(data: bytes) -> Any:
    """The value, provided that `data` is exactly its one byte form. Raises NotCanonical."""
    try:
        value = json.loads(data, object_pairs_hook=_without_doubles, parse_float=_no_float)
    except RecursionError as error:
        raise NotCanonical("nested too deeply") from error
    except ValueError as error:
        raise NotCanonical("not JSON") from error
    if encode(value) != data:
        raise NotCanonical("not in the one byte form")
    return value


def _check(value: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise NotCanonical("nested too deeply")
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise NotCanonical("a number beyond 53 bits")
    elif isinstance(value, list | tuple):
        for each in value:
            _check(each, depth + 1)
    elif isinstance(value, dict):
        for key, each in value.items():
            if not isinstance(key, str) or not KEY.fullmatch(key):
                raise NotCanonical("a key outside the allowed letters")
            _check(each, depth + 1)
    else:
        raise NotCanonical(f"a value of type {type(value).__name__}")


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise NotCanonical("a key stands twice")
    return value


def _no_float(text: str) -> Any:
    raise NotCanonical(f"a number that is not whole: {text[:20]}")
