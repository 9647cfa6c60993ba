"""Reading an extract: one JSON object of tables, each a list of rows, whatever its size and encoding.

The file is never held as Python objects as a whole: it is split into the spans of its rows, and each row is read
when it is wanted.
"""

import codecs
import json
import mmap
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hubtui.domain.trouble import RuleBroken, Unavailable

LARGEST = 512 * 1024 * 1024
DEEPEST = 64
LONGEST_NUMBER = 15
"""Digits that a whole number of the journal may have; a longer one is kept as text."""

Bytes = bytes | mmap.mmap

_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\],:"]', re.DOTALL)
_QUOTE, _COMMA, _COLON = b'",:'
_OPENING, _CLOSING = frozenset(b"{["), frozenset(b"}]")


@dataclass(frozen=True, slots=True)
class Span:
    """Where in the file a row of a table stands."""

    table: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Given:
    """A row as the file has it; numbers with a point are text, so that no digit is lost.

    `misread` says that bytes were not UTF-8 and were taken as Windows-1252.
    """

    value: Any
    misread: bool = False


class Extract:
    """An open extract."""

    def __init__(self, data: Bytes) -> None:
        self.data = data

    def spans(self) -> Iterator[Span]:
        """Every row in the file's order. Raises RuleBroken for what is no extract, once it is met."""
        return _Splitter(self.data).spans()

    def read(self, span: Span) -> Given:
        """The row at a span. Raises RuleBroken where that is not JSON, or has a key twice."""
        raw = self.data[span.start : span.end]
        try:
            text, misread = raw.decode(), False
        except UnicodeDecodeError:
            text, misread = raw.decode(errors=WINDOWS), True
        return Given(_value(text), misread)


@contextmanager
def opened(file: Path) -> Iterator[Extract]:
    """The extract in a file. Raises RuleBroken for one larger than 512 MiB or empty, Unavailable if unreadable."""
    try:
        with file.open("rb") as stream:
            size = stream.seek(0, 2)
            if size > LARGEST:
                raise RuleBroken("file", "The file is larger than 512 MiB: extract it in parts.")
            if not size:
                raise RuleBroken("file", "The file is empty.")
            with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as whole:
                yield Extract(_as_utf8(whole))
    except OSError as error:
        raise Unavailable(
            f"The file cannot be read: {file}.", "Check its name and your right to it."
        ) from error


def read_all(file: Path) -> dict[str, list[Any]]:
    """All rows of a small extract, such as a reference file, by table. Raises as `opened` and `spans` do."""
    tables: dict[str, list[Any]] = {}
    with opened(file) as extract:
        for span in extract.spans():
            tables.setdefault(span.table, []).append(extract.read(span).value)
    return tables


def _as_utf8(data: mmap.mmap) -> Bytes:
    """The same text in a form whose brackets and quotes are single bytes: UTF-16 is rewritten."""
    start = data[:4]
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data[:].decode("utf-16", errors="replace").encode()
    if start[1:2] == b"\0":
        return data[:].decode("utf-16-le", errors="replace").encode()
    if start[:1] == b"\0":
        return data[:].decode("utf-16-be", errors="replace").encode()
    return data


WINDOWS = "hubtui-windows-1252"


def _windows(error: UnicodeError) -> tuple[str, int]:
    """Read what is not UTF-8 as Windows-1252, byte by byte; the five bytes it leaves out are control characters."""
    assert isinstance(error, UnicodeDecodeError)
    piece = error.object[error.start : error.end]
    try:
        return piece.decode("cp1252"), error.end
    except UnicodeDecodeError:
        return piece.decode("latin-1"), error.end


codecs.register_error(WINDOWS, _windows)


def _value(text: str) -> Any:
    try:
        return json.loads(
            text, object_pairs_hook=_once, parse_float=str, parse_int=_whole, parse_constant=_refuse
        )
    except ValueError as error:
        raise not_json() from error


