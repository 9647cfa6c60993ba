"""Whose rows are whose: every row of an extract is followed along its links to a person, or to nobody."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from hubtui.domain.entry import Json
from hubtui.importing.extract import Extract, Span
from hubtui.importing.report import Finding, finding
from hubtui.importing.rows import Row, RowName, cleaned, digest_of, oddities
from hubtui.importing.system import System

Known = Callable[[RowName], dict[str, Json] | None]
"""What an earlier import kept of a row, by its name."""


AGAIN = "#again-"
"""Stands between the id that two different rows have and the digest of the second."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the file by its name, and where it stands."""

    name: RowName
    span: Span


@dataclass
class Placed:
    """The rows of an extract by person, in the order of the file; `nobody` are those that lead to none."""

    people: dict[RowName, list[Entry]] = field(default_factory=dict)
    nobody: list[Entry] = field(default_factory=list)
    reference: list[Entry] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


class Placing:
    """Reads an extract through once and keeps of each row only its name, its links and its place in the file."""

    def __init__(self, extract: Extract, system: System, known: Known) -> None:
        self.extract, self.system, self.known = extract, system, known
        self.entries: list[Entry] = []
        self.parents: dict[RowName, tuple[RowName, ...]] = {}
        self.back: dict[RowName, RowName] = {}
        self.owners: dict[RowName, RowName | None] = {}
        self.digests: dict[RowName, str] = {}
        self.strange: set[tuple[str, str]] = set()
        self.found = Placed()

    def placed(self) -> Placed:
        """Every row with whom it belongs to. Raises RuleBroken for a file that is no extract."""
        for span in self.extract.spans():
            self._take(span)
        for entry in self.entries:
            if self.system.table(entry.name.table).reference:
                self.found.reference.append(entry)
            elif owner := self.owner(entry.name):
                self.found.people.setdefault(owner, []).append(entry)
            else:
                self.found.nobody.append(entry)
        return self.found

    def _take(self, span: Span) -> None:
        fields, _ = cleaned(self.extract.read(span))
        table = self.system.canonical(span.table)
        name = self._named(RowName(table, key_of(self.system, table, fields)), fields)
        if name is None:
            return
        self.entries.append(Entry(name, span))
        links = links_of(self.system, table, fields)
        self.parents[name] = (doubled(name), *links) if is_double(name) else links
        for column, target in self.system.table(table).back:
            if fields.get(column) is not None:
                self.back[RowName(target, text_of(fields[column]))] = name
        self._note_strangers(name, fields)

    def _named(self, name: RowName, fields: dict[str, Json]) -> RowName | None:
        """The row's name; one that another row has already gets its digest added. None: it stands here twice."""
        digest = digest_of(fields)
        known = self.digests.setdefault(name, digest)
        if name not in self.parents:
            return name
        other = RowName(name.table, f"{name.id}{AGAIN}{digest}")
        if known == digest or other in self.parents:
            self._find(name, "", "The same row stands in the file twice.", "once")
            return None
        self._find(name, "", "Two different rows have this id.", f"two rows; this one as {other.id}")
        return other

    def _find(self, name: RowName, column: str, problem: str, kept: str) -> None:
        self.found.findings.append(finding(name.table, name.id, column, name.id, problem, kept))

    def _note_strangers(self, name: RowName, fields: dict[str, Json]) -> None:
        """Say once of each table and column that this version does not know it."""
        known = self.system.table(name.table).columns
        if not known:
            if (name.table, "") not in self.strange:
                self.strange.add((name.table, ""))
                self._find(name, "", "This table is not known here.", "each row whole, as a note")
            return
        for column in fields.keys() - known:
            if not column.startswith("_") and (name.table, column) not in self.strange:
                self.strange.add((name.table, column))
                self._find(name, column, "This column is not known here.", "as given, with each row")

    def owner(self, name: RowName) -> RowName | None:
        """The person whom a row leads to; None for nobody."""
        if name not in self.owners:
            self.owners[name] = None
            self.owners[name] = self._follow(name)
        return self.owners[name]

    def _follow(self, name: RowName) -> RowName | None:
        parents = self.parents.get(name)
        if parents is None:
            fields = self.known(name)
            if fields is None:
                return None
            parents = links_of(self.system, name.table, fields)
        if name.table == self.system.person and not is_double(name):
            return name
        if name in self.back:
            parents = (*parents, self.back[name])
        return next((owner for each in parents if (owner := self.owner(each))), None)


def is_double(name: RowName) -> bool:
    """Whether another row had this row's id before it."""
    return AGAIN in name.id


def doubled(name: RowName) -> RowName:
    """The row whose id this one has too."""
    return RowName(name.table, name.id.split(AGAIN)[0])


def key_of(system: System, table: str, fields: dict[str, Json]) -> str:
    """What names a row in its table: its key columns, else its id, else a digest of all of it."""
    wanted = system.table(table).key
    if wanted and all(fields.get(column) not in (None, "") for column in wanted):
        return "/".join(text_of(fields[column]) for column in wanted)
    if not wanted:
        for column in system.keys:
            if fields.get(column) not in (None, "", []):
                return text_of(fields[column])
    return f"#{digest_of(fields)}"


def links_of(system: System, table: str, fields: dict[str, Json]) -> tuple[RowName, ...]:
    """The rows of other tables that a row names, its own table's links first."""
    own = system.table(table).links
    taken = {column for column, _ in own}
    others = ((column, target) for column, target in system.links.items() if column not in taken)
    return tuple(
        RowName(target, text_of(fields[column]))
        for column, target in (*own, *others)
        if fields.get(column) not in (None, "") and target != table
    )


def text_of(value: Json) -> str:
    """A value as part of a name: ids come as numbers and as text."""
    return value.strip() if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def rows_of(extract: Extract, entries: list[Entry]) -> Iterator[Row]:
    """The rows themselves, read again from the file."""
    for entry in entries:
        fields, odd = cleaned(extract.read(entry.span))
        yield Row(entry.name, fields, tuple(oddities(entry.name, odd)))


def by_table(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows by their table; a second row of one id apart, as no table of any system."""
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[f"{row.table}{AGAIN}" if is_double(row.name) else row.table].append(row)
    return dict(grouped)
