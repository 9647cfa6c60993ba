"""The queue as people see it: each entry's state, what waits by lane, when all last went well. No written text."""

from dataclasses import dataclass

from hubtui.domain.roles import Reach, Right, Role, reach
from hubtui.store.db import Db
from hubtui.store.device import get_meta, set_meta
from hubtui.store.journal import STATE_NOW
from hubtui.store.outbox import UNSENT
from hubtui.store.workspace import SignedIn

LAST_SUCCESS = "sync success"


@dataclass(frozen=True)
class QueueItem:
    """One own entry on its way, without anything that was written in it (SYN-01, SYN-04)."""

    eid: str
    stream: str
    seq: int
    kind: str
    aggregate: str
    by: str
    lane: int
    state: str
    recorded_at: str
    received_at: str | None
    receipt: str | None
    tries: int
    problem: str | None


def counts(db: Db) -> dict[tuple[int, str], int]:
    """How many own entries without a receipt there are, by lane and state."""
    found = f"FROM journal INDEXED BY journal_waiting WHERE {UNSENT} GROUP BY lane, state"
    sql = f"SELECT lane, state, count(*) {found}"
    return {(lane, state): count for lane, state, count in db.exec_driver_sql(sql)}


_QUEUE = "eid, st, seq, kind, agg, by, lane, state, wall, received_at, rid, tries, problem"


def seen_by(reader: SignedIn) -> str:
    """The author whose entries alone the reader sees of the queue; empty: everybody's (mission 1, SYN-04)."""
    return reader.login if reach(Role(reader.role), Right.UPLOAD) is Reach.OWN_ITEMS else ""


def queue(db: Db, limit: int, offset: int = 0, *, by: str = "") -> list[QueueItem]:
    """Own entries without a receipt, in the order in which they leave; what a bundle carries is `sending`.

    Those of one author, or everybody's.
    """
    sql = (
        f"SELECT {_QUEUE.replace('state', STATE_NOW, 1)} FROM journal INDEXED BY journal_waiting"  # noqa: S608
        f" WHERE {UNSENT} AND ? IN ('', by) ORDER BY lane, n LIMIT ? OFFSET ?"
    )
    return [QueueItem(*row) for row in db.exec_driver_sql(sql, (by, limit, offset))]


def recently_received(db: Db, limit: int) -> list[QueueItem]:
    """Own entries the server has signed for, the latest first."""
    sql = f"SELECT {_QUEUE} FROM journal WHERE own = 1 AND rid IS NOT NULL ORDER BY n DESC LIMIT ?"  # noqa: S608
    return [QueueItem(*row) for row in db.exec_driver_sql(sql, (limit,))]


def last_success(db: Db) -> str | None:
    """When a run last ended with nothing in the way (ISO instant, UTC), for every screen (SYN-08)."""
    return get_meta(db, LAST_SUCCESS)


def note_success(db: Db, at: str) -> None:
    set_meta(db, LAST_SUCCESS, at)
