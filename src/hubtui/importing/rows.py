"""Rows as they are kept: texts cleaned of what a terminal would act on, named, and told apart by a digest."""

import hashlib
import json
import unicodedata
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from hubtui.domain.entry import Json
from hubtui.domain.record import RecordId
from hubtui.domain.text import clean
from hubtui.importing.extract import Given
from hubtui.importing.report import Finding, finding

NAMESPACE = uuid.UUID("6f0f2a52-5f0b-5d0e-9a3c-7d1f6c0b8e21")
WHOLE = "(value)"
"""The column of a row that is no object but a bare value."""


class RowName(NamedTuple):
    """A row by its table and its own name there."""

    table: str
    id: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an extract, its texts cleaned. `odd` says what reading it had to change."""

    name: RowName
    fields: dict[str, Json]
    odd: tuple[Finding, ...] = field(default=(), compare=False)

    @property
    def table(self) -> str:
        return self.name.table

    @property
    def id(self) -> str:
        return self.name.id

    def text(self, column: str) -> str:
        """What stands in a column, as text; empty for nothing."""
        return shown(self.fields.get(column))

    @property
    def digest(self) -> str:
        """Twenty-two letters that differ when any value does."""
        return digest_of(self.fields)

    @property
    def lines(self) -> list[str]:
        """The whole row for reading: a line a column that has something in it."""
        return [f"{column}: {shown(value)}" for column, value in self.fields.items() if shown(value)]


def shown(value: Json) -> str:
    """A value as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    return json.dumps(value, ensure_ascii=False)


def digest_of(fields: dict[str, Json]) -> str:
    """A digest of values by column, whatever the order of the columns."""
    text = json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:22]


def record_id(system: str, *parts: str) -> RecordId:
    """The id of what a row becomes: the same for the same parts on every terminal and in every run."""
    return str(uuid.uuid5(NAMESPACE, "\0".join((system, *parts))))


def cleaned(given: Given) -> tuple[dict[str, Json], list[tuple[str, str, str]]]:
    """The row's values with clean texts, and what had to be changed: column, value as given, what is odd."""
    odd: list[tuple[str, str, str]] = []
    value = given.value
    if not isinstance(value, dict):
        value = {WHOLE: value}
        odd.append((WHOLE, shown(value[WHOLE]), "The row is not an object with columns."))
    fields: dict[str, Json] = {}
    for column, each in value.items():
        name = _free(_clean(column, column, odd) or "(unnamed)", fields)
        fields[name] = _kept(each, name, odd)
    if given.misread:
        odd.append(("", "", "The row is not UTF-8: it was read as Windows-1252."))
    return fields, odd


def _free(name: str, taken: dict[str, Json]) -> str:
    while name in taken:
        name += "+"
    return name


def _kept(value: Json, column: str, odd: list[tuple[str, str, str]], depth: int = 0) -> Json:
    """The value in a form that the journal has: clean texts, nothing nested deeper than a list of plain values."""
    if isinstance(value, str):
        return _clean(value, column, odd)
    if isinstance(value, list) and depth == 0:
        return [_kept(each, column, odd, 1) for each in value]
    if isinstance(value, list | dict):
        return _clean(json.dumps(value, ensure_ascii=False), column, odd)
    return value


def _clean(text: str, column: str, odd: list[tuple[str, str, str]]) -> str:
    if text.isascii() and text.isprintable():
        return text
    kept = clean(text)
    # Line ends and composed letters are the same text; anything else was taken out of it.
    if kept != unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")):
        odd.append((column, text, "The text holds characters that no note may hold."))
    return kept


def oddities(name: RowName, odd: Sequence[tuple[str, str, str]]) -> Iterator[Finding]:
    """The findings of reading one row."""
    for column, value, problem in odd:
        kept = "the text without them" if "characters" in problem else "read as well as it could be"
        yield finding(name.table, name.id, column, value, problem, kept)


def pairs(fields: dict[str, Json]) -> list[list[Any]]:
    """Columns and values in their order, as a source row keeps them."""
    return [[column, value] for column, value in fields.items()]
