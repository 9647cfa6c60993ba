"""Handing records in while somebody works: when the line is there, when a wait is over, and when F5 asks."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from hubtui.domain.dates import show_time
from hubtui.domain.trouble import Trouble, Unavailable
from hubtui.screens.database import Database
from hubtui.screens.standing import Standing
from hubtui.store.workspace import Workspace
from hubtui.sync.client import Outcome
from hubtui.sync.leaving import collect, leave
from hubtui.sync.ports import Progress
from hubtui.sync.running import SystemClock, SystemRng, run_once, seconds_until_due
from hubtui.sync.vault_queue import VaultQueue

LOOK_EVERY = timedelta(seconds=60)
"""How often it is asked whether anything waits and its time has come."""
SAID = {
    "done": "Connected: everything is handed in.",
    "stopped": "Stopped: the rest is still queued.",
    "offline": "No connection: the records are safe on this terminal. hubtui tries again by itself.",
    "not-server": "! What answered is not the server: the network wants a login, or is intercepted. Nothing was sent.",
    "busy": "The server is busy: the rest goes later by itself.",
    "barred": "! This device is suspended at the server. Ask the sync operator.",
    "unknown": "! The server does not know this device. Ask the sync operator for a new code.",
}


class Uploading:
    """A thread beside the app. Its database work runs on the database's thread.

    `tell` has the frame drawn anew; `warn` hears, in a sentence, what the worker ought to know.
    """

    def __init__(self, database: Database, standing: Standing) -> None:
        self._database = database
        self._standing = standing
        self._ended = threading.Event()
        self._stopped = threading.Event()
        self._one_at_a_time = threading.Lock()
        self._offline_since: datetime | None = None
        self.tell: Callable[[], None] = lambda: None
        self.warn: Callable[[str], None] = lambda _words: None
        self.progress: Progress | None = None
        self._thread = threading.Thread(target=self._run, name="uploading", daemon=True)

    def begin(self) -> None:
        """Start looking now and then."""
        self._thread.start()

    def end(self) -> None:
        """Stop after the bundle under way; what is not signed for is still queued."""
        self._ended.set()
        self._stopped.set()
        self._thread.join()

    async def now(self) -> str:
        """One round because a worker asks; answers what to say."""
        outcome = await asyncio.to_thread(self._round)
        await self._standing.refresh()
        return outcome if isinstance(outcome, str) else SAID[outcome.state]

    def stop(self) -> None:
        """Stop the round under way after its bundle (SYN-02)."""
        self._stopped.set()

    @property
    def busy(self) -> bool:
        """Whether a round is under way."""
        return self._one_at_a_time.locked()

    def _run(self) -> None:
        self._attempt(self._collect)
        while not self._ended.is_set():
            self._attempt(self._look)
            self._ended.wait(LOOK_EVERY.total_seconds())

    def _attempt(self, work: Callable[[], object]) -> None:
        """Do it and tell of trouble: a full disk now does not end the looking."""
        try:
            work()
        except Trouble as trouble:
            self.warn(str(trouble))

    def _collect(self) -> None:
        """Take in what came for the courier while the vault was locked."""
        workspace = self._database.workspace
        self._database.run_there(lambda: collect(workspace, SystemClock(workspace.clock)))

    def _look(self) -> None:
        if self._due():
            self._round()

    def _due(self) -> bool:
        queue = VaultQueue(self._database.workspace, self._database.run_there)
        return queue.server() is not None and seconds_until_due(queue) <= 0

    def _round(self) -> Outcome | str:
        if not self._one_at_a_time.acquire(blocking=False):
            return "An upload is under way already."
        try:
            self._stopped.clear()
            if self._ended.is_set():
                return SAID["stopped"]
            outcome = run_once(
                self._database.workspace,
                run=self._database.run_there,
                stop=self._stopped.is_set,
                tell=self._hear,
            )
            self._stand(outcome)
            for words in outcome.warnings:
                self.warn(words)
            return outcome
        except Trouble as trouble:
            return f"! {trouble}"
        finally:
            self.progress = None
            self._one_at_a_time.release()
            self.tell()

    def _hear(self, progress: Progress) -> None:
        self.progress = progress
        self._standing.with_link(f"UPLOADING {progress.sent} of {progress.sent + progress.waiting}")
        self.tell()

    def _stand(self, outcome: Outcome) -> None:
        now = self._database.workspace.now()
        if outcome.state in ("done", "stopped", "busy"):
            self._offline_since = None
            self._standing.with_link(f"ONLINE {show_time(now)}")
        else:
            self._offline_since = self._offline_since or now
            words = {"offline": "OFFLINE", "not-server": "INTERCEPTED"}.get(outcome.state, "REFUSED")
            self._standing.with_link(f"{words} since {show_time(self._offline_since)}")


def leave_to_courier(workspace: Workspace) -> None:
    """On lock: seal what is unsent, so that it can be handed in while nobody is signed in.

    What cannot be sealed now, on a full disk, is still queued.
    """
    if workspace.read_only:
        return
    with contextlib.suppress(Unavailable):
        leave(workspace, SystemClock(workspace.clock), SystemRng())
