"""What an open vault needs now and then while somebody works: flushes, checkpoints, a backup a day, a look at the
access log's chain.
"""

import threading
from collections.abc import Callable
from datetime import timedelta

from hubtui.domain.trouble import Trouble
from hubtui.screens.database import Database
from hubtui.store import access_log
from hubtui.store.access_log import Link
from hubtui.store.backup import DAILY, automatic
from hubtui.store.opening import raw
from hubtui.store.vault import Unlocked
from hubtui.store.workspace import Workspace

EVERY = timedelta(seconds=30)
FIRST_BACKUP_AFTER = timedelta(seconds=5)
"""Late enough that the first screens do not wait for it."""
LOG_BROKEN = "The access log is not as it was written (line {}). Tell whoever answers for this terminal."


class Housekeeping:
    """A thread beside the app: it does all its work on the database's thread, and ends with the app.

    `tell` hears, in a sentence, what the worker ought to know.
    """

    def __init__(self, database: Database, unlocked: Unlocked) -> None:
        self._database = database
        self._unlocked = unlocked
        self._ended = threading.Event()
        self.tell: Callable[[str], None] = lambda _words: None
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
            self.check_access_log()
        while not self._ended.wait(EVERY.total_seconds()):
            self._unlocked.anchor.sync()
            self._attempt(Workspace.checkpoint)

    def _attempt(self, work: Callable[[Workspace], object]) -> None:
        """Do it and tell of trouble; the next round tries again."""
        try:
            self._database.wait_for(work)
        except Trouble as trouble:
            self.tell(str(trouble))

    def check_access_log(self) -> None:
        """Follow the access log's chain, in pieces so that no key waits long, and tell of a break (SEC-04)."""
        at: Link | None = Link()

        def follow(workspace: Workspace) -> list[int]:
            nonlocal at
            assert at is not None, "there is more to follow"
            with workspace.reading() as db:
                wrong, at = access_log.broken_after(db, at)
            return wrong

        while at is not None and not self._ended.is_set():
            try:
                wrong = self._database.wait_for(follow)
            except Trouble as trouble:
                self.tell(str(trouble))
                return
            if wrong:
                self.tell(LOG_BROKEN.format(wrong[0]))
                return

    def _back_up(self, workspace: Workspace) -> None:
        seq, head = workspace.position()
        at = workspace.now()
        automatic(self._unlocked, raw(workspace.engine), reason=DAILY, seq=seq, head=head, at=at)