def not_json() -> RuleBroken:
    return RuleBroken("file", "The file is not JSON: ask for the extract again.")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise RuleBroken("file", "The file has a key twice in one object: ask for the extract again.")
    return value


def _whole(digits: str) -> int | str:
    return int(digits) if len(digits) <= LONGEST_NUMBER else digits


def _refuse(name: str) -> Any:
    raise ValueError(name)


class _Splitter:
    """Walks over the brackets, commas and strings of the file and hands out the spans of its rows."""

    def __init__(self, data: Bytes) -> None:
        self.data = data
        self.depth = 0
        self.table: str | None = None
        self.seen: set[str] = set()
        self.in_list = False
        self.item = -1
        self.more = False
        self.table_ended = False
        self.ended = False

    def spans(self) -> Iterator[Span]:
        data, at = self.data, 3 if self.data[:3] == codecs.BOM_UTF8 else 0
        first = True
        for token in _TOKEN.finditer(data, at):
            start, end = token.span()
            if first:
                self._check_start(at, start)
                first = False
            elif self.ended:
                raise not_json()
            character = data[start]
            if character == _QUOTE:
                self._string(start, end)
            elif character in _OPENING:
                self._open(start, end)
            elif character in _CLOSING:
                yield from self._close(start, end)
            elif character == _COMMA:
                yield from self._comma(start, end)
            elif self.depth == 1:
                self._colon(end)
        if first or not self.ended or self.data[self.item :].strip():
            raise not_json()

    def _check_start(self, at: int, start: int) -> None:
        if self.data[at:start].strip():
            raise not_json()
        if self.data[start] != ord("{"):
            raise RuleBroken(
                "file", "The file is not an extract: it must be one JSON object with a list of rows a table."
            )

    def _string(self, start: int, end: int) -> None:
        if end - start < 2:
            raise not_json()
        if self.depth != 1 or self.item >= 0:
            return
        if self.table is not None:
            raise not_json()
        table = str(_value(self.data[start:end].decode(errors=WINDOWS)))
        if table in self.seen:
            raise RuleBroken("file", "The file has a table twice: ask for the extract again.")
        self.seen.add(table)
        self.table = table

    def _colon(self, end: int) -> None:
        if self.table is None or self.item >= 0:
            raise not_json()
        self.item = end

    def _open(self, start: int, end: int) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise RuleBroken("file", "The file is nested too deeply to be an extract.")
        if self.depth == 2:
            if self.item < 0 or self.data[self.item : start].strip():
                raise not_json()
            if self.data[start] == ord("["):
                self.in_list, self.item = True, end

    def _close(self, start: int, end: int) -> Iterator[Span]:
        if self.depth == 2 and self.in_list:
            if self.data[start] != ord("]"):
                raise not_json()
            if self.more or self.data[self.item : start].strip():
                yield self._row(start)
            self.in_list, self.more, self.item = False, False, end
            self.table_ended = True
        elif self.depth == 1:
            yield from self._member(start)
            if self.data[start] != ord("}"):
                raise not_json()
            self.ended, self.item = True, end
        self.depth -= 1
        if self.depth < 0:
            raise not_json()

    def _comma(self, start: int, end: int) -> Iterator[Span]:
        if self.depth == 2 and self.in_list:
            yield self._row(start)
            self.more, self.item = True, end
        elif self.depth == 1:
            if self.table is None:
                raise not_json()
            yield from self._member(start)

    def _member(self, end: int) -> Iterator[Span]:
        """The end of a table; a member that is no list is one row of its own."""
        if self.table is None:
            if self.seen or self.data[end] == _COMMA:
                raise not_json()
            return
        if self.item < 0:
            raise not_json()
        if not self.table_ended:
            yield self._row(end)
        elif self.data[self.item : end].strip():
            raise not_json()
        self.table, self.item, self.table_ended = None, -1, False

    def _row(self, end: int) -> Span:
        assert self.table is not None
        return Span(self.table, self.item, end)
