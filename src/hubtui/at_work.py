"""The app over an open workspace: what the screens are handed, and where they begin."""

import secrets
from collections.abc import Callable
from datetime import timedelta

from hubtui.app import HubtuiApp
from hubtui.screens.database import Database, VaultDrafts
from hubtui.screens.host import Wiring
from hubtui.screens.places import places_for
from hubtui.screens.standing import Standing
from hubtui.store.workspace import Workspace


def run(workspace: Workspace, tell_defect: Callable[[str], None]) -> str:
    """Run the app until it ends; answers why: `quit`, `lock`, `hangup` or `defect`."""
    database = Database(workspace)
    standing = Standing(database)
    try:
        app = HubtuiApp(
            Wiring(
                now=workspace.now,
                status=standing.facts,
                perform=database.perform,
                database=database,
                drafts=VaultDrafts(database),
                crashed=_reporter(tell_defect),
                undo=standing.undo,
                lock_after=timedelta(minutes=5),
                training=workspace.realm == "training",
            ),
            places_for(workspace.worker.role),
        )
        return app.start()
    finally:
        database.close()


def _reporter(tell_defect: Callable[[str], None]) -> Callable[[BaseException], str]:
    """Says where the program failed, never with what values: a traceback may hold what somebody wrote."""

    def report(error: BaseException) -> str:
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        at = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else "?"
        reference = f"{type(error).__name__} at {at} ({secrets.token_hex(3)})"
        tell_defect(reference)
        return reference

    return report
