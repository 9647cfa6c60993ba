"""The embedded database: SQLCipher in one file, shared by the server and the commands that run beside it."""

import threading
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import sqlcipher3.dbapi2 as sqlcipher

from hubtui.domain.trouble import Damaged, Unavailable
from hubtui.server import schema
from hubtui.server.store import Code, Device, Finding, Gap, Given, Hold, Kept, Slot, StoreBusy, StoreFull

FILE = "server.db"
PATIENCE_MS = 10_000
PRAGMAS = (
    f"busy_timeout={PATIENCE_MS}",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "cache_size=-65536",
)
MANY = 500
"""Values to one statement, below every build's limit."""

_DATES = "enrolled_at, last_seen"
_COLUMNS: dict[type, tuple[str, str]] = {
    Device: (
        "device",
        "dev, unit, terminal, statement, signing, sealing, alias_key, certificate, until, state, " + _DATES,
    ),
    Code: ("code", "name, key, unit, made_at, expires_at, tries, used_by, request, answer"),
    Kept: (
        "entry",
        "hash, eid, st, seq, prev, agg, lane, by, kind, data, sig, dev, pid, received_at, cseq",
    ),
    Given: ("receipt", "rid, pid, dev, digest, hash, data, at"),
    Hold: ("hold", "hash, dev, pid, reason, data, sig, at"),
    Finding: ("finding", "kind, dev, st, seq, at"),
}
"""Where each thing is kept, its columns in the order of its fields."""

R = TypeVar("R")


class SqliteStore:
    """One connection, used by one thread at a time; other processes are waited for."""

    def __init__(self, folder: Path, key: bytes, now: str) -> None:
        """Open the database in `folder`, made where there is none. Raises Damaged where the key does not
        fit.
        """
        self._lock = threading.RLock()
        try:
            self._connection = _connect(folder / FILE, key)
        except sqlcipher.DatabaseError as error:
            raise _trouble_at_opening(error) from error
        with self._transaction("IMMEDIATE") as connection:
            _make_tables(connection, now)

    @contextmanager
    def writing(self) -> Iterator["SqliteLedger"]:
        with self._transaction("IMMEDIATE") as connection:
            yield SqliteLedger(connection)

    @contextmanager
    def reading(self) -> Iterator["SqliteLedger"]:
        with self._transaction("DEFERRED") as connection:
            yield SqliteLedger(connection)

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    @contextmanager
    def _transaction(self, mode: str) -> Iterator[Any]:
        with self._lock:
            try:
                self._connection.execute(f"BEGIN {mode}")
                try:
                    yield self._connection
                except BaseException:
                    self._connection.rollback()
                    raise
                self._connection.commit()
            except sqlcipher.DatabaseError as error:
                if self._connection.in_transaction:
                    self._connection.rollback()
                raise _trouble(error) from error


def _connect(path: Path, key: bytes) -> Any:
    connection = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False)
    try:
        # Keyed before it is asked for anything; a wrong key would otherwise be told on standard error.
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.set_key(b"x'" + key.hex().encode() + b"'")
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").fetchall()
    except sqlcipher.DatabaseError:
        connection.close()
        raise
    path.chmod(0o600)
    return connection


def _make_tables(connection: Any, now: str) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > schema.VERSION:
        raise Unavailable("The server's database is of a newer version.", "Install that version of hubtui.")
    if version == 0:
        for statement in schema.STATEMENTS:
            connection.execute(statement)
        connection.execute("INSERT INTO epoch VALUES (1, ?, NULL, ?)", (str(uuid.uuid4()), now))
        connection.execute(f"PRAGMA user_version={schema.VERSION}")


def _trouble(error: BaseException) -> Exception:
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreBusy()
    if name == "SQLITE_FULL" or name.startswith("SQLITE_IOERR"):
        return StoreFull()
    if name in ("SQLITE_CORRUPT", "SQLITE_NOTADB"):
        return Damaged("The server's database is damaged.", "Stop the server and restore its backup.")
    return RuntimeError(f"database: {name}")


