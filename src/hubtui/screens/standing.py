"""How this terminal stands: what the status bar says, kept up to date after every save, and what can be undone."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from hubtui.acts.registry import Saved
from hubtui.domain.dates import read_instant
from hubtui.domain.roles import Role
from hubtui.domain.trouble import Trouble
from hubtui.screens.database import Database
from hubtui.store import drafts, due, journal
from hubtui.store.conflicts import contested_count
from hubtui.store.workspace import Workspace
from hubtui.widgets.status import StatusFacts

UNDO_FOR = timedelta(seconds=60)


@dataclass(frozen=True)
class _Counted:
    unsent: int = 0
    oldest: datetime | None = None
    contested: int = 0
    drafts: int = 0
    sessions: tuple[datetime, ...] = ()


SESSIONS_TODAY = replace(due.RESULTS, ahead=True)
"""Sessions up to the end of today that have no result, begun or not (SES-05)."""


def _count(workspace: Workspace) -> _Counted:
    login = workspace.worker.login
    waiting = due.rows(workspace, replace(SESSIONS_TODAY, worker=login))
    with workspace.reading() as db:
        oldest = journal.oldest_unsent(db)
        return _Counted(
            journal.unsent_count(db),
            read_instant(oldest) if oldest else None,
            contested_count(db),
            len(drafts.of_worker(db, login)),
            tuple(each.opens for each in waiting if each.opens),
        )


class Standing:
    """Remembers what was last counted and last saved, so that the status bar never waits for the store."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._counted = _Counted()
        self._last: tuple[Saved, datetime] | None = None
        self.link = "OFFLINE"

    def facts(self) -> StatusFacts:
        """What the status bar says now."""
        workspace, counted = self._database.workspace, self._counted
        return StatusFacts(
            who=workspace.worker.name,
            role=Role(workspace.worker.role).words.lower(),
            link=self.link,
            queue=counted.unsent,
            oldest_unsent=workspace.now() - counted.oldest if counted.oldest else None,
            conflicts=counted.contested,
            drafts=counted.drafts,
        )

    def before_lock(self) -> str:
        """The sessions of one's own cases that have begun and have no result, for the lock key; empty: none."""
        now = self._database.workspace.now()
        begun = sum(opens <= now for opens in self._counted.sessions)
        return f"{begun} session{' has' if begun == 1 else 's have'} no result yet" if begun else ""

    async def refresh(self) -> None:
        """Count again."""
        self._counted = await self._database.ask(_count)

    async def perform(self, act: str, data: dict[str, Any], rehearse: bool) -> Saved:
        """Do an act, or rehearse it; what it saved can be undone for a minute. Raises Trouble."""
        saved = await self._database.perform(act, data, rehearse)
        if not rehearse:
            self._last = (saved, self._database.workspace.now())
            await self.refresh()
        return saved

    async def undo(self) -> str:
        """Undo the last save, if it was less than a minute ago and has not left; answers what to say."""
        if self._last is None:
            return "There is nothing to undo."
        saved, at = self._last
        if self._database.workspace.now() - at > UNDO_FOR:
            return "The last save is over a minute old: correct it instead, both stay readable."
        entries = [entry["eid"] for entry in saved.entries]
        try:
            undone = await self._database.perform("save.undo", {"entries": entries}, False)
        except Trouble as trouble:
            return f"! Not undone: {trouble}"
        self._last = None
        await self.refresh()
        return undone.message

    def with_link(self, words: str) -> None:
        """Say how the line to the server stands."""
        self.link = words
