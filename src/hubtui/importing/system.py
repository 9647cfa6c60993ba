"""What there is to say of another system before its rows are read: its tables, and what each column may hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hubtui.importing.making import Making

Link = tuple[str, str]
"""A column, and the table whose row it names."""


@dataclass(frozen=True)
class Table:
    """What is known of a table. A table nothing is known of is read by the names of its columns.

    `columns` are those known; `key` those that name a row (none: the whole row is its name); `back` names rows
    of other tables that belong where this row belongs. `codes` gives the list of values that a column has.
    `ordered` are pairs of dates of which the first comes first; `to_come` may lie in the future; `endless` may
    be 9999-12-31. `reference` rows are about nobody.
    """

    columns: frozenset[str] = frozenset()
    key: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    back: tuple[Link, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    dates: frozenset[str] = frozenset()
    ordered: tuple[tuple[str, str], ...] = ()
    to_come: frozenset[str] = frozenset()
    endless: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    amounts: frozenset[str] = frozenset()
    lengths: frozenset[str] = frozenset()
    yes_or_no: frozenset[str] = frozenset()
    reference: bool = False


UNKNOWN = Table()


@dataclass(frozen=True)
class System:
    """Another system. `person` is the table that has a row a person; `links` the tables that columns of any table
    name; `codes` the values of each list, in lower case; `make` turns the rows of one person into records.
    """

    name: str
    person: str
    tables: Mapping[str, Table]
    links: Mapping[str, str]
    codes: Mapping[str, frozenset[str]]
    make: Callable[[Making], None]
    keys: tuple[str, ...] = ("Id", "id")

    def canonical(self, table: str) -> str:
        """A table's name as it is known here, however the extract writes it; one not known stays as it is."""
        plain = table.replace("[", "").replace("]", "").strip()
        return next((known for known in self.tables if known.lower() == plain.lower()), table)

    def table(self, name: str) -> Table:
        """What is known of a table."""
        return self.tables.get(name, UNKNOWN)


def words(columns: str) -> frozenset[str]:
    """Columns, written with spaces between."""
    return frozenset(columns.split())
