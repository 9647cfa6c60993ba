"""The queue as the sync screen lists it: what waits, what is held, what has arrived; never what was written in it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from hubtui.domain.dates import read_instant
from hubtui.domain.entry import ENTRIES, Lane
from hubtui.domain.roles import CASE_WORKERS, Reach, Right, Role, reach
from hubtui.store.db import Db
from hubtui.store.journal import HELD, PACKED, QUEUED
from hubtui.store.outbox import UNSENT
from hubtui.store.workspace import SignedIn

FIRST = "FIRST"
"""The state of what leaves before all else: risk and safeguarding."""


class Part(StrEnum):
    """Which part of the queue is looked at."""

    WAITING = "waiting"
    HELD = "held"
    RECEIVED = "received"


@dataclass(frozen=True)
class SendingRow:
    """One own entry on its way: what kind of record it is, whose case, by whom, how it stands. Instants are UTC."""

    eid: str
    place: str
    kind: str
    ref: str
    name: str
    by: str
    at: datetime
    lane: int
    state: str
    tries: int
    problem: str
    size: int
    received_at: datetime | None


def rows(db: Db, reader: SignedIn, part: Part, *, offset: int = 0, limit: int = 50) -> list[SendingRow]:
    """A part of the queue in the order in which it leaves; what arrived last stands first.

    A worker sees what he wrote himself; a sync operator sees everybody's, without a name (mission 1, SYN-04).
    """
    where, order = _WHERE[part]
    lines = db.exec_driver_sql(
        "SELECT j.eid, j.st, j.seq, j.kind, j.by, j.wall, j.lane, j.state, j.pid, j.tries, j.problem,"  # noqa: S608
        " length(j.data) AS size, j.received_at, coalesce(c.reference, '') AS ref, p.surname, p.forenames"
        ' FROM journal j LEFT JOIN "case" c ON c.id = j.agg LEFT JOIN person p ON p.id = c.person'
        f" WHERE {where} AND (? IN ('', j.by))"
        f" ORDER BY {order} LIMIT ? OFFSET ?",
        (_only(reader), limit, offset),
    ).mappings()
    return [_row(line, names=Role(reader.role) in CASE_WORKERS) for line in lines]


def count(db: Db, reader: SignedIn, part: Part) -> int:
    """How many there are in that part."""
    where, _ = _WHERE[part]
    sql = f"SELECT count(*) FROM journal j WHERE {where} AND (? IN ('', j.by))"  # noqa: S608
    return int(db.exec_driver_sql(sql, (_only(reader),)).one()[0])


def waiting_bytes(db: Db) -> int:
    """How many bytes wait, before they are packed and sealed."""
    sql = f"SELECT coalesce(sum(length(data)), 0) FROM journal WHERE {UNSENT}"  # noqa: S608
    return int(db.exec_driver_sql(sql).one()[0])


_OWN_UNSENT = "j.own = 1 AND j.state NOT IN ('stored', 'safe')"
_WHERE = {
    Part.WAITING: (f"{_OWN_UNSENT} AND j.state <> '{HELD}'", "j.lane, j.n"),
    Part.HELD: (f"{_OWN_UNSENT} AND j.state = '{HELD}'", "j.lane, j.n"),
    Part.RECEIVED: ("j.own = 1 AND j.rid IS NOT NULL AND j.state IN ('stored', 'safe')", "j.n DESC"),
}


def _only(reader: SignedIn) -> str:
    """The author whose entries alone the reader sees; empty: everybody's."""
    return reader.login if reach(Role(reader.role), Right.UPLOAD) is Reach.OWN_ITEMS else ""


def _row(line: Any, *, names: bool) -> SendingRow:
    entry = ENTRIES.get(line["kind"])
    return SendingRow(
        eid=line["eid"],
        place=f"{line['st'][:4].upper()}-{line['seq']}",
        kind=entry.title if entry else line["kind"],
        ref=line["ref"],
        name=f"{(line['surname'] or '').upper()} {line['forenames'] or ''}".strip() if names else "",
        by=line["by"],
        at=read_instant(line["wall"]),
        lane=line["lane"],
        state=_state(line),
        tries=line["tries"],
        problem=line["problem"] or "",
        size=line["size"] or 0,
        received_at=read_instant(line["received_at"]) if line["received_at"] else None,
    )


_WORDS = {QUEUED: "waiting", PACKED: "on stick", HELD: "HELD", "stored": "sent", "safe": "sent, safe"}


def _state(line: Any) -> str:
    if line["state"] == QUEUED and line["pid"]:
        return "sending"
    if line["state"] == QUEUED and line["lane"] == Lane.RISK:
        return FIRST
    return _WORDS.get(line["state"], str(line["state"]))
