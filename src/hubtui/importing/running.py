"""One import: the file is read, every row placed, and each person recorded in one transaction."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from hubtui.domain.case import Case, ReferralReceived
from hubtui.domain.entry import Json
from hubtui.domain.person import Person, PersonRecorded
from hubtui.domain.provenance import SourceRow
from hubtui.domain.record import REFERENCE
from hubtui.domain.roles import Role
from hubtui.domain.trouble import NotAllowed
from hubtui.domain.worker import Worker
from hubtui.importing.extract import Extract, opened, read_all
from hubtui.importing.judging import judged
from hubtui.importing.making import Making
from hubtui.importing.placing import Entry, Placed, Placing, by_table, rows_of
from hubtui.importing.recording import Plan, Saying, planned, stored_beside, stored_rows
from hubtui.importing.report import Finding, Report, finding
from hubtui.importing.rows import Row, RowName, record_id, shown
from hubtui.importing.system import System
from hubtui.importing.world import Surroundings, own_spots
from hubtui.store import access_log, records
from hubtui.store.db import Db
from hubtui.store.workspace import Workspace

AT_ONCE = 300
"""Rows about nobody that are recorded in one transaction."""
NOT_PLACED = "not placed"
"""Makes the id of the case that holds the rows about nobody."""


def import_extract(
    workspace: Workspace, file: Path, system: System, *, reference: Path | None = None, dry_run: bool = False
) -> Report:
    """Bring another system's records in. With `dry_run` the figures are the same and nothing is saved.

    Nothing readable is left out: what breaks a rule is kept as given and reported. The same file again adds
    nothing. Raises NotAllowed for anybody but a supervisor, RuleBroken for a file that is no extract.
    """
    if workspace.worker.role != Role.SUPERVISOR:
        access_log.note(workspace, "refused", "import")
        raise NotAllowed("Only a supervisor may bring records in (import).", "Ask your supervisor.")
    with opened(file) as extract, workspace.rehearsal() if dry_run else nullcontext():
        run = _Run(workspace, system, _surroundings(workspace, system, reference))
        return run.all(extract)


def _surroundings(workspace: Workspace, system: System, reference: Path | None) -> Surroundings:
    with workspace.reading() as db:
        logins = frozenset(each.login for each in records.find(db, Worker, "voided = 0"))
    around = Surroundings(system.name, workspace.now(), workspace.unit, logins, own_spots())
    if reference is not None:
        tables = read_all(reference)
        around.learn_places(tables)
        around.learn([row for row in tables.get("users", []) if isinstance(row, dict)])
    return around


@dataclass
class _Run:
    """An import under way. `met` says that this vault has rows of the system from an earlier run."""

    workspace: Workspace
    system: System
    around: Surroundings
    report: Report = field(default_factory=Report)
    met: bool = False

    def all(self, extract: Extract) -> Report:
        placed = self._placed(extract)
        self.report.add(placed.findings)
        self._reference(extract, placed.reference)
        for person, entries in placed.people.items():
            self._person(person, list(rows_of(extract, entries)))
        self._nobody(extract, placed.nobody)
        return self.report

    def _placed(self, extract: Extract) -> Placed:
        with self.workspace.reading() as db:
            self.met = bool(
                records.find(db, SourceRow, "system = ?", (self.system.name,), order="id LIMIT 1")
            )

            def known(name: RowName) -> dict[str, Json] | None:
                kept = stored_rows(db, self.system.name, [name]).get(name) if self.met else None
                return kept.fields if kept else None

            return Placing(extract, self.system, known).placed()

    def _reference(self, extract: Extract, entries: list[Entry]) -> None:
        """Rows about nobody by their nature, such as lists and users."""
        for some in _groups(entries):
            rows = list(rows_of(extract, some))
            self.around.learn([row.fields for row in rows])
            self._record(rows, _as_given, home=REFERENCE)

    def _person(self, person: RowName, rows: list[Row]) -> None:
        self.report.people += 1
        self.report.cases += self._record(rows, self.system.make, person=person)

    def _nobody(self, extract: Extract, entries: list[Entry]) -> None:
        if not entries:
            return
        holding = record_id(self.system.name, NOT_PLACED)
        for some in _groups(entries):
            rows = list(rows_of(extract, some))
            self.report.add(_pointing_at_nobody(rows, self.system))
            self._record(rows, _noted, home=holding, first=self._holding(holding))

    def _holding(self, holding: str) -> list[Saying]:
        """The entries that begin the case for rows about nobody, where it does not stand yet."""
        with self.workspace.reading() as db:
            if records.find(db, Case, "id = ?", (holding,)):
                return []
        name = self.system.name
        person = Person(
            id=record_id(name, NOT_PLACED, "person"),
            surname="Not placed",
            forenames=f"(rows of {name})",
            no_number_because="This is nobody: it holds rows that name no known person.",
        )
        case = Case(
            id=holding,
            person=person.id,
            reference="",
            imported_from=name,
            flags=["rows not placed"],
            note=f"Rows that {name} gave and that lead to no person. Each is kept as a note.",
        )
        return [
            Saying(PersonRecorded(person=person), holding, name),
            Saying(ReferralReceived(case=case), holding, name),
        ]

    def _record(
        self,
        rows: list[Row],
        make: "_Make",
        *,
        home: str = "",
        person: RowName | None = None,
        first: Sequence[Saying] = (),
    ) -> int:
        """Plan and record rows that belong together, in one transaction; answers how many cases they make."""
        with self.workspace.reading() as db:
            self.around.db = db
            stored = self._stored(db, rows, person)
            beside = [kept for name, kept in stored.items() if name not in {row.name for row in rows}]
            now = self._made([*(_as_row(kept) for kept in beside), *rows], make, home)
            before = self._made([_as_row(kept) for kept in stored.values()], make, home) if stored else None
            plan = planned(db, rows, now, before, stored)
            self.around.db = None
        if plan.sayings:
            plan.sayings[:0] = first
            self._save(plan)
        self._account(plan, rows, now)
        return sum(isinstance(made.record, Case) for made in now.made)

    def _stored(self, db: Db, rows: list[Row], person: RowName | None) -> dict[RowName, SourceRow]:
        if not self.met:
            return {}
        names = [row.name for row in rows]
        stored = stored_rows(db, self.system.name, [*names, person] if person else names)
        if person is None:
            return stored
        return stored_beside(db, (kept.aggregate for kept in stored.values()), self.system.name) | stored

    def _made(self, rows: Iterable[Row], make: "_Make", home: str) -> Making:
        making = Making(by_table(rows), self.around, home=home)
        make(making)
        return making

    def _save(self, plan: Plan) -> None:
        with self.workspace.writing() as tx:
            plan.record(tx)
        self.report.entries += len(tx.saved)

    def _account(self, plan: Plan, rows: list[Row], now: Making) -> None:
        self.report.created += plan.created
        self.report.updated += plan.updated
        self.report.unchanged += plan.unchanged
        for row in rows:
            self.report.add((*row.odd, *judged(row, self.system, self.around)))
        here = {finding(*row.name, "", "", "", "").id for row in rows}
        self.report.add(each for each in (*now.findings, *plan.findings) if each.id in here)


_Make = Callable[[Making], None]


def _groups(entries: list[Entry]) -> Iterator[list[Entry]]:
    for start in range(0, len(entries), AT_ONCE):
        yield entries[start : start + AT_ONCE]


def _as_row(kept: SourceRow) -> Row:
    return Row(RowName(kept.table, kept.row), kept.fields)


def _as_given(making: Making) -> None:
    """Make nothing of rows but what they are."""
    del making


def _noted(making: Making) -> None:
    """Keep every row as a note."""
    for row in making.unread(()):
        making.note(row, f"{row.table} {row.id}", None, *row.lines)


def _pointing_at_nobody(rows: Iterable[Row], system: System) -> Iterator[Finding]:
    for row in rows:
        column = next(
            (
                each
                for each in (*(c for c, _ in system.table(row.table).links), *system.links)
                if shown(row.fields.get(each))
            ),
            "",
        )
        problem = "This row leads to no person of the extract or of this vault."
        yield finding(
            row.table, row.id, column, row.fields.get(column), problem, "a note on the case Not placed"
        )
