"""The workspace on its one database thread, as the screens use it: they ask, and wait without blocking."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from hubtui.acts.everything import perform
from hubtui.acts.registry import Saved
from hubtui.screens.drafts import Draft
from hubtui.store import drafts as kept
from hubtui.store.drafts import KeptDraft
from hubtui.store.workspace import Workspace

T = TypeVar("T")


class Database:
    """Runs questions and acts one after another on the thread that owns the connection."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="database")

    async def ask(self, question: Callable[[Workspace], T]) -> T:
        """The answer to a question that reads the store. Raises Trouble."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, question, self.workspace)

    def wait_for(self, question: Callable[[Workspace], T]) -> T:
        """The same, for another thread that may block: the sync round."""
        return self._thread.submit(question, self.workspace).result()

    def run_there(self, work: Callable[[], T]) -> T:
        """Run work on the database's thread and wait for it; for another thread that may block."""
        return self._thread.submit(work).result()

    async def perform(self, act: str, data: dict[str, Any], rehearse: bool) -> Saved:
        """Do an act, or rehearse it. Raises Trouble."""
        return await self.ask(lambda workspace: perform(workspace, act, data, rehearse=rehearse))

    def close(self) -> None:
        """Let what is under way end."""
        self._thread.shutdown(wait=True)


class VaultDrafts:
    """Drafts kept in the encrypted store (the screens' DraftStore)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, draft: Draft) -> None:
        """Write the draft over the one with its id."""
        stored = KeptDraft(draft.id, draft.form, draft.subject, draft.title, draft.answers, draft.kept_at)
        await self._database.ask(lambda workspace: kept.keep(workspace, stored))

    async def of(self, form: str, subject: str) -> Sequence[Draft]:
        """This worker's drafts of this form about this subject, newest first."""
        return [draft for draft in await self.all() if (draft.form, draft.subject) == (form, subject)]

    async def discard(self, draft_id: str) -> None:
        """Take the draft away."""
        await self._database.ask(lambda workspace: kept.discard(workspace, draft_id))

    async def all(self) -> Sequence[Draft]:
        """All of this worker's drafts, newest first."""

        def read(workspace: Workspace) -> list[Draft]:
            with workspace.reading() as db:
                mine = kept.of_worker(db, workspace.worker.login)
            return [
                Draft(each.form, each.subject, each.title, each.answers, each.kept_at, each.id)
                for each in mine
            ]

        return await self._database.ask(read)
