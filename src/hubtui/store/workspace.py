"""The open store, who is signed in and the clock: all that an act needs."""

import base64
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from hubtui.domain.dates import local_date
from hubtui.domain.entry import Entry, Op, journalled
from hubtui.domain.record import VAULT
from hubtui.domain.trouble import Damaged, Unavailable
from hubtui.journal import envelope as envelopes
from hubtui.journal.envelope import Envelope
from hubtui.store import apply as projections
from hubtui.store import ballast, journal, outbox
from hubtui.store import clock as clocks
from hubtui.store import device as devices
from hubtui.store.db import Db, DiskFull, trouble_of
from hubtui.store.tables import LASTING, LASTING_EXTRAS, projection_shape
from hubtui.store.vault import Unlocked

SHAPE = "projection shape"


@dataclass(frozen=True)
class SignedIn:
    """The worker at the keyboard. `role` is the slot's, vouched for by the vault's header."""

    login: str
    name: str
    role: str


@journalled("stream.open", "Journal begun")
class StreamOpened(Entry):
    """A run of numbers begins: at setup, after a rollback was found, or after a fork."""

    record: str
    dev: str
    reason: str
    previous: str = ""
    last_seq: int = 0

    def ops(self) -> Iterator[Op]:
        for name in ("dev", "reason", "previous", "last_seq"):
            yield Op("set", self.record, name, getattr(self, name))


@dataclass
class Tx:
    """One act under way: everything recorded in it is saved together or not at all."""

    db: Db
    workspace: "Workspace"
    stream: devices.Stream
    act: str
    known: projections.Known = field(default_factory=dict)
    saved: list[Envelope] = field(default_factory=list)

    def record(self, entry: Entry, aggregate: str, *, why: str = "", lane: int | None = None) -> Envelope:
        """Write the entry to the journal and apply it. `why` is the worker's reason, where the act asks for one."""
        workspace, now = self.workspace, self.workspace.now()
        content: dict[str, Any] = {
            "v": envelopes.VERSION,
            "sv": envelopes.SCHEMA,
            "realm": workspace.realm,
            "dev": workspace.device.dev,
            "st": self.stream.st,
            "seq": self.stream.next_seq,
            "prev": self.stream.previous,
            "lane": int(entry.lane if lane is None else lane),
            "agg": aggregate,
            "kind": entry.kind,
            "by": workspace.worker.login,
            "role": workspace.worker.role,
            "act": self.act,
            "at": self._at(now),
            "ops": [self._wire(op, aggregate) for op in entry.ops()],
        }
        happened = entry.happened()
        if happened is not None:
            content["on"] = clocks.iso(happened) if isinstance(happened, datetime) else happened.isoformat()
        if why:
            content["why"] = why
        made = envelopes.signed(content, workspace.device.signing)
        journal.insert(self.db, made, own=True, tx=self.stream.commits + 1)
        projections.apply(self.db, made, self.known)
        self.stream.next_seq += 1
        self.stream.previous = journal.previous_hash(made)
        self.stream.latest_wall = max(self.stream.latest_wall, clocks.iso(now))
        self.saved.append(made)
        return made

    def _at(self, now: datetime) -> dict[str, Any]:
        latest = datetime.fromisoformat(self.stream.latest_wall) if self.stream.latest_wall else None
        at: dict[str, Any] = {"wall": clocks.iso(now), "boot": clocks.boot(), "mono": clocks.monotonic_ms()}
        if clocks.suspect(now, latest):
            at["suspect"] = True
        return at

    def _wire(self, op: Op, aggregate: str) -> list[Any]:
        """The operation with the bases its author sees: the heads that stand as it is made."""
        if op.verb == "new":
            return ["new", op.record, op.value]
        heads = projections.load_heads(self.db, op.record, self.known, aggregate)
        name = envelopes.VOID if op.verb in ("void", "unvoid") else op.field
        standing = sorted(heads.fields[name].values) if name in heads.fields else []
        match op.verb:
            case "set":
                return ["set", op.record, op.field, standing, op.value]
            case "step":
                return ["step", op.record, op.field, standing, heads.shown(op.field), op.value]
            case "add":
                return ["add", op.record, op.field, op.value]
            case "rem":
                values = heads.fields[name].values if name in heads.fields else {}
                return [
                    "rem",
                    op.record,
                    op.field,
                    sorted(n for n, value in values.items() if value == op.value),
                ]
            case "void":
                seen = {field: sorted(head.values) for field, head in heads.fields.items()}
                return ["void", op.record, op.value, seen]
        return ["unvoid", op.record, standing]


