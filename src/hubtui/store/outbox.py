"""On the way out: which entries wait, the sealed bundles that carry them, the receipts that came back, the
server.

The queue itself is the journal's unsent tail (SYN-01). An entry is `queued`, `packed` on a stick (and still
queued
for the wire), `stored` or `safe` by the server's signed word, or `held` with a reason. While a sealed bundle
carries
it, `pid` names that bundle; its bytes are kept until the receipt is in, so that a retry sends the same bytes.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from hubtui.store.db import Db
from hubtui.store.device import get_meta, set_meta
from hubtui.store.journal import HELD, PACKED, QUEUED, STORED
from hubtui.store.tables import LASTING

RETRY, CHAIN_END = "sync retry", "sync receipts"
UNSENT = "own = 1 AND state NOT IN ('stored', 'safe')"
"""As the index `journal_waiting` says it, word for word."""


class BundleRow(SQLModel, table=True):
    """A sealed bundle whose receipt is not in yet."""

    __tablename__ = "bundle"
    metadata = LASTING
    pid: str = Field(primary_key=True)
    lane: int
    made_at: str
    data: bytes = Field(sa_type=LargeBinary)


class ReceiptRow(SQLModel, table=True):
    """A receipt that the server signed, as it came: the worker's proof."""

    __tablename__ = "receipt"
    metadata = LASTING
    rid: str = Field(primary_key=True)
    pid: str
    level: str
    at: str
    previous: str
    hash: str = Field(unique=True)
    data: bytes = Field(sa_type=LargeBinary)
    got_at: str


class ServerRow(SQLModel, table=True):
    """The server this vault is a device of: the keys it was enrolled with and no others."""

    __tablename__ = "server"
    metadata = LASTING
    server_id: str = Field(primary_key=True)
    url: str
    realm: str
    epoch: str
    signing: bytes = Field(sa_type=LargeBinary)
    sealing: bytes = Field(sa_type=LargeBinary)
    alias_key: bytes = Field(sa_type=LargeBinary)
    certificate: bytes = Field(sa_type=LargeBinary)
    certificate_until: str
    enrolled_at: str
    state: str


EXTRAS = tuple(
    f"""CREATE TRIGGER IF NOT EXISTS receipt_never_{verb.lower()} BEFORE {verb} ON receipt
    BEGIN SELECT RAISE(ABORT, 'receipts are kept as they came'); END"""
    for verb in ("UPDATE", "DELETE")
)


@dataclass(frozen=True)
class Pinned:
    """The server as this vault knows it. `url` is empty for a terminal that hands in by stick only.

    `state` is what the server last said of this device: active, suspended, revoked or unknown.
    """

    server_id: str
    url: str
    realm: str
    epoch: str
    signing: bytes
    sealing: bytes
    alias_key: bytes
    certificate: bytes
    certificate_until: str
    enrolled_at: str
    state: str = "active"


@dataclass(frozen=True)
class Waiting:
    """An own entry without a receipt; `opening` where it is the first of its case."""

    n: int
    eid: str
    stream: str
    seq: int
    aggregate: str
    lane: int
    wall: str
    data: bytes
    signature: bytes
    opening: bool


@dataclass(frozen=True)
class Pending:
    """A sealed bundle that waits for its receipt."""

    pid: str
    lane: int
    data: bytes


@dataclass(frozen=True)
class KeptReceipt:
    """A receipt whose signature has been checked: its bytes, and each entry's name, level and reason."""

    rid: str
    pid: str
    level: str
    at: str
    previous: str
    hash: str
    data: bytes
    lines: tuple[tuple[str, str, str], ...]


_SERVER = ", ".join(field.name for field in fields(Pinned))


def pinned(db: Db) -> Pinned | None:
    """The server, or None where the vault is not enrolled."""
    row = db.exec_driver_sql(f"SELECT {_SERVER} FROM server").first()  # noqa: S608
    return Pinned(*row) if row else None


def pin(db: Db, server: Pinned) -> None:
    """Know this server and no other."""
    db.exec_driver_sql("DELETE FROM server")
    marks = ", ".join("?" for _ in fields(Pinned))
    values = tuple(getattr(server, field.name) for field in fields(Pinned))
    db.exec_driver_sql(f"INSERT INTO server ({_SERVER}) VALUES ({marks})", values)  # noqa: S608


def note_server(db: Db, *, epoch: str, state: str) -> None:
    """What the server last said of itself and of this device."""
    db.exec_driver_sql("UPDATE server SET epoch = ?, state = ?", (epoch, state))


_WAITING = (
    "SELECT n, eid, st, seq, agg, lane, wall, data, sig,"
    " NOT EXISTS (SELECT 1 FROM journal AS before WHERE before.agg = journal.agg AND before.n < journal.n)"
    " FROM journal "
)
_FREE = (
    f"{UNSENT} AND state IN ('{QUEUED}', '{PACKED}') AND pid IS NULL AND data IS NOT NULL"
    f" AND NOT (state = '{PACKED}' AND problem = ?)"
)


