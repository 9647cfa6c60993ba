"""One case as a single list of everything recorded on it, the latest first (REF-15)."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from hubtui.domain.dates import read_instant, start_of_day
from hubtui.domain.entry import ENTRIES, Json
from hubtui.journal.envelope import WireOp
from hubtui.store.clock import iso
from hubtui.store.db import Db
from hubtui.store.journal import SYNC_WORDS

NEWER = "1 item needs a newer version"
WITHHELD = "withheld"
CORRECTIONS = ("record.corrected", "record.voided", "save.undone")


@dataclass(frozen=True)
class Line:
    """One entry of a case. `at` is when it happened (a local date, or an instant in UTC), `recorded_at` when it was
    typed in here or on another terminal, `received_at` when the server had it.

    `data` holds the fields that the entry set; `corrections` the later entries that put its records right.
    """

    eid: str
    number: int
    at: date | datetime
    recorded_at: datetime
    received_at: datetime | None
    kind: str
    title: str
    summary: str
    by: str
    device: str
    sync: str
    why: str = ""
    data: Mapping[str, Json] = field(default_factory=dict)
    records: tuple[str, ...] = ()
    withheld: bool = False
    clock_suspect: bool = False
    corrections: tuple["Line", ...] = ()


@dataclass(frozen=True)
class Wanted:
    """Which of it: kinds (whole, or the concept before the dot), an outcome, local dates from and to (included)."""

    kinds: tuple[str, ...] = ()
    outcome: str = ""
    first: date | None = None
    last: date | None = None


ALL = Wanted()


def rows(
    db: Db,
    case: str,
    wanted: Wanted = ALL,
    *,
    reader: str,
    sees_restricted: bool,
    offset: int = 0,
    limit: int = 100,
    oldest_first: bool = False,
) -> list[Line]:
    """A window on the case's entries for the worker with the login `reader`, who may read the case.

    Restricted entries of others, and what others later said of their records, are withheld from whom they are not
    for. A correction stands in its own place and beside what it corrects.
    """
    eyes = _Eyes(reader, None if sees_restricted else _restricted_records(db, case, reader))
    where, values = _conditions(case, wanted)
    order = "ASC" if oldest_first else "DESC"
    query = f"{_SELECT} WHERE {where} ORDER BY happened {order}, n {order} LIMIT ? OFFSET ?"
    found = db.exec_driver_sql(query, (*values, limit, offset)).mappings().all()
    return _with_corrections(db, case, [_line(row, eyes) for row in found], eyes)


def count(db: Db, case: str, wanted: Wanted = ALL) -> int:
    """How many entries there are."""
    where, values = _conditions(case, wanted)
    query = f"SELECT count(*) FROM journal WHERE {where}"  # noqa: S608
    return int(db.exec_driver_sql(query, values).one()[0])


_SELECT = "SELECT n, eid, kind, by, wall, happened, state, received_at, data FROM journal"


def _conditions(case: str, wanted: Wanted) -> tuple[str, tuple[Any, ...]]:
    conditions, values = ["agg = ?"], [case]
    if wanted.kinds:
        conditions.append(
            "("
            + " OR ".join(["kind = ? OR substr(kind, 1, length(?) + 1) = ? || '.'"] * len(wanted.kinds))
            + ")"
        )
        values += [each for kind in wanted.kinds for each in (kind, kind, kind)]
    if wanted.outcome:
        conditions.append("instr(CAST(data AS TEXT), ?) > 0")
        values.append(json.dumps(wanted.outcome))
    if wanted.first:
        # What happened on a day without a time carries the bare date, which stands before any instant of it.
        conditions.append("(happened >= ? OR happened >= ? AND length(happened) = 10)")
        values += [iso(start_of_day(wanted.first)), wanted.first.isoformat()]
    if wanted.last:
        after = wanted.last + timedelta(days=1)
        conditions.append("CASE length(happened) WHEN 10 THEN happened < ? ELSE happened < ? END")
        values += [after.isoformat(), iso(start_of_day(after))]
    return " AND ".join(conditions), tuple(values)


@dataclass(frozen=True)
class _Eyes:
    """Who reads, and the records of which he sees nothing that others said; None: nothing is kept from him."""

    login: str
    kept_from: frozenset[str] | None

    def may_see(self, by: str, records: Iterable[str], said: Mapping[str, Json], *, restricted: bool) -> bool:
        if self.kept_from is None or by == self.login:
            return True
        named = {each for each in said.values() if isinstance(each, str)}
        return not restricted and self.kept_from.isdisjoint({*records, *named})


def _restricted_records(db: Db, case: str, reader: str) -> frozenset[str]:
    """The records of the case that restricted entries of others made."""
    kinds = [kind for kind, entry in ENTRIES.items() if entry.restricted]
    query = (
        "SELECT data FROM journal WHERE agg = ? AND by <> ? AND data IS NOT NULL"  # noqa: S608
        f" AND kind IN ({', '.join('?' * len(kinds))})"
    )
    made = db.exec_driver_sql(query, (case, reader, *kinds)).scalars()
    return frozenset(record for data in made for record in _records(json.loads(data)))


def _records(content: Mapping[str, Any]) -> tuple[str, ...]:
    """The records that an entry is about."""
    return tuple(dict.fromkeys(str(op[1]) for op in content.get("ops", ())))


def _line(row: Any, eyes: _Eyes) -> Line:
    content: dict[str, Any] = json.loads(row["data"]) if row["data"] is not None else {}
    declared = ENTRIES.get(row["kind"])
    records, data = _records(content), _fields(content)
    restricted = declared is not None and declared.restricted
    withheld = not eyes.may_see(row["by"], records, data, restricted=restricted)
    line = Line(
        eid=row["eid"],
        number=row["n"],
        at=_moment(row["happened"]),
        recorded_at=read_instant(row["wall"]),
        received_at=read_instant(row["received_at"]) if row["received_at"] else None,
        kind=row["kind"],
        title=declared.title if declared else NEWER,
        summary=declared.summary(data) if declared and not withheld else "",
        by=row["by"],
        device=str(content.get("dev", "")),
        sync=SYNC_WORDS.get(row["state"], row["state"]),
        why="" if withheld else str(content.get("why", "")),
        data=data if declared and not withheld else {},
        records=records,
        clock_suspect=bool(content.get("at", {}).get("suspect")),
    )
    if not withheld:
        return line
    return Line(
        **{
            **_shallow(line),
            "kind": WITHHELD,
            "title": WITHHELD.capitalize(),
            "summary": "",
            "withheld": True,
        }
    )


def _shallow(line: Line) -> dict[str, Any]:
    return {name: getattr(line, name) for name in Line.__dataclass_fields__}


def _moment(text: str) -> date | datetime:
    return date.fromisoformat(text) if len(text) == 10 else read_instant(text)


def _fields(content: Mapping[str, Any]) -> dict[str, Json]:
    """What the entry said, field by field."""
    said: dict[str, Json] = {}
    for parts in content.get("ops", ()):
        op = WireOp.of(parts, "")
        match op.verb:
            case "set" | "step":
                said[op.field] = op.value
            case "add":
                said.setdefault(op.field, [])
                said[op.field] = [*said[op.field], op.value]
            case "void":
                said["reason"] = op.value["reason"]
    return said


def _with_corrections(db: Db, case: str, lines: list[Line], eyes: _Eyes) -> list[Line]:
    marks = ", ".join("?" * len(CORRECTIONS))
    query = f"{_SELECT} WHERE agg = ? AND kind IN ({marks}) ORDER BY n"
    later = db.exec_driver_sql(query, (case, *CORRECTIONS)).mappings()
    by_record: dict[str, list[Line]] = defaultdict(list)
    for row in later:
        correction = _line(row, eyes)
        for record in correction.records:
            by_record[record].append(correction)
    return [_beside(line, by_record) for line in lines]


def _beside(line: Line, by_record: Mapping[str, Iterable[Line]]) -> Line:
    if line.kind in CORRECTIONS or line.withheld:
        return line
    found = {
        each.number: each
        for record in line.records
        for each in by_record.get(record, ())
        if each.number > line.number
    }
    return Line(**{**_shallow(line), "corrections": tuple(found.values())}) if found else line
