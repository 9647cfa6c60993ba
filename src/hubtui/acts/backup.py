"""Backing the vault up. Putting a backup back happens before a vault is open: see the command line's restore."""

from pathlib import Path

from hubtui.acts.registry import refuse_unless
from hubtui.domain.roles import SUPERVISORS
from hubtui.store import access_log
from hubtui.store.backup import Manifest, backup
from hubtui.store.opening import raw
from hubtui.store.workspace import Workspace


def back_up(workspace: Workspace, file: Path) -> Manifest:
    """Write an encrypted backup to a new file (SEC-06).

    Raises NotAllowed to all but a supervisor, RuleBroken where something lies there, Unavailable, Damaged.
    """
    refuse_unless(SUPERVISORS, workspace, "backup")
    assert workspace.unlocked is not None, "a vault is open"
    access_log.note(workspace, "backup", file.name)
    seq, head = workspace.position()
    at = workspace.now()
    return backup(workspace.unlocked, raw(workspace.engine), file, reason="asked", seq=seq, head=head, at=at)
