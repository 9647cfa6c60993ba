"""The app over an open workspace: what the screens are handed, and where they begin."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from hubtui.app import HubtuiApp
from hubtui.desk.housekeeping import Housekeeping
from hubtui.desk.uploading import Uploading
from hubtui.domain.trouble import where_it_failed
from hubtui.screens.database import Database, VaultDrafts
from hubtui.screens.host import Wiring, display_of
from hubtui.screens.places import places_for
from hubtui.screens.standing import Standing
from hubtui.store import preferences
from hubtui.store.workspace import Workspace


def run(workspace: Workspace, tell_defect: Callable[[str], None]) -> str:
    """Run the app until it ends; answers why: `quit`, `lock`, `hangup` or `defect`."""
    database = Database(workspace)
    standing = Standing(database)
    beside = _beside(database, standing)
    with workspace.reading() as db:
        liked = preferences.of_worker(db, workspace.worker.login)
    try:
        app = HubtuiApp(
            Wiring(
                now=workspace.now,
                status=standing.facts,
                perform=standing.perform,
                database=database,
                drafts=VaultDrafts(database),
                crashed=_reporter(tell_defect),
                undo=standing.undo,
                sync=beside.uploading.now,
                uploads=beside.uploading,
                recount=standing.refresh,
                display=display_of(liked),
                keymap=liked.keymap,
                lock_after=timedelta(minutes=5),
                before_lock=standing.before_lock,
                training=workspace.realm == "training",
            ),
            places_for(workspace.worker.role),
        )
        if workspace.banner:
            app.say(f"! {workspace.banner}")
        beside.begin(app)
        return app.start()
    finally:
        beside.end()
        database.close()


@dataclass
class _Beside:
    """The threads that work beside the screens; none where nothing may be written."""

    uploading: Uploading
    house: Housekeeping | None

    def begin(self, app: HubtuiApp) -> None:
        if self.house is None:
            return
        self.uploading.tell = lambda: _draw_anew(app, recount=not self.uploading.busy)
        self.uploading.warn = self.house.tell = lambda words: _warn(app, words)
        self.uploading.begin()
        self.house.begin()

    def end(self) -> None:
        if self.house is None:
            return
        self.uploading.end()
        self.house.end()


def _beside(database: Database, standing: Standing) -> _Beside:
    workspace = database.workspace
    writable = workspace.unlocked is not None and not workspace.read_only
    house = Housekeeping(database, workspace.unlocked) if writable and workspace.unlocked else None
    return _Beside(Uploading(database, standing), house)


def _draw_anew(app: HubtuiApp, *, recount: bool) -> None:
    """From another thread: the frame is drawn anew when the app next has time."""
    _later(app, app.recount if recount else app.refresh_lines)


def _warn(app: HubtuiApp, words: str) -> None:
    """From another thread: put a warning on the message line."""
    _later(app, app.say, f"! {words}")


def _later(app: HubtuiApp, work: Callable[..., object], *words: str) -> None:
    """Have the app do it when it next has time; never waited for."""
    if app.is_running and app._loop is not None:
        app._loop.call_soon_threadsafe(app.call_later, work, *words)


def _reporter(tell_defect: Callable[[str], None]) -> Callable[[BaseException], str]:
    """Says where the program failed, never with what values: a traceback may hold what somebody wrote."""

    def report(error: BaseException) -> str:
        at = where_it_failed(error.__traceback__)
        reference = f"{type(error).__name__} at {at} ({secrets.token_hex(3)})"
        tell_defect(reference)
        return reference

    return report
