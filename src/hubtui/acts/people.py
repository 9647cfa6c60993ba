"""People of this vault: who has a way in. Passphrases never pass through an act's input or the journal."""

from hubtui.acts.registry import refuse_unless
from hubtui.domain.record import VAULT
from hubtui.domain.roles import SUPERVISORS, Role
from hubtui.domain.worker import Presence, Worker, WorkerChanged, staff_name, worker_id
from hubtui.store import access_log, keys, records
from hubtui.store.header import plain_login
from hubtui.store.opening import add_worker
from hubtui.store.vault import Unlocked
from hubtui.store.workspace import Workspace


def add_person(workspace: Workspace, login: str, name: str, role: Role, passphrase: bytearray) -> None:
    """Give somebody a way in and record it (SEC-06). The passphrase is wiped.

    Raises NotAllowed to all but a supervisor; RuleBroken for a login that is taken, a weak passphrase, or no name.
    """
    try:
        unlocked, name = _unlocked(workspace, "user.add"), staff_name(name)
        slot = unlocked.new_slot(login, role.value, passphrase)
    finally:
        keys.wipe(passphrase)
    # First the record, then the way in: cut off in between, nobody can sign in whom nobody sees, and it can be
    # done again.
    add_worker(workspace, login, name, role)
    unlocked.let_in(slot)


def retire_person(workspace: Workspace, login: str) -> None:
    """Take somebody's way in away for good. Raises NotAllowed, NotFound, RuleBroken for the last supervisor."""
    _unlocked(workspace, "user.retire").retire_slot(login)
    with workspace.writing() as tx:
        tx.record(WorkerChanged(worker=worker_id(plain_login(login)), presence=Presence.RETIRED), VAULT)


def change_passphrase(workspace: Workspace, login: str, passphrase: bytearray) -> None:
    """A new passphrase for oneself, or for anybody if one is a supervisor. The passphrase is wiped."""
    try:
        if plain_login(login) == workspace.worker.login:
            assert workspace.unlocked is not None, "a vault is open"
            unlocked = workspace.unlocked
        else:
            unlocked = _unlocked(workspace, "user.passphrase")
        unlocked.change_passphrase(login, passphrase)
    finally:
        keys.wipe(passphrase)
    access_log.note(workspace, "passphrase", login)


def list_people(workspace: Workspace) -> list[Worker]:
    """Everyone who has or had a way in, by name."""
    with workspace.reading() as db:
        return records.find(db, Worker, "1", order="name, login")


def _unlocked(workspace: Workspace, what: str) -> Unlocked:
    refuse_unless(SUPERVISORS, workspace, what)
    assert workspace.unlocked is not None, "a vault is open"
    return workspace.unlocked