def waiting(db: Db, limit: int, label: str = "") -> list[Waiting]:
    """The next entries that no bundle carries: the most urgent lane first, oldest first within it (SYN-03).

    Those packed on a stick under `label` are left out.
    """
    sql = f"{_WAITING} INDEXED BY journal_waiting WHERE {_FREE} ORDER BY lane, n LIMIT ?"
    return [_waiting(row) for row in db.exec_driver_sql(sql, (label, limit))]


def waiting_of_cases(
    db: Db, aggregates: Iterable[str], before: int, lane: int, label: str = ""
) -> list[Waiting]:
    """Entries of these cases that no bundle carries, older than `before` and less urgent than `lane`."""
    cases = "agg IN (SELECT value FROM json_each(?))"
    sql = f"{_WAITING} INDEXED BY journal_case WHERE {_FREE} AND {cases} AND n < ? AND lane > ? ORDER BY n"
    rows = db.exec_driver_sql(sql, (label, json.dumps(list(aggregates)), before, lane))
    return [_waiting(row) for row in rows]


def _waiting(row: Sequence[Any]) -> Waiting:
    return Waiting(*row)


def pending(db: Db) -> list[tuple[str, int]]:
    """The sealed bundles that wait for their receipts, with their lanes: the most urgent and oldest first."""
    rows = db.exec_driver_sql("SELECT pid, lane FROM bundle ORDER BY lane, pid").all()
    return [(pid, lane) for pid, lane in rows]


def bundle(db: Db, pid: str) -> Pending | None:
    """A sealed bundle with its bytes."""
    row = db.exec_driver_sql("SELECT pid, lane, data FROM bundle WHERE pid = ?", (pid,)).first()
    return Pending(*row) if row else None


def keep_bundle(db: Db, sealed: Pending, entries: Sequence[int], at: str) -> None:
    """Keep the bytes and note which entries they carry, before the first byte leaves."""
    db.exec_driver_sql("INSERT INTO bundle VALUES (?, ?, ?, ?)", (sealed.pid, sealed.lane, at, sealed.data))
    db.exec_driver_sql("UPDATE journal SET pid = ? WHERE n = ?", [(sealed.pid, n) for n in entries])


def carried_by(db: Db, pid: str) -> dict[str, int]:
    """The entries that a pending bundle carries: their names and numbers in the journal."""
    sql = f"SELECT eid, n FROM journal INDEXED BY journal_waiting WHERE {UNSENT} AND pid = ?"  # noqa: S608
    return {eid: n for eid, n in db.exec_driver_sql(sql, (pid,))}  # noqa: C416 - rows are no pairs to mypy


def drop_bundle(db: Db, pid: str, problem: str) -> None:
    """Let go of a bundle that cannot arrive as it is; its entries are free to go in another."""
    db.exec_driver_sql("DELETE FROM bundle WHERE pid = ?", (pid,))
    db.exec_driver_sql(
        f"UPDATE journal SET pid = NULL, tries = tries + 1, problem = ? WHERE {UNSENT} AND pid = ?",  # noqa: S608
        (problem, pid),
    )


def tried(db: Db, pid: str) -> None:
    """Count one more try of the entries in this bundle."""
    db.exec_driver_sql(f"UPDATE journal SET tries = tries + 1 WHERE {UNSENT} AND pid = ?", (pid,))  # noqa: S608


def hold(db: Db, entries: Iterable[int], reason: str) -> None:
    """Set entries aside that cannot go, with the reason; the rest goes on."""
    rows = [(HELD, reason, n) for n in entries]
    db.exec_driver_sql("UPDATE journal SET state = ?, problem = ?, pid = NULL WHERE n = ?", rows)


def requeue(db: Db, eid: str, *, by: str = "") -> bool:
    """Send a held entry again, of one author or anybody's; answers False where there is none so named (SYN-04)."""
    sql = (
        "UPDATE journal SET state = ?, problem = NULL, pid = NULL"
        " WHERE eid = ? AND own = 1 AND state = ? AND ? IN ('', by)"
    )
    return bool(db.exec_driver_sql(sql, (QUEUED, eid, HELD, by)).rowcount)


def release_held(db: Db, reasons: Sequence[str]) -> int:
    """Queue again what was held for a reason that no longer stands; answers how many."""
    marks = ", ".join("?" for _ in reasons)
    sql = f"UPDATE journal SET state = ?, problem = NULL, pid = NULL WHERE {UNSENT} AND state = ?"  # noqa: S608
    return db.exec_driver_sql(f"{sql} AND problem IN ({marks})", (QUEUED, HELD, *reasons)).rowcount


