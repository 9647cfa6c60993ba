"""From what rows become to entries of the journal: new records begin, changed ones are corrected, the rest is left.

What a row says now is compared with what it said when it was read before, never with what workers have made of the
record since: only what changed over there is changed here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hubtui.acts.referral import next_reference
from hubtui.domain.case import ReferralReceived
from hubtui.domain.entry import Entry, Json, Lane
from hubtui.domain.provenance import FieldChange, RowsChanged, RowsKept, SourceCorrected, SourceRow
from hubtui.domain.record import RECORDS, Record, RecordId, fields_of
from hubtui.importing.making import Made, Making
from hubtui.importing.report import Finding, finding
from hubtui.importing.rows import Row, RowName, pairs, record_id
from hubtui.store import records
from hubtui.store.db import Db
from hubtui.store.workspace import Tx

ROWS_AN_ENTRY = 100
LETTERS_AN_ENTRY = 200_000
NOT_COMPARED = frozenset({"reference"})
"""Given here when a record begins, and no word of the other system's."""
LANES: Mapping[str, Lane] = {"risk": Lane.RISK, "concern": Lane.RISK}


def row_id(system: str, name: RowName) -> RecordId:
    """The record that keeps a row."""
    return record_id(system, "row", *name)


@dataclass(frozen=True, slots=True)
class Saying:
    """One entry that is to be recorded on an aggregate, and why."""

    entry: Entry
    aggregate: str
    why: str
    lane: Lane | None = None


@dataclass
class Plan:
    """What is to be recorded of one person's rows, and how many of them are new, changed and as before."""

    sayings: list[Saying] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    created: int = 0
    updated: int = 0
    unchanged: int = 0

    def record(self, tx: Tx) -> None:
        """Record all of it in a transaction."""
        for each in self.sayings:
            tx.record(_numbered(tx, each.entry), each.aggregate, why=each.why, lane=each.lane)


def _numbered(tx: Tx, entry: Entry) -> Entry:
    """The entry; a case that begins gets the next reference of this terminal."""
    if not isinstance(entry, ReferralReceived):
        return entry
    case = entry.case.model_copy(update={"reference": next_reference(tx, tx.workspace)})
    return ReferralReceived(case=case)


def stored_rows(db: Db, system: str, names: Iterable[RowName]) -> dict[RowName, SourceRow]:
    """What earlier imports kept of these rows."""
    ids = [row_id(system, name) for name in names]
    found: dict[RowName, SourceRow] = {}
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        marks = ", ".join("?" * len(some))
        for kept in records.find(db, SourceRow, f"id IN ({marks})", some):
            found[RowName(kept.table, kept.row)] = kept
    return found


def stored_beside(db: Db, aggregates: Iterable[str], system: str) -> dict[RowName, SourceRow]:
    """All rows of the system that earlier imports kept on these cases."""
    found: dict[RowName, SourceRow] = {}
    for aggregate in sorted(set(aggregates)):
        for kept in records.find(db, SourceRow, "aggregate = ? AND system = ?", (aggregate, system)):
            found[RowName(kept.table, kept.row)] = kept
    return found


def planned(
    db: Db, rows: Sequence[Row], now: Making, before: Making | None, stored: Mapping[RowName, SourceRow]
) -> Plan:
    """What is to be recorded so that the journal says what `rows` say. `before` is what was made of `stored`."""
    plan = Plan()
    system = now.world.system
    old = {made.record.id: made for made in before.made} if before else {}
    changed = {row.name for row in rows if row.name in stored and stored[row.name].digest != row.digest}
    fresh = {row.name for row in rows if row.name not in stored}
    for made in now.made:
        if made.record.id in old:
            if old[made.record.id].record != made.record and (changed or fresh):
                _correct(db, plan, old[made.record.id], made, system)
        elif made.source in fresh or made.source in changed or before is None:
            _begin(db, plan, made, system, met_before=bool(stored))
    _keep_rows(plan, rows, now, stored, system)
    plan.created, plan.updated = len(fresh), len(changed)
    plan.unchanged = len(rows) - len(fresh) - len(changed)
    return plan


