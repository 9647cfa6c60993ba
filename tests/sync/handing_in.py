"""What the tests of handing in share: a desk with work on it, enrolled at a server."""

import os
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from hubtui.domain.entry import Lane
from hubtui.journal.envelope import Envelope
from hubtui.store import queue
from hubtui.store.db import open_engine
from hubtui.store.outbox import Pinned
from hubtui.store.queue import QueueItem
from hubtui.store.workspace import SignedIn, Workspace, open_workspace
from hubtui.sync.client import Outcome
from hubtui.sync.enrolling import enrol_by_wire
from hubtui.sync.running import SystemClock, run_once
from hubtui.sync.transport import HttpTransport
from tests.sync.entries import NoteWritten

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def terminal(folder: Path, letter: str = "A", realm: str = "training") -> Workspace:
    """A vault that no server knows yet, with the first entry of its stream."""
    engine = open_engine(folder / f"vault-{letter}.db", bytearray(os.urandom(32)))
    who = SignedIn("kstowe", "K Stowe", "sync-operator")
    return open_workspace(engine, realm=realm, unit="HHI", terminal=letter, worker=who, clock=lambda: NOON)


def enrolled(folder: Path, url: str, code: str, letter: str = "A") -> Workspace:
    """A terminal made a device of the server."""
    workspace = terminal(folder, letter)
    enrol(workspace, url, code)
    return workspace


def enrol(workspace: Workspace, url: str, code: str) -> Pinned:
    with HttpTransport(url) as line:
        return enrol_by_wire(workspace, url, code, line, SystemClock(workspace.clock))


def write_note(
    workspace: Workspace, text: str = "a note", *, case: str = "", lane: Lane = Lane.WORK
) -> Envelope:
    """One entry of a case, of any lane."""
    with workspace.writing() as tx:
        return tx.record(NoteWritten(record=str(uuid4()), note=text), case or str(uuid4()), lane=lane)


def hand_in(workspace: Workspace, url: str = "") -> Outcome:
    """One run of sync; to another address than the pinned one where one is named."""
    if not url:
        return run_once(workspace)
    with HttpTransport(url, stall=1.0) as line:
        return run_once(workspace, transport=line)


def unsent(workspace: Workspace) -> list[QueueItem]:
    with workspace.reading() as db:
        return queue.queue(db, 10_000)


def journal_names(workspace: Workspace) -> set[str]:
    """The names of every own entry of the vault."""
    with workspace.reading() as db:
        return set(db.exec_driver_sql("SELECT eid FROM journal WHERE own = 1").scalars())


def states(workspace: Workspace) -> dict[str, str]:
    """The state of every own entry, by name."""
    with workspace.reading() as db:
        rows = db.exec_driver_sql("SELECT eid, state FROM journal WHERE own = 1").all()
    return dict(tuple(row) for row in rows)
