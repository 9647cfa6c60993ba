"""Is everything as it was made? Every signature, every chain, the access log, and tables equal to the journal."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from hubtui.journal.envelope import BadEnvelope, read, text_of, verify
from hubtui.store import access_log, journal
from hubtui.store.apply import rebuild
from hubtui.store.db import Db
from hubtui.store.device import statement_hash
from hubtui.store.summary import freshen
from hubtui.store.tables import SEARCH, projection_tables
from hubtui.store.workspace import Workspace


@dataclass(frozen=True)
class Fault:
    """Something that is not as it was made: where, and what."""

    where: str
    what: str


def check(workspace: Workspace, *, deep: bool) -> tuple[int, list[Fault]]:
    """How many entries were looked at, and what is wrong with them.

    Deep rebuilds every projection from the journal and compares it, in a transaction that is taken back.
    """
    workspace.checkpoint()
    with workspace.reading() as db:
        faults = [*_journal_faults(workspace, db), *_access_faults(db), *_sqlite_faults(db)]
        count = int(db.exec_driver_sql("SELECT count(*) FROM journal").one()[0])
    if deep and not workspace.read_only:
        faults.extend(_table_faults(workspace))
    return count, faults


def _journal_faults(workspace: Workspace, db: Db) -> Iterator[Fault]:
    key = workspace.device.signing.public_key()
    first = statement_hash(workspace.device.statement())
    ends: dict[str, tuple[int, str]] = {}
    query = "SELECT eid, hash, st, seq, agg, kind, own, data, sig FROM journal ORDER BY st, seq"
    for eid, digest, stream, seq, aggregate, kind, own, data, signature in db.exec_driver_sql(query):
        where = f"{stream[:8]}-{seq}"
        if data is None:
            ends[stream] = (seq, text_of(digest))
            continue
        try:
            entry = read(data, signature)
        except BadEnvelope as error:
            yield Fault(where, f"The entry cannot be read: {error}.")
            ends[stream] = (seq, text_of(digest))
            continue
        said = (entry.eid, entry.hash, entry.stream, entry.seq, entry.aggregate, entry.kind)
        if said != (eid, digest, stream, seq, aggregate, kind):
            yield Fault(where, "The entry's bytes are not those that were saved.")
        if own and not verify(entry.hash, signature, key):
            yield Fault(where, "The entry's signature is not this device's.")
        before_seq, before_hash = ends.get(stream, (0, first))
        if own and (seq != before_seq + 1 or entry.previous != before_hash):
            yield Fault(where, "The entry does not follow from the one before it.")
        ends[stream] = (seq, text_of(digest))


def _access_faults(db: Db) -> Iterator[Fault]:
    for number in access_log.broken(db):
        yield Fault(f"access log {number}", "The line does not follow from the one before it.")


def _sqlite_faults(db: Db) -> Iterator[Fault]:
    for (answer,) in db.exec_driver_sql("PRAGMA quick_check").all():
        if answer != "ok":
            yield Fault("file", "The database's own check found damage.")
    for (answer,) in db.exec_driver_sql("PRAGMA cipher_integrity_check").all():
        yield Fault("file", f"A page is not as it was written ({str(answer)[:60]}).")


def _table_faults(workspace: Workspace) -> list[Fault]:
    with workspace.rehearsal(), workspace.writing() as tx:
        before = _fingerprints(tx.db)
        rebuild(tx.db, journal.entries(tx.db))
        after = _fingerprints(tx.db)
    return [
        Fault(f"table {name}", "The table does not equal what the journal says.")
        for name in sorted(before)
        if before[name] != after[name]
    ]


def _fingerprints(db: Db) -> dict[str, str]:
    """A hash of each projection's rows, whatever order they were made in."""
    freshen(db)
    prints = {}
    for table in projection_tables():
        columns = ", ".join(
            f'"{column.name}"' for column in table.columns if (table, column.name) != (SEARCH, "n")
        )
        digest = hashlib.sha256()
        for row in db.exec_driver_sql(f'SELECT {columns} FROM "{table.name}" ORDER BY {columns}'):  # noqa: S608
            digest.update(repr(tuple(row)).encode())
        prints[table.name] = digest.hexdigest()
    return prints
