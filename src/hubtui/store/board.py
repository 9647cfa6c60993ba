"""The supervisor's board: what needs somebody first, then how each worker stands (SUP-01)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hubtui.domain.dates import read_instant
from hubtui.domain.deadlines import HANDOVER_DAYS
from hubtui.store import caseload, due
from hubtui.store.caseload import CaseRow
from hubtui.store.clock import iso
from hubtui.store.db import Db
from hubtui.store.due import DueRow
from hubtui.store.summary import fresh_reading
from hubtui.store.workspace import Workspace


@dataclass(frozen=True)
class WorkerRow:
    """How one worker stands: open cases, things owed and overdue, tellings outstanding, sessions without result,
    entries with no receipt yet and when the oldest of them was made (UTC).
    """

    login: str
    cases: int = 0
    owed: int = 0
    overdue: int = 0
    untold: int = 0
    unrecorded: int = 0
    unsent: int = 0
    oldest_unsent: datetime | None = None


@dataclass(frozen=True)
class SuspectRow:
    """An entry saved after the clock had jumped back (SEC-07)."""

    eid: str
    at: datetime
    by: str
    kind: str
    case: str
    ref: str


@dataclass(frozen=True)
class Board:
    """Everything on the board, in the order in which it is shown. Each row names its case, so that it opens."""

    untold: tuple[DueRow, ...]
    unread: tuple[DueRow, ...]
    unrecorded: tuple[DueRow, ...]
    unallocated: tuple[CaseRow, ...]
    urgent: tuple[CaseRow, ...]
    releases: tuple[CaseRow, ...]
    workers: tuple[WorkerRow, ...]
    clock_suspect: tuple[SuspectRow, ...]


def board(workspace: Workspace, *, limit: int = 50) -> Board:
    """The board of whoever may read all cases; anybody else's is of his own. At most `limit` rows a part."""
    soon = workspace.today() + timedelta(days=HANDOVER_DAYS)
    return Board(
        untold=_due(workspace, limit, "RSK-06"),
        unread=_due(workspace, limit, "RSK-11"),
        unrecorded=_due(workspace, limit, "SES-05"),
        unallocated=_cases(workspace, limit, caseload.Wanted(unallocated=True)),
        urgent=_cases(workspace, limit, caseload.Wanted(urgent=True, stages=BEFORE_OFFER)),
        releases=_cases(workspace, limit, caseload.Wanted(release_by=soon)),
        workers=tuple(workers(workspace)),
        clock_suspect=tuple(clock_suspects(workspace, limit=limit)),
    )


BEFORE_OFFER = ("received", "allocated-custody", "allocated-community")
"""Stages in which an urgent referral still waits for its first offer."""


def _due(workspace: Workspace, limit: int, rule: str) -> tuple[DueRow, ...]:
    return tuple(due.rows(workspace, due.Wanted(rules=(rule,)), limit=limit))


def _cases(workspace: Workspace, limit: int, wanted: caseload.Wanted) -> tuple[CaseRow, ...]:
    return tuple(caseload.rows(workspace, wanted, limit=limit))


def workers(workspace: Workspace) -> list[WorkerRow]:
    """A line for every worker with open cases or unsent entries; who has a telling outstanding stands first."""
    login = caseload.reader(workspace.worker)
    if login is None:
        return []
    with fresh_reading(workspace) as db:
        lines = _of_cases(db, login, iso(workspace.now()))
        unsent = _unsent(db, login)
    names = lines.keys() | unsent.keys()
    rows = [WorkerRow(name, **lines.get(name, {}), **unsent.get(name, {})) for name in names]
    return sorted(rows, key=lambda row: (-row.untold, -row.overdue, row.login))


def _of_cases(db: Db, login: str, now: str) -> dict[str, dict[str, Any]]:
    rows = db.exec_driver_sql(
        """SELECT c.worker, count(DISTINCT c.agg) AS cases, count(d.agg) AS owed,
        coalesce(sum(d.due_at < :now), 0) AS overdue, coalesce(sum(d.rule = 'RSK-06'), 0) AS untold,
        coalesce(sum(d.rule = 'SES-05'), 0) AS unrecorded
        FROM case_team t CROSS JOIN caseload c ON c.agg = t.agg
        LEFT JOIN due d ON d.agg = c.agg AND (d.opens IS NULL OR d.opens <= :now)
            AND d.only_for IN ('', c.worker)
        WHERE t.login = :login AND t.open = 1 AND c.worker IS NOT NULL GROUP BY c.worker""",
        {"now": now, "login": login},
    ).mappings()
    return {row["worker"]: {name: int(row[name]) for name in _COUNTS} for row in rows}


_COUNTS = ("cases", "owed", "overdue", "untold", "unrecorded")


def _unsent(db: Db, login: str) -> dict[str, dict[str, Any]]:
    rows = db.exec_driver_sql(
        "SELECT by, count(*), min(wall) FROM journal INDEXED BY journal_waiting"
        " WHERE own = 1 AND state NOT IN ('stored', 'safe') AND (? IN ('', by)) GROUP BY by",
        (login,),
    )
    return {by: {"unsent": count, "oldest_unsent": read_instant(oldest)} for by, count, oldest in rows}


def clock_suspects(workspace: Workspace, *, limit: int = 50) -> list[SuspectRow]:
    """Entries that the clock may have stamped wrongly, the latest first; for those who may read all cases."""
    if caseload.reader(workspace.worker) != "":
        return []
    with workspace.reading() as db:
        rows = db.exec_driver_sql(
            "SELECT s.eid, s.wall, s.by, s.kind, s.agg, coalesce(c.reference, '') FROM clock_suspect s"
            ' LEFT JOIN "case" c ON c.id = s.agg ORDER BY s.wall DESC, s.eid LIMIT ?',
            (limit,),
        ).all()
    return [SuspectRow(eid, read_instant(wall), by, kind, agg, ref) for eid, wall, by, kind, agg, ref in rows]


@dataclass(frozen=True)
class LastResults:
    """Results still owed today, for the lock key and the daily prompt (SES-05)."""

    due_today: int
    overdue: int


def results(workspace: Workspace) -> LastResults:
    """How many sessions have begun and have no result, today's and those of earlier days."""
    today = due.count(workspace, due.RESULTS)
    overdue = due.count(workspace, due.Wanted(rules=("SES-05",), overdue=True))
    return LastResults(today - overdue, overdue)