def mark_packed(db: Db, entries: Iterable[int], where: str) -> None:
    """Note that a stick carries these entries. They stay queued: a stick can be lost."""
    rows = [(PACKED, where, n) for n in entries]
    sql = f"UPDATE journal SET state = ?, problem = ? WHERE n = ? AND {UNSENT} AND state <> 'held'"  # noqa: S608
    db.exec_driver_sql(sql, rows)


def keep_receipt(db: Db, receipt: KeptReceipt, got_at: str) -> bool:
    """Keep a checked receipt and move its entries in one go; answers False where it was here already."""
    values = (
        receipt.rid,
        receipt.pid,
        receipt.level,
        receipt.at,
        receipt.previous,
        receipt.hash,
        receipt.data,
        got_at,
    )
    new = db.exec_driver_sql(
        "INSERT INTO receipt VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", values
    )
    stored = [(receipt.rid, receipt.at, eid) for eid, level, _ in receipt.lines if level != HELD]
    held = [(HELD, reason, receipt.rid, eid) for eid, level, reason in receipt.lines if level == HELD]
    if stored:
        db.exec_driver_sql(
            f"UPDATE journal SET state = '{STORED}', problem = NULL, pid = NULL, rid = ?, received_at = ?"  # noqa: S608
            f" WHERE eid = ? AND {UNSENT}",
            stored,
        )
    if held:
        db.exec_driver_sql(
            f"UPDATE journal SET state = ?, problem = ?, pid = NULL, rid = ? WHERE eid = ? AND {UNSENT}",  # noqa: S608
            held,
        )
    db.exec_driver_sql("DELETE FROM bundle WHERE pid = ?", (receipt.pid,))
    db.exec_driver_sql(f"UPDATE journal SET pid = NULL WHERE {UNSENT} AND pid = ?", (receipt.pid,))  # noqa: S608
    if receipt.previous == chain_end(db)[1]:
        note_chain_end(db, receipt.rid, receipt.hash)
    return bool(new.rowcount)


def chain_end(db: Db) -> tuple[str, str]:
    """The id and hash of the receipt up to which the server's chain is here whole; empty before the first."""
    rid, _, digest = (get_meta(db, CHAIN_END) or " ").partition(" ")
    return rid, digest


def note_chain_end(db: Db, rid: str, digest: str) -> None:
    set_meta(db, CHAIN_END, f"{rid} {digest}")


def receipts(db: Db) -> list[tuple[str, bytes]]:
    """Every receipt's id and bytes, oldest first."""
    return [(rid, data) for rid, data in db.exec_driver_sql("SELECT rid, data FROM receipt ORDER BY rid")]


def marked_sent(db: Db) -> set[str]:
    """The names of own entries that are marked as the server's."""
    sql = "SELECT eid FROM journal WHERE own = 1 AND state IN ('stored', 'safe')"
    return set(db.exec_driver_sql(sql).scalars())


def requeue_absent(db: Db, have: Mapping[str, Sequence[tuple[int, int]]]) -> int:
    """Queue again every `stored` entry that the server does not hold; answers how many there were."""
    absent = 0
    for stream, highest in own_streams(db).items():
        for first, last in _between(have.get(stream, ()), highest):
            absent += db.exec_driver_sql(
                "UPDATE journal SET state = ?, rid = NULL, pid = NULL, received_at = NULL"
                " WHERE st = ? AND seq BETWEEN ? AND ? AND own = 1 AND state = ? AND data IS NOT NULL",
                (QUEUED, stream, first, last, STORED),
            ).rowcount
    return absent


def own_streams(db: Db) -> dict[str, int]:
    """This device's streams and the highest number of each."""
    rows = db.exec_driver_sql("SELECT st, max(seq) FROM journal GROUP BY st").all()
    own = "SELECT own FROM journal WHERE st = ? LIMIT 1"
    return {stream: highest for stream, highest in rows if db.exec_driver_sql(own, (stream,)).scalar_one()}


def _between(ranges: Sequence[tuple[int, int]], highest: int) -> list[tuple[int, int]]:
    """What the ranges leave out of 1 to `highest`."""
    out, expected = [], 1
    for first, last in sorted(ranges):
        if first > expected:
            out.append((expected, first - 1))
        expected = max(expected, last + 1)
    if expected <= highest:
        out.append((expected, highest))
    return out


def head_of(db: Db, stream: str) -> tuple[int, bytes]:
    """The highest number of a stream and the hash of its entry."""
    row = db.exec_driver_sql(
        "SELECT seq, hash FROM journal WHERE st = ? ORDER BY seq DESC LIMIT 1", (stream,)
    ).one()
    return row[0], row[1]


def retry(db: Db) -> str | None:
    """When to try again by itself, as the sync wrote it down."""
    return get_meta(db, RETRY)


def note_retry(db: Db, text: str) -> None:
    set_meta(db, RETRY, text)
