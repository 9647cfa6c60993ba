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


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
_PLAIN = (str, bool, type(None))


def encode(value: Any) -> bytes:
    """The value's only byte form. Raises NotCanonical for what has none: a float, a huge number, a lone surrogate."""
    _check(value, 0)
    try:
        return _ENCODER.encode(value).encode()
    except (UnicodeEncodeError, TypeError, ValueError) as error:
        raise NotCanonical("a text or value that JSON cannot carry") from error


def decode(data: bytes) -> Any:
    """The value, provided that `data` is exactly its one byte form. Raises NotCanonical.

    Writing it again refuses all at once: a key that stands twice, spaces, another order, a fraction.
    """
    try:
        value = json.loads(data)
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
    if isinstance(value, dict):
        for key, each in value.items():
            if not isinstance(key, str) or not KEY.fullmatch(key):
                raise NotCanonical("a key outside the allowed letters")
            if not isinstance(each, _PLAIN):
                _check(each, depth + 1)
    elif isinstance(value, list | tuple):
        for each in value:
            if not isinstance(each, _PLAIN):
                _check(each, depth + 1)
    elif isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise NotCanonical("a number beyond 53 bits")
    elif not isinstance(value, _PLAIN):
        raise NotCanonical(f"a value of type {type(value).__name__}")
