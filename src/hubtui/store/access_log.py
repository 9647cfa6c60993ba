"""Who signed in, looked, was refused, handed in or took out: append-only, each line chained to the last (SEC-04)."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from hubtui.store import clock as clocks
from hubtui.store.db import Db
from hubtui.store.workspace import Workspace

START = "0" * 64
"""What the first row names as the one before it."""


@dataclass(frozen=True)
class AccessLine:
    """One line of the log. `at` is an ISO instant in UTC; `detail` holds no case content."""

    number: int
    at: str
    by: str
    role: str
    what: str
    subject: str
    detail: str


def note(workspace: Workspace, what: str, subject: str = "", detail: str = "") -> None:
    """Write one line, in a transaction of its own.

    `what` is one word: sign-in, view, search, refused, sync, export, import, enrol, backup, passphrase.

    A rehearsed act that is refused stands in the log as well: it was tried (SEC-02).
    """
    if workspace.read_only:
        return
    with workspace.writing(in_earnest=True) as tx:
        _append(
            tx.db,
            clocks.iso(workspace.now()),
            workspace.worker.login,
            workspace.worker.role,
            what,
            subject,
            detail,
        )


def _append(db: Db, at: str, by: str, role: str, what: str, subject: str, detail: str) -> None:
    row = db.exec_driver_sql("SELECT hash FROM access_log ORDER BY n DESC LIMIT 1").first()
    previous = row[0] if row else START
    digest = line_hash(previous, at, by, role, what, subject, detail)
    db.exec_driver_sql(
        "INSERT INTO access_log (at, by, role, what, subject, detail, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (at, by, role, what, subject, detail, previous, digest),
    )


def line_hash(*parts: str) -> str:
    """The hash that chains a line to the one before it."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def lines(db: Db, *, limit: int = 200, offset: int = 0, find: str = "") -> list[AccessLine]:
    """Lines of the log, newest first, those that hold `find` where it is given."""
    rows = db.exec_driver_sql(
        "SELECT n, at, by, role, what, subject, detail FROM access_log"
        " WHERE ? = '' OR instr(lower(by || ' ' || what || ' ' || subject || ' ' || detail), lower(?)) > 0"
        " ORDER BY n DESC LIMIT ? OFFSET ?",
        (find, find, limit, offset),
    ).all()
    return [AccessLine(*row) for row in rows]


@dataclass(frozen=True)
class Link:
    """Up to where the chain has been followed: a line's number and its hash."""

    number: int = 0
    hash: str = START


def broken(db: Db) -> Iterator[int]:
    """The numbers of lines that do not follow from the line before them."""
    at: Link | None = Link()
    while at is not None:
        wrong, at = broken_after(db, at)
        yield from wrong


def broken_after(db: Db, at: Link, *, lines: int = 500) -> tuple[list[int], Link | None]:
    """As `broken`, of the next so many lines; and where they end, None where there are no more."""
    wrong: list[int] = []
    rows = db.exec_driver_sql(
        "SELECT n, at, by, role, what, subject, detail, previous, hash FROM access_log"
        " WHERE n > ? ORDER BY n LIMIT ?",
        (at.number, lines),
    ).all()
    for number, *parts, said, digest in rows:
        if number != at.number + 1 or said != at.hash or line_hash(at.hash, *parts) != digest:
            wrong.append(number)
        at = Link(number, digest)
    return wrong, at if len(rows) == lines else None
