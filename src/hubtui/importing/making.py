"""What is at hand while the rows of one person become records."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from hubtui.domain.entry import Entry, Json
from hubtui.domain.identifiers import Identifier
from hubtui.domain.note import Note, NoteAdded
from hubtui.domain.record import Record, RecordId
from hubtui.domain.stage import Setting
from hubtui.domain.text import LONGEST_PROSE
from hubtui.importing.report import Finding, finding
from hubtui.importing.rows import Row, RowName, record_id


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a place of the other system is here: our code (empty: none), its name, and whether it is in custody."""

    code: str
    name: str
    setting: Setting | None


class World(Protocol):
    """What rows are judged against that does not stand in them."""

    system: str
    now: datetime
    unit: str

    def spot(self, given: Json) -> Spot | None:
        """The place that another system's number names; None where nobody knows it."""

    def login(self, given: Json) -> str | None:
        """The worker of this vault whom another system's user id names; None where there is none."""

    def label(self, given: Json) -> str:
        """What a row of a reference table is called, such as a need or a user; empty where it is not known."""

    def activity(self, given: Json) -> Mapping[str, str] | None:
        """The other system's own definition of an activity."""

    def words(self, codes: str, given: Json) -> str:
        """What a value of a list of codes says; the value itself where the list does not have it."""

    def holder(self, kind: Identifier, number: str, person: RecordId) -> str | None:
        """The case reference of somebody else who has this number (REF-07)."""


@dataclass(frozen=True)
class Made:
    """One record that a row becomes, on one case, and the entries that begin it."""

    record: Record
    case: RecordId
    source: RowName
    entries: tuple[Entry, ...]


@dataclass
class Making:
    """The rows of one person, and what they have become so far."""

    rows: Mapping[str, Sequence[Row]]
    world: World
    made: list[Made] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    case_of: dict[RowName, RecordId] = field(default_factory=dict)
    home: RecordId = ""
    """The case that rows belong to which name no other."""

    def of(self, table: str) -> Sequence[Row]:
        """The person's rows of a table, in the order of the extract."""
        return self.rows.get(table, ())

    def linked(self, table: str, column: str, id_: str) -> list[Row]:
        """The rows of a table that name `id_` in a column."""
        return [row for row in self.of(table) if row.text(column) == id_]

    def id(self, *parts: str) -> RecordId:
        """The id of a record made of rows, from their names."""
        return record_id(self.world.system, *parts)

    def case(self, row: Row) -> RecordId:
        """The case a row is kept on."""
        return self.case_of.get(row.name, self.home)

    def add(self, row: Row, record: Record, *entries: Entry) -> None:
        """Keep a record made of a row."""
        self.made.append(Made(record, self.case(row), row.name, entries))

    def note(self, row: Row, text: str, written_at: datetime | None, *more: str) -> None:
        """Keep a row as a note: what it says, then `more`, never longer than a note may be."""
        lines = "\n".join([text, *(line for line in more if line)]).strip()
        if len(lines) > LONGEST_PROSE:
            lines = f"{lines[: LONGEST_PROSE - 60]}\n(The whole of it is kept with its row.)"
        record = Note(
            id=self.id("note", *row.name),
            note=lines or f"{row.table} {row.id}",
            written_at=written_at,
            imported_from=self.origin(row),
        )
        self.add(row, record, NoteAdded(note=record))

    def origin(self, row: Row) -> str:
        """Where a record came from: the system, the table and the row."""
        return f"{self.world.system}, {row.table} {row.id}"

    def find(self, row: Row, column: str, problem: str, kept_as: str) -> None:
        """Put a value of a row before whoever reads the report."""
        given = row.fields.get(column)
        self.findings.append(finding(row.table, row.id, column, given, problem, kept_as))

    def unread(self, tables: Iterable[str]) -> list[Row]:
        """The rows of all other tables than these."""
        read = set(tables)
        return [row for table, rows in self.rows.items() if table not in read for row in rows]
