"""The journal in the store: appending entries, reading them back, and what became of them on the way out.

The outbox is the journal's unsent tail, not a second table (SYN-01).
"""

from collections.abc import Iterable, Iterator

from hubtui.journal.envelope import Envelope, read, text_of
from hubtui.store.db import Db, run

QUEUED, PACKED, STORED, SAFE, HELD, FORK = "queued", "packed", "stored", "safe", "held", "fork"
"""The states of an own entry. Received entries are `stored` from the start: the server has them."""
STATE_NOW = f"CASE WHEN state = '{QUEUED}' AND pid IS NOT NULL THEN 'sending' ELSE state END"
"""The state of an entry in SQL: `sending` for one queued that a sealed bundle carries, which may be there already."""

SYNC_WORDS = {
    QUEUED: "queued",
    PACKED: "packed",
    STORED: "sent",
    SAFE: "safe",
    HELD: "held",
    FORK: "held",
}
"""Each state as lists say it."""


def sync_words(states: Iterable[str]) -> str:
    """How a case stands on its way to the server: by the worst of its entries that still wait."""
    waiting = {SYNC_WORDS[state] for state in states if state}
    return next((words for words in ("held", "queued", "packed") if words in waiting), "sent")


def append(db: Db, envelope: Envelope, *, own: bool) -> bool:
    """Add an entry; answers False where its very bytes are here already."""
    known = db.exec_driver_sql("SELECT 1 FROM journal WHERE eid = ?", (envelope.eid,)).first()
    if known:
        return False
    insert(db, envelope, own=own)
    return True


def insert(db: Db, envelope: Envelope, *, own: bool, tx: int = 0) -> None:
    """Add an entry that cannot be here yet, such as one just made in the transaction numbered `tx`."""
    content = envelope.content
    run(
        db,
        "INSERT INTO journal (eid, hash, st, seq, agg, lane, kind, by, act, wall, happened, own, tx, data, sig,"
        " state, tries) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
        (
            envelope.eid,
            envelope.hash,
            content["st"],
            content["seq"],
            content["agg"],
            content["lane"],
            content["kind"],
            content["by"],
            content["act"],
            envelope.wall,
            envelope.happened,
            int(own),
            tx,
            envelope.data,
            envelope.signature,
            QUEUED if own else STORED,
        ),
    )


def entries(db: Db, aggregate: str | None = None) -> Iterator[Envelope]:
    """Entries in the order of their coming, of one aggregate or all; entries cleared after `safe` are passed over."""
    where = "data IS NOT NULL" + ("" if aggregate is None else " AND agg = ?")
    last = 0
    while True:
        rows = db.exec_driver_sql(
            f"SELECT n, data, sig FROM journal WHERE {where} AND n > ? ORDER BY n LIMIT 1000",  # noqa: S608
            (last,) if aggregate is None else (aggregate, last),
        ).all()
        if not rows:
            return
        for number, data, signature in rows:
            yield read(data, signature)
            last = number


def entry(db: Db, eid: str) -> Envelope | None:
    """One entry by its name; None where it is not here, or was cleared after `safe`."""
    row = db.exec_driver_sql("SELECT data, sig FROM journal WHERE eid = ?", (eid,)).first()
    return read(row[0], row[1]) if row and row[0] else None


def own_entry(db: Db, eid: str) -> tuple[Envelope, str] | None:
    """One entry made on this terminal, with how it stands now; None where there is no such entry."""
    sql = f"SELECT data, sig, {STATE_NOW} FROM journal WHERE eid = ? AND own = 1"  # noqa: S608
    row = db.exec_driver_sql(sql, (eid,)).first()
    return (read(row[0], row[1]), row[2]) if row and row[0] else None


def head_at(db: Db, tx: int) -> str | None:
    """The hash (hex) that the vault's own chain ended in after the transaction numbered `tx`; None before any."""
    row = db.exec_driver_sql(
        "SELECT hash FROM journal WHERE own = 1 AND tx <= ? ORDER BY n DESC LIMIT 1", (tx,)
    ).first()
    return row[0].hex() if row else None


def unsent_count(db: Db) -> int:
    """How many own entries have no receipt yet."""
    row = db.exec_driver_sql(
        "SELECT count(*) FROM journal INDEXED BY journal_waiting"
        " WHERE own = 1 AND state NOT IN ('stored', 'safe')"
    ).one()
    return int(row[0])


def oldest_unsent(db: Db, *, lane: int | None = None) -> str | None:
    """When the oldest own entry without a receipt was made (ISO instant, UTC), of one lane or all (SYN-08)."""
    row = db.exec_driver_sql(
        "SELECT min(wall) FROM journal INDEXED BY journal_waiting"
        " WHERE own = 1 AND state NOT IN ('stored', 'safe') AND (? IS NULL OR lane = ?)",
        (lane, lane),
    ).one()
    oldest: str | None = row[0]
    return oldest


def previous_hash(envelope: Envelope) -> str:
    """What the next entry of the stream names as the one before it."""
    return text_of(envelope.hash)
