"""Text as it may be kept: what was typed, without what a terminal, a printer or a reader could be fooled by.

Nothing is ever cut: text that is too long is refused, so that the worker decides what to leave out.
"""

import re
import unicodedata
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

LONGEST_LINE = 200
"""Characters that a one-line field takes."""
LONGEST_PROSE = 20_000
"""Characters that a note takes."""

# A whole sequence goes, not only its first byte, or its letters would stay behind as litter in the note.
# A string sequence without its end loses its opening only: what follows may be the worker's own words.
# No part can run over the start of another sequence, so a megabyte of openings is read in one pass.
_ESCAPE_SEQUENCES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b\]|\x9d)[^\x07\x1b\x80-\x9f]*(?:\x07|\x1b\\|\x9c)"
    r"|(?:\x1b[PX^_]|[\x90\x98\x9e\x9f])[^\x1b\x80-\x9f]*(?:\x1b\\|\x9c)"
    r"|\x1b[ -/]*[0-~]"
)
_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_NOT_KEPT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
_SPACES = re.compile(r"\s+")


def clean(text: str) -> str:
    """`text` in composed form (NFC), without control characters, escape sequences, lone surrogates and
    direction controls. New lines (of every system, as `\\n`) and tabs stay. Cleaning twice changes nothing.
    """
    without_sequences = _ESCAPE_SEQUENCES.sub("", text)
    one_line_end = _LINE_ENDS.sub("\n", without_sequences)
    return unicodedata.normalize("NFC", _NOT_KEPT.sub("", one_line_end))


def one_line(text: str) -> str:
    """`text` cleaned, its runs of spaces, tabs and line ends each become one space, none at the ends."""
    return _SPACES.sub(" ", clean(text)).strip()


def _within(text: str, longest: int) -> str:
    if len(text) > longest:
        message = (
            f"This is {len(text):,} characters long and at most {longest:,} fit: shorten it, nothing was cut."
        )
        raise PydanticCustomError("too_long", "{sentence}", {"sentence": message})
    return text


def _line(value: object) -> object:
    return _within(one_line(value), LONGEST_LINE) if isinstance(value, str) else value


def _prose(value: object) -> object:
    return _within(clean(value).strip(), LONGEST_PROSE) if isinstance(value, str) else value


def _given(value: object) -> object:
    if value == "":
        raise PydanticCustomError("empty", "Nothing is written here: fill it in.")
    return value


Line = Annotated[
    str, Field(strict=True, json_schema_extra={"maxLength": LONGEST_LINE}), BeforeValidator(_line)
]
"""One cleaned line of at most 200 characters; may be empty."""
Prose = Annotated[
    str, Field(strict=True, json_schema_extra={"maxLength": LONGEST_PROSE}), BeforeValidator(_prose)
]
"""Cleaned text of many lines and at most 20,000 characters; may be empty."""
GivenLine = Annotated[
    str,
    Field(strict=True, json_schema_extra={"minLength": 1, "maxLength": LONGEST_LINE}),
    BeforeValidator(_given),
    BeforeValidator(_line),
]
"""A `Line` that must not be empty once cleaned."""
GivenProse = Annotated[
    str,
    Field(strict=True, json_schema_extra={"minLength": 1, "maxLength": LONGEST_PROSE}),
    BeforeValidator(_given),
    BeforeValidator(_prose),
]
"""A `Prose` that must not be empty once cleaned."""
