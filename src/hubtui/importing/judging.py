"""Judging the values of any row against what is known of its table: each is kept, and what is wrong is reported."""

import re
from collections.abc import Iterator
from datetime import date

from hubtui.domain.dates import local_date
from hubtui.domain.entry import Json
from hubtui.importing import values
from hubtui.importing.making import World
from hubtui.importing.report import Finding, finding
from hubtui.importing.rows import Row, shown
from hubtui.importing.system import UNKNOWN, System, Table

DATED = re.compile(r"(?:On|Date|_at|_date|_on|date_of_birth|DateOfBirth)$")
"""The names of columns that hold dates in a table of which nothing is known."""
TO_COME = re.compile(r"(?i)due|expected|end|expir|planned|next|target|start")
EARLIEST = date(1900, 1, 1)
AS_GIVEN = "as given, with its row"
NO_DATE = "no date; the words with the row"


def judged(row: Row, system: System, world: World) -> Iterator[Finding]:
    """Everything about a row that breaks a rule of its own table."""
    table = system.table(row.table)
    for column, value in row.fields.items():
        if shown(value):
            for problem, kept in _wrong(column, value, table, system, world):
                yield finding(row.table, row.id, column, value, problem, kept)
    yield from _out_of_order(row, table)


def _wrong(column: str, value: Json, table: Table, system: System, world: World) -> Iterator[tuple[str, str]]:
    if column in table.codes:
        yield from _code(value, table.codes[column], system)
    elif column in table.dates or (table is UNKNOWN and DATED.search(column)):
        yield from _date(column, value, table, world)
    elif column in table.places:
        if world.spot(value) is None:
            yield "This place is not mapped to any place here.", "no place; flagged"
    elif column in table.amounts:
        yield from _amount(value)
    elif column in table.lengths:
        if values.minutes(value) is None:
            yield "This is not a length that can be read.", "no length; the words with the row"
    elif column in table.yes_or_no and values.truth(value) is None:
        yield "This is neither yes nor no.", AS_GIVEN


def _code(value: Json, codes: str, system: System) -> Iterator[tuple[str, str]]:
    listed = system.codes.get(codes)
    if listed and shown(value).lower() not in listed:
        yield f"This is not in the list {codes}.", AS_GIVEN


def _date(column: str, value: Json, table: Table, world: World) -> Iterator[tuple[str, str]]:
    found = values.any_day(value)
    if found is None:
        yield "This is not a date that can be read.", NO_DATE
    elif found == values.NO_END:
        if column not in table.endless:
            yield "This date stands for no end, and an end is not what it is for.", "no date"
    elif not values.reckonable(found):
        yield "This date is beyond all records: somebody mistyped the year.", NO_DATE
    elif found < EARLIEST:
        yield "This date is before 1900: somebody mistyped the year.", AS_GIVEN
    elif found > local_date(world.now) and not _may_come(column, table):
        yield "This date is in the future.", AS_GIVEN


def _may_come(column: str, table: Table) -> bool:
    if table is UNKNOWN:
        return TO_COME.search(column) is not None
    return column in table.to_come or column in table.endless


def _amount(value: Json) -> Iterator[tuple[str, str]]:
    found = values.number(value)
    if found is None:
        yield "This is not a number.", AS_GIVEN
    elif found < 0:
        yield "This is less than nothing.", AS_GIVEN


def _out_of_order(row: Row, table: Table) -> Iterator[Finding]:
    for first, last in table.ordered:
        begins, ends = values.instant(row.fields.get(first)), values.instant(row.fields.get(last))
        days = values.any_day(row.fields.get(first)), values.any_day(row.fields.get(last))
        # A midnight is a whole day: an hour of that day is not before it.
        if begins and ends and begins > ends and days[0] != days[1]:
            problem = f"Dates out of order: {last} is before {first} ({row.text(first)})."
            yield finding(row.table, row.id, last, row.fields.get(last), problem, AS_GIVEN)
