"""The caseload: one line a case that the one signed in may read, what is due first on top (REF-14)."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from hubtui.domain.dates import end_of_day, local_date, read_instant
from hubtui.domain.deadlines import State
from hubtui.domain.due import SOON, TELLING
from hubtui.domain.risk import MAYBE_OLD
from hubtui.domain.roles import CASE_WORKERS, Role
from hubtui.domain.stage import Stage
from hubtui.store.clock import iso
from hubtui.store.db import Db
from hubtui.store.journal import sync_words
from hubtui.store.summary import EVERYONE, NEVER, folded, fresh_reading
from hubtui.store.workspace import SignedIn, Workspace


class Sort(StrEnum):
    """In what order a list shows its cases. The value is how a screen says it."""

    DUE = "due first"
    NAME = "name"
    RELEASE = "release date"


_ORDER = {
    Sort.DUE: "t.rank, t.nearest_at, t.sort, t.agg",
    Sort.NAME: "t.sort, t.agg",
    Sort.RELEASE: "c.release_on IS NULL, c.release_on, t.sort, t.agg",
}


@dataclass(frozen=True)
class Wanted:
    """Which cases a list shows. Empty parts ask for nothing; `find` is part of a name or any number.

    `ended` brings in closed cases too. `release_by` is the last local date of expected release.
    """

    stages: tuple[str, ...] = ()
    unit: str = ""
    need: str = ""
    urgent: bool = False
    overdue: bool = False
    due_today: bool = False
    worker: str = ""
    unallocated: bool = False
    untold: bool = False
    release_by: date | None = None
    find: str = ""
    ended: bool = False
    sort: Sort = Sort.DUE


ALL = Wanted()


@dataclass(frozen=True)
class CaseRow:
    """One line of the caseload. Instants are UTC; `nearest` is the nearest thing owed, `rule` the row of the
    catalogue it comes from and `state` how it stands now; `ahead`: it has not opened yet.
    """

    id: str
    ref: str
    name: str
    number: str
    stage: Stage
    unit: str
    worker: str
    needs: tuple[str, ...]
    urgent: bool
    last_seen: datetime | None
    next_session: datetime | None
    release_on: date | None
    nearest_at: datetime | None
    nearest: str
    rule: str
    ahead: bool
    state: State
    risk: str
    untold: int
    sync: str
    flags: tuple[str, ...] = field(default=())


def rows(workspace: Workspace, wanted: Wanted = ALL, *, offset: int = 0, limit: int = 50) -> list[CaseRow]:
    """The lines from `offset` on: HMPPS to be told first, then concerns to read, then by the nearest deadline."""
    now = workspace.now()
    with fresh_reading(workspace) as db:
        return [_row(line, now) for line in _lines(db, workspace.worker, wanted, now, offset, limit)]


def one(db: Db, aggregate: str, now: datetime) -> CaseRow | None:
    """The line of one case, whoever asks; None where the case itself is not here yet."""
    query = f"SELECT {_SHOWN} FROM caseload c WHERE c.agg = ? AND c.ref IS NOT NULL"  # noqa: S608
    line = db.exec_driver_sql(query, (iso(now), aggregate)).mappings().first()
    return _row(line, now) if line else None


def count(workspace: Workspace, wanted: Wanted = ALL) -> int:
    """How many cases the list has."""
    with fresh_reading(workspace) as db:
        if replace(wanted, sort=ALL.sort) == ALL:
            return _count_of_all(db, workspace.worker)
        join, where, values = _conditions(workspace.worker, wanted, workspace.now())
        if where is None:
            return 0
        query = f"SELECT count(*) FROM case_team t {join} WHERE {where}"  # noqa: S608
        return int(db.exec_driver_sql(query, values).one()[0])


def _count_of_all(db: Db, worker: SignedIn) -> int:
    """Kept as it changes, so that a long caseload opens as fast as a short one."""
    row = db.exec_driver_sql("SELECT n FROM case_count WHERE login = ?", (reader(worker),)).first()
    return int(row[0]) if row else 0


def reader(worker: SignedIn) -> str | None:
    """The login under which `case_team` knows what this person may read; None for one who may read nothing."""
    if worker.role == Role.SUPERVISOR:
        return EVERYONE
    return worker.login if worker.role in CASE_WORKERS else None


_JOIN = "CROSS JOIN caseload c ON c.agg = t.agg"
_SHOWN = """c.agg, c.ref, c.name, c.number, c.stage, c.unit, c.worker, c.needs, c.urgent, c.last_seen, c.release_on,
 c.nearest_at, c.nearest_what, c.nearest_ahead, c.nearest_opens, c.nearest_rule, c.rank, c.risk, c.risk_old_from,
 c.untold, c.flags,
 (SELECT min(planned_at) FROM session s WHERE s.aggregate = c.agg AND s.result IS NULL AND s.voided = 0
  AND s.planned_at > ?) AS next_session,
 EXISTS (SELECT 1 FROM heads h WHERE h.agg = c.agg AND h.contested > 0) AS contested,
 (SELECT group_concat(DISTINCT j.state) FROM journal j WHERE j.agg = c.agg AND j.own = 1
  AND j.state NOT IN ('stored', 'safe')) AS states"""


def _lines(db: Db, worker: SignedIn, wanted: Wanted, now: datetime, offset: int, limit: int) -> Iterable[Any]:
    join, where, values = _conditions(worker, wanted, now)
    if where is None:
        return []
    # The window is found in the index alone; only the lines that show are looked up whole.
    window = (
        f"SELECT t.agg FROM case_team t {join} WHERE {where}"  # noqa: S608
        f" ORDER BY {_ORDER[wanted.sort]} LIMIT ? OFFSET ?"
    )
    found = [agg for (agg,) in db.exec_driver_sql(window, (*values, limit, offset))]
    marks = ", ".join("?" * len(found))
    query = f"SELECT {_SHOWN} FROM caseload c WHERE c.agg IN ({marks})"  # noqa: S608
    lines = {line["agg"]: line for line in db.exec_driver_sql(query, (iso(now), *found)).mappings()}
    return [lines[agg] for agg in found]


def _conditions(worker: SignedIn, wanted: Wanted, now: datetime) -> tuple[str, str | None, tuple[Any, ...]]:
    """The join, the condition and its values; no condition at all for one who may read nothing."""
    login = reader(worker)
    if login is None:
        return "", None, ()
    asked = list(_asked(wanted, now))
    open_only = "t.open IN (0, 1)" if wanted.ended else "t.open = 1"
    known = ["c.ref IS NOT NULL"] if wanted.ended else []
    where = " AND ".join(["t.login = ?", open_only, *(condition for condition, _ in asked), *known])
    of_case = known or wanted.sort is Sort.RELEASE or any("c." in condition for condition, _ in asked)
    return (_JOIN if of_case else ""), where, (login, *(value for _, values in asked for value in values))


def _asked(wanted: Wanted, now: datetime) -> Iterable[tuple[str, tuple[Any, ...]]]:
    if wanted.stages:
        marks = ", ".join("?" * len(wanted.stages))
        yield f"c.stage IN ({marks})", wanted.stages
    if wanted.unit:
        yield "c.unit = ?", (wanted.unit,)
    if wanted.need:
        yield "instr(' ' || c.needs || ' ', ' ' || ? || ' ') > 0", (wanted.need,)
    if wanted.urgent:
        yield "c.urgent = 1", ()
    if wanted.overdue:
        yield "EXISTS (SELECT 1 FROM due d WHERE d.agg = c.agg AND d.due_at < ?)", (iso(now),)
    if wanted.due_today:
        # Of work alone (rank 2) the nearest is the earliest, so that the list's own index knows the answer.
        yield "(t.rank < 2 OR t.nearest_at <= ?)", (iso(end_of_day(local_date(now))),)
    if wanted.worker:
        yield "c.worker = ?", (wanted.worker,)
    if wanted.unallocated:
        yield "c.worker IS NULL", ()
    if wanted.untold:
        yield "c.untold > 0", ()
    if wanted.release_by:
        yield "c.release_on <= ?", (wanted.release_by.isoformat(),)
    for word in folded(wanted.find).split():
        yield "instr(c.find, ?) > 0", (word,)


def _row(line: Any, now: datetime) -> CaseRow:
    opens = _read(line["nearest_opens"])
    waiting = opens is not None and opens > now
    nearest_at = None if line["nearest_at"] in (None, NEVER) else _read(line["nearest_at"])
    return CaseRow(
        id=line["agg"],
        ref=line["ref"],
        name=line["name"],
        number=line["number"],
        stage=Stage(line["stage"]),
        unit=line["unit"] or "",
        worker=line["worker"] or "",
        needs=tuple((line["needs"] or "").split()),
        urgent=bool(line["urgent"]),
        last_seen=_read(line["last_seen"]),
        next_session=_read(line["next_session"]),
        release_on=date.fromisoformat(line["release_on"]) if line["release_on"] else None,
        nearest_at=nearest_at,
        rule=line["nearest_rule"] or "",
        ahead=waiting,
        nearest=(line["nearest_ahead"] or line["nearest_what"]) if waiting else line["nearest_what"],
        state=_state(line["rank"], nearest_at, now),
        risk=_risk(line, now),
        untold=line["untold"],
        sync="conflict" if line["contested"] else sync_words((line["states"] or "").split(",")),
        flags=tuple((line["flags"] or "").splitlines()),
    )


def _state(rank: int, at: datetime | None, now: datetime) -> State:
    if at is None:
        return State.OK
    if now > at:
        return State.LATE if rank == TELLING else State.OVERDUE
    return State.SOON if now >= at - SOON else State.OK


def _risk(line: Any, now: datetime) -> str:
    old = line["risk_old_from"]
    aged = old is not None and local_date(now).isoformat() >= old
    return f"{line['risk']}, {MAYBE_OLD}" if aged else str(line["risk"])


def _read(text: str | None) -> datetime | None:
    return read_instant(text) if text else None