def _begin(db: Db, plan: Plan, made: Made, system: str, *, met_before: bool) -> None:
    if met_before and _standing(db, made.record) is not None:
        problem = f"A {made.record.kind.replace('_', ' ')} stands here already."
        plan.findings.append(finding(*made.source, "", "", problem, "what stands here; the row as given"))
        return
    for entry in made.entries:
        plan.sayings.append(Saying(entry, made.case, _why(system, made.source)))


def _correct(db: Db, plan: Plan, old: Made, now: Made, system: str) -> None:
    """Set the fields that changed over there, but for those that somebody has set otherwise here."""
    standing = _standing(db, now.record)
    changes = []
    for name, was, said in _differences(old.record, now.record):
        here = _said(standing).get(name) if standing else was
        if standing and (standing.voided or here not in (was, said)):
            kept = "what stands here; the new value with its row"
            problem = f"{name.replace('_', ' ').capitalize()} was changed here as well as in {system}."
            plan.findings.append(finding(*now.source, name, said, problem, kept))
        elif here != said:
            changes.append(FieldChange(name=name, before=was, now=said))
    if changes:
        kind = now.record.kind
        entry = SourceCorrected(record=now.record.id, of=kind, changes=tuple(changes))
        aggregate = standing.aggregate if standing else now.case
        plan.sayings.append(Saying(entry, aggregate, _why(system, now.source), LANES.get(kind)))


def _standing(db: Db, record: Record) -> Record | None:
    found = records.find(db, RECORDS[record.kind], "id = ?", (record.id,))
    return found[0] if found else None


def _said(record: Record) -> dict[str, Json]:
    return record.model_dump(mode="json", include=set(fields_of(record.kind)))


def _differences(old: Record, new: Record) -> Iterator[tuple[str, Json, Json]]:
    was, says = _said(old), _said(new)
    for name in says:
        if name not in NOT_COMPARED and was.get(name) != says[name]:
            yield name, was.get(name), says[name]


def _why(system: str, source: RowName) -> str:
    return f"{system}, {source.table} {source.id}"


def _keep_rows(
    plan: Plan, rows: Sequence[Row], now: Making, stored: Mapping[RowName, SourceRow], system: str
) -> None:
    made: dict[RowName, list[RecordId]] = {}
    for each in now.made:
        made.setdefault(each.source, []).append(each.record.id)
    new: dict[str, list[SourceRow]] = {}
    changed: dict[str, list[SourceRow]] = {}
    for row in rows:
        kept = stored.get(row.name)
        if kept is not None and kept.digest == row.digest:
            continue
        aggregate = kept.aggregate if kept else now.case(row)
        group = changed if kept else new
        group.setdefault(aggregate, []).append(_kept(row, made.get(row.name, []), system))
    for aggregate, group_rows in new.items():
        for some in _parts(group_rows):
            plan.sayings.append(Saying(RowsKept(rows=some), aggregate, system))
    for aggregate, group_rows in changed.items():
        for some in _parts(group_rows):
            plan.sayings.append(Saying(RowsChanged(rows=some), aggregate, system))


def _kept(row: Row, made: list[RecordId], system: str) -> SourceRow:
    return SourceRow(
        id=row_id(system, row.name),
        system=system,
        table=row.table,
        row=row.id,
        digest=row.digest,
        given=pairs(row.fields),
        records=made,
    )


def _parts(rows: list[SourceRow]) -> Iterator[tuple[SourceRow, ...]]:
    """Rows in groups that make entries of a handy size, each of at least one row."""
    group: list[SourceRow] = []
    letters = 0
    for row in rows:
        size = sum(len(str(value)) for _, value in row.given)
        if group and (len(group) >= ROWS_AN_ENTRY or letters + size > LETTERS_AN_ENTRY):
            yield tuple(group)
            group, letters = [], 0
        group.append(row)
        letters += size
    if group:
        yield tuple(group)
