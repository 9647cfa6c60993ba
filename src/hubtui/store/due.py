"""The due list: everything owed on the cases one may read, HMPPS to be told first, then by date (SES-05, RSK-06)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hubtui.domain.dates import end_of_day, local_date, read_instant
from hubtui.domain.deadlines import State
from hubtui.domain.due import state_of
from hubtui.store.caseload import reader
from hubtui.store.clock import iso
from hubtui.store.summary import EVERYONE, NEVER, fresh_reading
from hubtui.store.workspace import SignedIn, Workspace


@dataclass(frozen=True)
class DueRow:
    """One thing owed. `ref` is the case's reference, or the concern's id where there is no case; `name` is the
    person's, or who he is said to be. Instants are UTC; without `due_at` it has no last day.
    """

    case: str
    ref: str
    name: str
    what: str
    rule: str
    due_at: datetime | None
    opens: datetime | None
    state: State
    record: str
    worker: str


@dataclass(frozen=True)
class Wanted:
    """Which of it: of one case (its id), of one worker's cases, of some rows of the catalogue, due by today.

    `ahead` brings in what has not opened yet.
    """

    case: str = ""
    worker: str = ""
    rules: tuple[str, ...] = ()
    today: bool = False
    overdue: bool = False
    ahead: bool = False


ALL = Wanted()
RESULTS = Wanted(rules=("SES-05",), today=True)
"""Sessions whose time has passed with no result: what nobody should leave the desk with (SES-05)."""


def rows(workspace: Workspace, wanted: Wanted = ALL, *, offset: int = 0, limit: int = 200) -> list[DueRow]:
    """What is owed now, most pressing first."""
    now = workspace.now()
    where, values = _conditions(workspace.worker, wanted, now)
    query = (
        f"SELECT {_SHOWN} FROM due d CROSS JOIN caseload c ON c.agg = d.agg WHERE {where}"  # noqa: S608
        " ORDER BY d.rank, d.due_at, d.agg, d.number LIMIT ? OFFSET ?"
    )
    with fresh_reading(workspace) as db:
        found = db.exec_driver_sql(query, (*values, limit, offset)).mappings()
        return [_row(line, now) for line in found]


def count(workspace: Workspace, wanted: Wanted = ALL) -> int:
    """How many things are owed now."""
    where, values = _conditions(workspace.worker, wanted, workspace.now())
    query = f"SELECT count(*) FROM due d CROSS JOIN caseload c ON c.agg = d.agg WHERE {where}"  # noqa: S608
    with fresh_reading(workspace) as db:
        return int(db.exec_driver_sql(query, values).one()[0])


_SHOWN = (
    "d.agg, coalesce(c.ref, d.record) AS ref, c.name, d.what, d.ahead, d.rule, d.due_at, d.opens, d.record,"
    " coalesce(c.worker, '') AS worker"
)
_MINE = "((d.agg IN (SELECT agg FROM case_team WHERE login = ?) AND d.only_for IN ('', ?)) OR d.also_for = ?)"


def _conditions(worker: SignedIn, wanted: Wanted, now: datetime) -> tuple[str, tuple[Any, ...]]:
    """The condition and its values. What is owed by one of a team alone is no concern of the others."""
    conditions, values = _whose(worker)
    if not wanted.ahead:
        conditions.append("(d.opens IS NULL OR d.opens <= ?)")
        values.append(iso(now))
    if wanted.case:
        conditions.append("d.agg = ?")
        values.append(wanted.case)
    if wanted.worker:
        conditions.append("((c.worker = ? AND d.only_for = '') OR d.only_for = ?)")
        values += [wanted.worker, wanted.worker]
    if wanted.rules:
        conditions.append(f"d.rule IN ({', '.join('?' * len(wanted.rules))})")
        values += wanted.rules
    if wanted.today:
        conditions.append("d.due_at <= ?")
        values.append(iso(end_of_day(local_date(now))))
    if wanted.overdue:
        conditions.append("d.due_at < ?")
        values.append(iso(now))
    return " AND ".join(conditions), tuple(values)


def _whose(worker: SignedIn) -> tuple[list[str], list[Any]]:
    login = reader(worker)
    if login is None:
        return ["0"], []
    if login == EVERYONE:
        return ["1"], []
    return [_MINE], [login, login, login]


def _row(line: Any, now: datetime) -> DueRow:
    due_at = None if line["due_at"] == NEVER else read_instant(line["due_at"])
    opens = read_instant(line["opens"]) if line["opens"] else None
    waiting = opens is not None and opens > now
    return DueRow(
        case=line["agg"],
        ref=line["ref"] or "",
        name=line["name"] or "",
        what=(line["ahead"] or line["what"]) if waiting else line["what"],
        rule=line["rule"],
        due_at=due_at,
        opens=opens,
        state=state_of(line["rule"], due_at, now),
        record=line["record"],
        worker=line["worker"],
    )
