"""Backing the vault up. Putting a backup back happens before a vault is open: see the command line's restore."""

from pathlib import Path

from hubtui.domain.roles import Role
from hubtui.domain.trouble import NotAllowed
from hubtui.store import access_log, journal
from hubtui.store.backup import Manifest, backup
from hubtui.store.workspace import Workspace


def back_up(workspace: Workspace, file: Path) -> Manifest:
    """Write an encrypted backup to a new file (SEC-06).

    Raises NotAllowed to all but a supervisor, RuleBroken where something lies there, Unavailable, Damaged.
    """
    if workspace.worker.role != Role.SUPERVISOR:
        access_log.note(workspace, "refused", "backup")
        raise NotAllowed("Only a supervisor makes backups.", "Ask your supervisor.")
    assert workspace.unlocked is not None, "a vault is open"
    access_log.note(workspace, "backup", file.name)
    stream = workspace.stream()
    with workspace.reading() as db:
        head = journal.head_at(db, stream.commits) or ""
    with workspace.engine.connect() as connection:
        return backup(
            workspace.unlocked,
            connection.connection.driver_connection,
            file,
            reason="asked",
            seq=stream.commits,
            head=head,
            at=workspace.now(),
        )