def _trouble_at_opening(error: BaseException) -> Exception:
    trouble = _trouble(error)
    if isinstance(trouble, StoreBusy):
        return Unavailable("Another process holds the server's database.", "Try again in a moment.")
    return trouble


class SqliteLedger:
    """One transaction on the embedded database (the contract stands in `store.Ledger`)."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def epoch(self) -> str:
        return str(self._one("SELECT id FROM epoch ORDER BY n DESC LIMIT 1")[0])

    def device(self, dev: str) -> Device | None:
        return next(iter(self._rows(Device, "WHERE dev = ?", dev)), None)

    def devices(self) -> list[Device]:
        return self._rows(Device, "ORDER BY enrolled_at, dev")

    def put_device(self, device: Device) -> None:
        self._insert("INSERT OR REPLACE", device)

    def seen(self, dev: str, at: str) -> None:
        self._do("UPDATE device SET last_seen = ? WHERE dev = ?", at, dev)

    def code(self, name: str) -> Code | None:
        return next(iter(self._rows(Code, "WHERE name = ?", name)), None)

    def put_code(self, code: Code) -> None:
        self._insert("INSERT OR REPLACE", code)

    def given_for(self, pid: str) -> Given | None:
        return next(iter(self._rows(Given, "WHERE pid = ?", pid)), None)

    def answered_again(self, pid: str) -> None:
        self._do("INSERT INTO replay VALUES (?, 1) ON CONFLICT (pid) DO UPDATE SET times = times + 1", pid)

    def last_given(self, dev: str) -> str:
        row = self._one("SELECT hash FROM receipt WHERE dev = ? ORDER BY n DESC LIMIT 1", dev)
        return row[0] if row else ""

    def given_after(self, dev: str, rid: str, limit: int) -> list[Given]:
        ending = (
            "WHERE dev = ?1 AND n > coalesce((SELECT n FROM receipt WHERE rid = ?2 AND dev = ?1), 0)"
            " ORDER BY n LIMIT ?3"
        )
        return self._rows(Given, ending, dev, rid, limit)

    def give(self, given: Given) -> None:
        self._insert("INSERT", given)

    def known(self, hashes: Sequence[bytes]) -> set[bytes]:
        return {row[0] for row in self._many("SELECT hash FROM entry WHERE hash IN ({})", (), hashes)}

    def slots(self, stream: str, numbers: Iterable[int]) -> dict[int, Slot]:
        rows = self._many(
            "SELECT seq, hash, prev FROM entry WHERE st = ? AND seq IN ({})", (stream,), list(numbers)
        )
        return {row[0]: (row[1], row[2]) for row in rows}

    def owner_of(self, stream: str) -> str | None:
        row = self._one("SELECT dev FROM stream WHERE st = ?", stream)
        return row[0] if row else None

    def claim(self, stream: str, dev: str) -> None:
        self._do("INSERT INTO stream VALUES (?, ?)", stream, dev)

    def add(self, entries: Sequence[Kept], unchecked: set[bytes]) -> Gap:
        # BEGIN IMMEDIATE is the lock under which numbers are given out.
        last = int(self._one("SELECT value FROM counter WHERE name = 'cseq'")[0])
        # The number is the last column; the entries themselves come without one.
        rows = [(*tuple(vars(entry).values())[:-1], last + place) for place, entry in enumerate(entries, 1)]
        self._connection.executemany(_insertion("INSERT", Kept), rows)
        self._connection.executemany(
            "INSERT INTO unchecked VALUES (?)", [(row[-1],) for row in rows if row[0] in unchecked]
        )
        self._do("UPDATE counter SET value = ? WHERE name = 'cseq'", last + len(rows))
        for stream, first, end in _runs(entries):
            self._widen(stream, first, end)
        return last + 1, last + len(rows)

    def _widen(self, stream: str, first: int, last: int) -> None:
        before = self._one("SELECT first FROM stream_range WHERE st = ? AND last = ?", stream, first - 1)
        after = self._one("SELECT last FROM stream_range WHERE st = ? AND first = ?", stream, last + 1)
        if before:
            self._do("DELETE FROM stream_range WHERE st = ? AND first = ?", stream, before[0])
        if after:
            self._do("DELETE FROM stream_range WHERE st = ? AND first = ?", stream, last + 1)
        merged = (before[0] if before else first, after[0] if after else last)
        self._do("INSERT INTO stream_range VALUES (?, ?, ?)", stream, *merged)

    def ranges(self, stream: str) -> list[Gap]:
        return self._all("SELECT first, last FROM stream_range WHERE st = ? ORDER BY first", stream)

    def streams_of(self, dev: str) -> list[str]:
        return [row[0] for row in self._all("SELECT st FROM stream WHERE dev = ? ORDER BY st", dev)]

    def hold(self, hold: Hold) -> None:
        self._insert("INSERT OR IGNORE", hold)

    def find(self, finding: Finding) -> None:
        self._insert("INSERT OR IGNORE", finding)

    def entries(self, after: int, limit: int) -> list[Kept]:
        return self._rows(Kept, "WHERE cseq > ? ORDER BY cseq LIMIT ?", after, limit)

    def names_of(self, dev: str) -> set[str]:
        return {row[0] for row in self._all("SELECT eid FROM entry WHERE dev = ?", dev)}

    def unchecked(self, limit: int) -> list[Kept]:
        return self._rows(Kept, "JOIN unchecked USING (cseq) ORDER BY cseq LIMIT ?", limit)

    def checked(self, numbers: Iterable[int]) -> None:
        self._connection.executemany(
            "DELETE FROM unchecked WHERE cseq = ?", [(number,) for number in numbers]
        )

    def holds(self) -> list[Hold]:
        return self._rows(Hold, "ORDER BY n")

    def findings(self) -> list[Finding]:
        return self._rows(Finding, "ORDER BY n")

    def counts(self) -> dict[str, int]:
        tables = ("entry", "unchecked", "receipt", "hold", "finding", "device", "stream")
        return {table: int(self._one(f"SELECT count(*) FROM {table}")[0]) for table in tables}  # noqa: S608

    def _do(self, sql: str, *values: Any) -> None:
        self._connection.execute(sql, values)

    def _one(self, sql: str, *values: Any) -> Any:
        return self._connection.execute(sql, values).fetchone()

    def _all(self, sql: str, *values: Any) -> list[Any]:
        rows: list[Any] = self._connection.execute(sql, values).fetchall()
        return rows

    def _many(self, sql: str, before: tuple[Any, ...], values: Sequence[Any]) -> Iterator[Any]:
        for at in range(0, len(values), MANY):
            some = values[at : at + MANY]
            yield from self._connection.execute(sql.format(", ".join("?" * len(some))), (*before, *some))

    def _rows(self, kind: type[R], ending: str, *values: Any) -> list[R]:
        table, columns = _COLUMNS[kind]
        return [kind(*row) for row in self._all(f"SELECT {columns} FROM {table} {ending}", *values)]  # noqa: S608

    def _insert(self, how: str, thing: object) -> None:
        self._do(_insertion(how, type(thing)), *vars(thing).values())


def _insertion(how: str, kind: type) -> str:
    table, columns = _COLUMNS[kind]
    marks = ", ".join("?" for _ in columns.split(","))
    return f"{how} INTO {table} ({columns}) VALUES ({marks})"


def _runs(entries: Sequence[Kept]) -> Iterator[tuple[str, int, int]]:
    """The runs of consecutive places that these entries fill, none of which was filled before."""
    places = sorted((entry.stream, entry.seq) for entry in entries)
    start = 0
    for at in range(1, len(places) + 1):
        ends = at == len(places) or places[at] != (places[at - 1][0], places[at - 1][1] + 1)
        if ends:
            yield places[start][0], places[start][1], places[at - 1][1]
            start = at
