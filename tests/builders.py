"""What tests start from: a real encrypted store with somebody signed in, and a clock they can turn."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hubtui.acts.everything import perform
from hubtui.acts.registry import Saved
from hubtui.domain.record import VAULT
from hubtui.domain.roles import Role
from hubtui.domain.worker import Worker, WorkerAdded, worker_id
from hubtui.store.db import open_engine
from hubtui.store.workspace import SignedIn, Workspace, open_workspace

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
"""A Friday."""

STAFF = {
    "jokafor": ("J Okafor", Role.CUSTODY_WORKER),
    "rlindqvist": ("R Lindqvist", Role.OUTREACH_WORKER),
    "mreyes": ("M Reyes", Role.SUPERVISOR),
    "kstowe": ("K Stowe", Role.SYNC_OPERATOR),
}


@dataclass
class TurnableClock:
    """A clock that stands still until a test turns it."""

    instant: datetime = NOON

    def __call__(self) -> datetime:
        return self.instant

    def forward(self, **parts: float) -> None:
        self.instant += timedelta(**parts)


@dataclass
class Desk:
    """One terminal in a test: its workspace, its clock, and whoever sits down at it."""

    workspace: Workspace
    clock: TurnableClock
    _open: list[str] = field(default_factory=list)

    def sign_in(self, login: str) -> Workspace:
        """Sit another of the four staff down."""
        name, role = STAFF[login]
        self.workspace.worker = SignedIn(login, name, role.value)
        return self.workspace

    def do(self, act: str, by: str = "", **data: Any) -> Saved:
        """Do an act with JSON values, as the command line would, by one of the staff."""
        if by:
            self.sign_in(by)
        return perform(self.workspace, act, data)


KEY = os.urandom(32)
"""The key of every store that `desk` makes in this process, so that a copy of one can be opened."""


def desk(folder: Path, *, clock: TurnableClock | None = None, terminal: str = "A") -> Desk:
    """A terminal with the four staff on it, at noon on Friday 20 November 2026; M Reyes is signed in."""
    made = _opened(folder, clock or TurnableClock(), terminal)
    with made.workspace.writing() as tx:
        for login, (name, role) in STAFF.items():
            worker = Worker(id=worker_id(login), login=login, name=name, role=role, base="HHI")
            tx.record(WorkerAdded(worker=worker), VAULT)
    return made


def desk_like(pattern: Path, folder: Path) -> Desk:
    """A copy of the closed terminal A that lies in `pattern`: the same device and staff, in a fifth of the time."""
    shutil.copyfile(_file(pattern, "A"), _file(folder, "A"))
    return _opened(folder, TurnableClock(), "A")


def _opened(folder: Path, clock: TurnableClock, terminal: str) -> Desk:
    workspace = open_workspace(
        open_engine(_file(folder, terminal), bytearray(KEY)),
        realm="training",
        unit="HHI",
        terminal=terminal,
        worker=SignedIn("mreyes", *STAFF["mreyes"]),
        clock=clock,
    )
    return Desk(workspace, clock)


def _file(folder: Path, terminal: str) -> Path:
    return folder / f"store-{terminal}.db"


def referral(**changes: Any) -> dict[str, Any]:
    """A referral that breaks no rule; `changes` say what is different."""
    return {
        "surname": "Adeyemi",
        "forenames": "Tunde",
        "date_of_birth": "1991-02-14",
        "source": "prison-staff",
        "setting": "custody",
        "received_at": "2026-11-19T10:00:00+00:00",
        "needs": ["housing"],
        "prison_number": "A1001AA",
        **changes,
    }
