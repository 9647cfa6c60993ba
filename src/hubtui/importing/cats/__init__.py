"""Records of CATS: what its tables are and how a person's rows become records here."""

from collections import defaultdict
from datetime import datetime

from hubtui.data import read
from hubtui.importing import alarms, values
from hubtui.importing.cats import activities, consents, moves, people, plans, risk, tables
from hubtui.importing.making import Making
from hubtui.importing.rows import Row
from hubtui.importing.system import System

NAME = "CATS"


def _codes() -> dict[str, frozenset[str]]:
    """Every list of codes: its numbers, identifiers and names, in lower case."""
    lists: dict[str, set[str]] = defaultdict(set)
    for row in read("cats_code_lists"):
        lists[row["list"]] |= {row["value"].lower(), row["identifier"].lower(), row["name"].lower()}
    lists["Definition"] = {row["id"] for row in read("cats_activity_definitions")}
    lists["Gender"] = {"male", "female"}
    lists["ReferralSource"] = set(people.SOURCES)
    lists["EmploymentType"] = {"full time", "part time", "self-employment", "zero hours contract"}
    lists["SalaryFrequency"] = {"per day", "per week", "per month", "per year", "per annum", "per hour"}
    return {name: frozenset(listed) for name, listed in lists.items()}


def make(making: Making) -> None:
    """All that a person's rows become. What no module reads is kept whole, each row a note."""
    read_here: set[str] = set()
    for module in (people, consents, moves, plans, risk, activities):
        module.make(making)
        read_here |= module.TABLES
    for row in making.unread(read_here):
        making.note(row, f"{row.table} {row.id}", _made_at(row), *row.lines)
    for row in making.unread({tables.RISK}):
        alarms.raise_from_any(making, row, _made_at(row))


def _made_at(row: Row) -> datetime | None:
    return values.instant(row.fields.get("Created"))


SYSTEM = System(NAME, tables.PERSON, tables.TABLES, tables.LINKS, _codes(), make)
