"""Training vaults for tests, with a small ledger in the database in place of the journal."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hubtui.store import keys, vault
from hubtui.store.anchor import Verdict
from hubtui.store.db import connect
from hubtui.store.keys import RecoveryKey
from hubtui.store.vault import Unlocked

LOGIN = "mreyes"
PASSPHRASE = "copper lantern meadow drizzle"
OTHER = "violet anchor biscuit thunder"
ROUNDS = int(os.environ.get("HUBTUI_CRASH_ROUNDS", "4"))
"""Rounds of a test that kills a process at a random moment; set it higher for a long soak."""


def typed(text: str = PASSPHRASE) -> bytearray:
    """A passphrase as the lock screen hands it over: bytes that will be wiped."""
    return bytearray(text.encode())


@dataclass
class Uptime:
    """Seconds since the machine's start, in a test's hand."""

    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Work:
    """An open vault with its ledger."""

    unlocked: Unlocked
    connection: Any
    verdict: Verdict

    def save(self, note: str = "note") -> None:
        """One commit, then the anchor, as the store does it."""
        seq, head = self.position()
        head = hashlib.sha256(f"{head}{note}".encode()).hexdigest()
        self.connection.execute("INSERT INTO ledger VALUES (?, ?, ?)", (seq + 1, head, note))
        self.unlocked.anchor.note(seq + 1, head, at=vault.now())

    def position(self) -> tuple[int, str]:
        """The number of the last save, and the chain's end."""
        return position(self.connection)

    def notes(self) -> list[str]:
        return [note for (note,) in self.connection.execute("SELECT note FROM ledger ORDER BY seq")]


@dataclass
class Box:
    """A vault on the disk."""

    folder: Path
    state: Path
    recovery: str

    def unlock(self, login: str = LOGIN, passphrase: str = PASSPHRASE, **kwargs: Any) -> Unlocked:
        return vault.unlock(self.folder, login, typed(passphrase), state=self.state, **kwargs)

    @contextmanager
    def work(self, *, seal: bool = True, login: str = LOGIN, passphrase: str = PASSPHRASE) -> Iterator[Work]:
        """Unlock, judge, work, close."""
        unlocked = self.unlock(login, passphrase)
        try:
            connection = opened(unlocked)
            try:
                seq, _ = position(connection)
                verdict = unlocked.judge(seq, lambda number: head_at(connection, number), at=vault.now())
                yield Work(unlocked, connection, verdict)
            finally:
                connection.close()
        finally:
            unlocked.close(seal=seal)

    def recovery_key(self) -> RecoveryKey:
        return RecoveryKey.parse(bytearray(self.recovery.encode()))

    @property
    def database(self) -> Path:
        return next(self.folder.glob("store.*.db"))


def make(tmp_path: Path, *, saves: int = 0, fill: Callable[[Unlocked], None] | None = None) -> Box:
    """A training vault with one supervisor, and so many notes in its ledger."""
    box = Box(tmp_path / "vault", tmp_path / "state", "")
    unlocked, recovery = vault.create(
        box.folder,
        unit="HHI",
        terminal="A",
        login=LOGIN,
        role="supervisor",
        passphrase=typed(),
        training=True,
        label="Wing office",
        state=box.state,
        fill=fill or lay_out,
    )
    unlocked.close(seal=True)
    box.recovery = recovery.text
    if saves:
        with box.work() as work:
            for number in range(saves):
                work.save(f"note {number + 1}")
    return box


def lay_out(unlocked: Unlocked) -> None:
    """The ledger's table."""
    connection = opened(unlocked)
    try:
        connection.execute("CREATE TABLE ledger (seq INTEGER PRIMARY KEY, head TEXT, note TEXT)")
    finally:
        connection.close()


def opened(unlocked: Unlocked) -> Any:
    """The store's own connection."""
    key = unlocked.db_key
    try:
        return connect(unlocked.db_path, key)
    finally:
        keys.wipe(key)


def position(connection: Any) -> tuple[int, str]:
    row = connection.execute("SELECT seq, head FROM ledger ORDER BY seq DESC LIMIT 1").fetchone()
    return (row[0], row[1]) if row else (0, "")


def head_at(connection: Any, seq: int) -> str | None:
    if seq == 0:
        return ""
    row = connection.execute("SELECT head FROM ledger WHERE seq = ?", (seq,)).fetchone()
    return row[0] if row else None
