"""The process that holds the vault: started behind the lock screen, it ends when the terminal is locked.

`python -m hubtui.app_child VAULT`; only the lock screen's process starts it.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hubtui.cli.paths import state_folder
from hubtui.front import wire
from hubtui.front.child import Request, serve
from hubtui.store import vault
from hubtui.store.keys import RecoveryKey
from hubtui.store.vault import Unlocked

if TYPE_CHECKING:
    from hubtui.store.workspace import Workspace


@dataclass
class Opened:
    """An unlocked vault and the workspace over it."""

    unlocked: Unlocked
    workspace: "Workspace"


def main(arguments: list[str]) -> int:
    """Wait for somebody to sign in, run the app on the vault, seal it; answers the exit code for the parent."""
    folder, state = Path(arguments[0]), state_folder()

    def open_vault(request: Request) -> Opened:
        unlocked = _unlock(folder, state, request)
        from hubtui.store.opening import workspace_of

        try:
            return Opened(unlocked, workspace_of(unlocked))
        except BaseException:
            unlocked.close(seal=False)
            raise

    signed_in = serve(open_vault, prepare=["hubtui.store.opening", "hubtui.desk.at_work"])
    from hubtui.desk.at_work import run
    from hubtui.desk.uploading import leave_to_courier

    opened = signed_in.opened
    try:
        ended = run(opened.workspace, signed_in.tell_defect)
        leave_to_courier(opened.workspace)
    finally:
        opened.workspace.close()
        opened.unlocked.close(seal=True)
    return {"lock": wire.EXIT_LOCKED, "defect": wire.EXIT_DEFECT}.get(ended, wire.EXIT_QUIT)


def _unlock(folder: Path, state: Path, request: Request) -> Unlocked:
    login = request.login.decode("utf-8", "replace")
    if request.code is None:
        return vault.unlock(folder, login, request.passphrase, state=state)
    recovery = RecoveryKey.parse(request.code)
    return vault.unlock_with_recovery(
        folder, recovery, login=login, passphrase=request.passphrase, state=state
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