@dataclass
class Workspace:
    """An open vault, somebody signed in, and a clock."""

    engine: Engine
    realm: str
    unit: str
    terminal: str
    worker: SignedIn
    clock: clocks.Clock
    device: devices.Device
    vault: Path | None = None
    after_commit: Callable[[int, str], None] = lambda _commits, _head: None
    read_only: str = ""
    banner: str = ""
    unlocked: Unlocked | None = None
    rehearsing: bool = False
    latest_id: int = 0
    _engines: dict[str, Engine] = field(default_factory=dict, repr=False)

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return self.clock()

    def today(self) -> date:
        """The date where the worker sits."""
        return local_date(self.now())

    def new_id(self) -> str:
        """A record's id: a UUIDv7, made here and now, unique without asking anybody.

        The twelve bits after the millisecond count on, so that records of one act keep the order they were made in.
        """
        self.latest_id = max(int(self.now().timestamp() * 1000) << 12, self.latest_id + 1)
        stamp, count = divmod(self.latest_id, 1 << 12)
        noise = bytearray(secrets.token_bytes(8))
        noise[0] = noise[0] & 0x3F | 0x80
        text = f"{stamp:012x}7{count:03x}{noise.hex()}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    @contextmanager
    def reading(self) -> Iterator[Db]:
        """A look at the store; nothing in it can be changed. Raises Unavailable, Damaged."""
        with self._transaction("DEFERRED") as db:
            yield db

    @contextmanager
    def writing(self, *, in_earnest: bool = False) -> Iterator[Tx]:
        """One transaction: an act's entries, their projections and the stream's head, durable when it ends.

        `in_earnest` keeps what is written even in a rehearsal: that somebody tried has happened all the same.
        Raises Unavailable when the vault is read-only or the disk is full, Damaged when its bytes are not whole.
        """
        if self.read_only:
            raise Unavailable(self.read_only, "Ask your supervisor to look at the vault.")
        with self._transaction("IMMEDIATE") as db:
            stream = current_stream(db)
            assert stream is not None, "a workspace has a stream"
            tx = Tx(db, self, stream, self.new_id())
            yield tx
            if self.rehearsing and not in_earnest:
                db.rollback()
            elif tx.saved:
                tx.stream.commits += 1
                devices.set_meta(db, devices.STREAM, tx.stream.to_json())
        if tx.saved and not self.rehearsing:
            self.after_commit(tx.stream.commits, tx.saved[-1].hash.hex())

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """Within it every act's transaction is taken back when it ends: what it would say, without its doing it."""
        self.rehearsing = True
        try:
            yield
        finally:
            self.rehearsing = False

    def _beginning(self, mode: str) -> Engine:
        """The engine whose transactions begin in this mode; made once, for making it costs as much as a statement."""
        if mode not in self._engines:
            self._engines[mode] = self.engine.execution_options(begin=mode)
        return self._engines[mode]

    @contextmanager
    def _transaction(self, mode: str) -> Iterator[Db]:
        try:
            with self._beginning(mode).begin() as db:
                yield db
        except (DatabaseError, sqlcipher.DatabaseError) as error:
            trouble = trouble_of(error)
            if isinstance(trouble, DiskFull) and self.vault is not None and ballast.release(self.vault):
                trouble = DiskFull(
                    trouble.message, "A reserve was freed: save once more now, then free some disk space."
                )
            raise trouble from error

    def new_stream(self, reason: str) -> None:
        """Begin a new run of numbers, so that none is ever used twice."""
        with self._transaction("IMMEDIATE") as db:
            before = current_stream(db)
            fresh = devices.Stream(
                base64.b32encode(secrets.token_bytes(16)).rstrip(b"=").decode().lower(),
                1,
                devices.statement_hash(self.device.statement()),
                before.commits if before else 0,
                before.latest_wall if before else "",
            )
            tx = Tx(db, self, fresh, self.new_id())
            opened = StreamOpened(
                record=self.new_id(),
                dev=self.device.dev,
                reason=reason,
                previous=before.st if before else "",
                last_seq=before.next_seq - 1 if before else 0,
            )
            made = tx.record(opened, VAULT)
            fresh.commits += 1
            devices.set_meta(db, devices.STREAM, fresh.to_json())
        self.after_commit(fresh.commits, made.hash.hex())

    def stream(self) -> devices.Stream:
        """How far the journal has come."""
        with self.reading() as db:
            stream = current_stream(db)
        assert stream is not None, "a workspace has a stream"
        return stream

    def position(self) -> tuple[int, str]:
        """How many saves there are, and the hash (hex) that the vault's own chain ends in; empty before any."""
        with self.reading() as db:
            stream = current_stream(db)
            assert stream is not None, "a workspace has a stream"
            return stream.commits, journal.head_at(db, stream.commits) or ""

    def close(self) -> None:
        """Write everything back into the main file and let go of it."""
        self.checkpoint()
        self.engine.dispose()

    def checkpoint(self) -> None:
        """Bring the main file up to date, so that nothing is left in the write-ahead log."""
        if self.read_only:
            return
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def current_stream(db: Db) -> devices.Stream | None:
    """How far the journal has come; None in a vault that is only just being made."""
    text = devices.get_meta(db, devices.STREAM)
    return devices.Stream.from_json(text) if text else None


def open_workspace(
    engine: Engine,
    *,
    realm: str,
    unit: str,
    terminal: str,
    worker: SignedIn,
    clock: clocks.Clock,
    vault: Path | None = None,
    after_commit: Callable[[int, str], None] = lambda _commits, _head: None,
    read_only: bool = False,
) -> Workspace:
    """The workspace over an opened vault; makes what a new one lacks and rebuilds projections of another shape.

    A vault found damaged is opened `read_only`: then nothing at all is written, not even what it lacks.
    """
    if read_only:
        with engine.execution_options(begin="DEFERRED").begin() as db:
            found = devices.load_device(db)
        if found is None:
            raise Damaged("The vault's file is damaged.", "Ask your supervisor to restore a backup.")
        return Workspace(engine, realm, unit, terminal, worker, clock, found, vault, after_commit)
    with engine.execution_options(begin="IMMEDIATE").begin() as db:
        LASTING.create_all(db)
        for statement in (*LASTING_EXTRAS, *outbox.EXTRAS):
            db.exec_driver_sql(statement)
        device = devices.load_device(db) or devices.make_device(db, _uuid())
        if devices.get_meta(db, SHAPE) != projection_shape():
            projections.rebuild(db, journal.entries(db))
            devices.set_meta(db, SHAPE, projection_shape())
        fresh = devices.get_meta(db, devices.STREAM) is None
    workspace = Workspace(engine, realm, unit, terminal, worker, clock, device, vault, after_commit)
    if fresh:
        workspace.new_stream("setup")
    return workspace


def _uuid() -> str:
    text = secrets.token_hex(16)
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:]}"
