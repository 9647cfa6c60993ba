"""Tells all tales beside each other, in the order of their instants, each act on the demo's own clock."""

import heapq
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from hubtui.acts.everything import perform
from hubtui.acts.registry import Saved
from hubtui.demo.life import Tale
from hubtui.domain.roles import Role
from hubtui.store.db import Db
from hubtui.store.workspace import SignedIn, Workspace

STAFF = {
    "jokafor": ("J Okafor", Role.CUSTODY_WORKER),
    "rlindqvist": ("R Lindqvist", Role.OUTREACH_WORKER),
    "mreyes": ("M Reyes", Role.SUPERVISOR),
    "kstowe": ("K Stowe", Role.SYNC_OPERATOR),
}
"""The four sign-ins, one a role: login, name and role."""


@dataclass
class SteppedClock:
    """A clock that stands where the demo has come to."""

    instant: datetime

    def __call__(self) -> datetime:
        return self.instant


@dataclass
class Hurried(Workspace):
    """A workspace whose acts can be made durable together: months of work in one flush."""

    _whole: Db | None = field(default=None, repr=False)

    @contextmanager
    def hurrying(self) -> Iterator[None]:
        """Within it all acts are one transaction. The first refusal takes all of it back."""
        told, latest = self.after_commit, list[tuple[int, str]]()
        self.after_commit = lambda commits, head: latest.append((commits, head))
        try:
            with self._transaction("IMMEDIATE") as db:
                self._whole = db
                yield
        finally:
            self._whole, self.after_commit = None, told
        if latest:
            told(*latest[-1])

    @contextmanager
    def _transaction(self, mode: str) -> Iterator[Db]:
        if self._whole is not None:
            yield self._whole
            return
        with super()._transaction(mode) as db:
            yield db


def hurried(workspace: Workspace) -> Hurried:
    """The same workspace, able to hurry."""
    return Hurried(**{each.name: getattr(workspace, each.name) for each in fields(Workspace)})


@dataclass
class Teller:
    """Does what the tales say, by whom and when they say it."""

    workspace: Hurried
    clock: SteppedClock
    _waiting: list[tuple[datetime, int, Tale]] = field(default_factory=list)

    def do(self, by: str, act: str, **data: Any) -> Saved:
        """An act by one of the staff, with JSON values; a refusal is a defect of the tale and is raised."""
        name, role = STAFF[by]
        self.workspace.worker = SignedIn(by, name, role.value)
        return perform(self.workspace, act, data)

    def begin(self, tales: Iterable[Tale]) -> None:
        """Take the tales up; none of them has begun yet."""
        for number, tale in enumerate(tales):
            self._go_on(number, tale)

    def tell(self, until: datetime) -> None:
        """Everything that happens up to that instant, made durable together."""
        with self.workspace.hurrying():
            while self._waiting and self._waiting[0][0] <= until:
                at, number, tale = heapq.heappop(self._waiting)
                self.clock.instant = max(at, self.clock.instant)
                self._go_on(number, tale)
        self.clock.instant = max(until, self.clock.instant)

    def _go_on(self, number: int, tale: Tale) -> None:
        following = next(tale, None)
        if following is not None:
            heapq.heappush(self._waiting, (following, number, tale))
