"""What an open vault needs now and then while somebody works: flushes, checkpoints, a backup a day."""

import threading
from collections.abc import Callable
from datetime import timedelta

from hubtui.domain.trouble import Trouble
from hubtui.screens.database import Database
from hubtui.store import journal
from hubtui.store.backup import DAILY, automatic
from hubtui.store.opening import raw
from hubtui.store.vault import Unlocked
from hubtui.store.workspace import Workspace

EVERY = timedelta(seconds=30)
FIRST_BACKUP_AFTER = timedelta(seconds=5)
"""Late enough that the first screens do not wait for it."""


class Housekeeping:
    """A thread beside the app: it does all its work on the database's thread, and ends with the app."""

    def __init__(self, database: Database, unlocked: Unlocked) -> None:
        self._database = database
        self._unlocked = unlocked
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="housekeeping", daemon=True)

    def begin(self) -> None:
        """Start."""
        self._thread.start()

    def end(self) -> None:
        """Stop, after what is under way."""
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        if not self._ended.wait(FIRST_BACKUP_AFTER.total_seconds()):
            self._attempt(self._back_up)
        while not self._ended.wait(EVERY.total_seconds()):
            self._unlocked.anchor.sync()
            self._attempt(Workspace.checkpoint)

    def _attempt(self, work: Callable[[Workspace], object]) -> None:
        try:
            self._database.wait_for(work)
        except Trouble as trouble:
            # The next round tries again; a full disk is told to the worker by the save that meets it.
            self._database.workspace.banner = str(trouble)

    def _back_up(self, workspace: Workspace) -> None:
        stream = workspace.stream()
        with workspace.reading() as db:
            head = journal.head_at(db, stream.commits) or ""
        automatic(
            self._unlocked,
            raw(workspace.engine),
            reason=DAILY,
            seq=stream.commits,
            head=head,
            at=workspace.now(),
        )
