"""Half-typed work in the encrypted file: each worker's own, kept until it is saved or discarded by name (SEC-03)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hubtui.domain.dates import read_instant
from hubtui.store.clock import iso
from hubtui.store.db import Db
from hubtui.store.workspace import Workspace


@dataclass(frozen=True)
class KeptDraft:
    """A form not saved yet. `answers` is its JSON, `subject` whom or what it is about, `kept_at` in UTC."""

    id: str
    form: str
    subject: str
    title: str
    answers: str
    kept_at: datetime


def keep(workspace: Workspace, draft: KeptDraft) -> None:
    """Write the draft over the one with its id; it is on disk when this returns."""
    with workspace.writing() as tx:
        tx.db.exec_driver_sql(
            "INSERT INTO draft (id, login, form, subject, title, answers, kept_at) VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET answers = excluded.answers, kept_at = excluded.kept_at"
            " WHERE login = excluded.login",
            (
                draft.id,
                workspace.worker.login,
                draft.form,
                draft.subject,
                draft.title,
                draft.answers,
                iso(draft.kept_at),
            ),
        )


def discard(workspace: Workspace, draft: str) -> None:
    """Take one of this worker's drafts away."""
    with workspace.writing() as tx:
        tx.db.exec_driver_sql("DELETE FROM draft WHERE id = ? AND login = ?", (draft, workspace.worker.login))


def of_worker(db: Db, login: str) -> Sequence[KeptDraft]:
    """All drafts of one worker, newest first."""
    rows = db.exec_driver_sql(
        "SELECT id, form, subject, title, answers, kept_at FROM draft WHERE login = ? ORDER BY kept_at DESC",
        (login,),
    ).all()
    return [
        KeptDraft(draft, form, subject, title, answers, read_instant(kept_at))
        for draft, form, subject, title, answers, kept_at in rows
    ]


def counted(db: Db) -> dict[str, tuple[int, str]]:
    """For each login how many drafts there are and when the oldest was kept: a supervisor sees no more of them."""
    rows = db.exec_driver_sql("SELECT login, count(*), min(kept_at) FROM draft GROUP BY login").all()
    return {login: (number, oldest) for login, number, oldest in rows}
