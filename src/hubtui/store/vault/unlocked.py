"""An open vault, and the person who opened it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from hubtui.domain.trouble import NotFound, RuleBroken
from hubtui.store import header, keys
from hubtui.store.anchor import Anchor, Mark, SealState, Verdict
from hubtui.store.header import Header, Slot
from hubtui.store.instance import InstanceLock
from hubtui.store.keys import RecoveryKey
from hubtui.store.vault import files, ways_in
from hubtui.store.vault.proof import Secrets
from hubtui.store.vault.ways_in import Person


def default_state() -> Path:
    """Where the second copy of the anchor lies: the platform's folder for a user's state."""
    import platformdirs

    return Path(platformdirs.user_state_path("hubtui", appauthor=False))


class Place:
    """Where a vault lies, and our hold on it."""

    def __init__(self, folder: Path, state: Path | None) -> None:
        self.folder = folder
        self.state = state or default_state()
        self.lock = InstanceLock(folder)


class Unlocked:
    """An open vault and who opened it. Holds the lock, the anchor and the master key until `close`."""

    def __init__(self, place: Place, head: Header, slot: Slot, login: str, opened: Secrets) -> None:
        self.folder = place.folder
        self.header = head
        self.login = header.plain_login(login)
        self.slot_id = slot.id
        self.role = slot.role
        self.seal_state: SealState = "none"
        self._place = place
        self._secrets = opened
        self._trusted = False
        self._held = True
        self.anchor = self._open_anchor()

    def __repr__(self) -> str:
        return f"Unlocked({self.vault_id})"

    @property
    def vault_id(self) -> str:
        """32 hex digits, made at setup, for ever."""
        return self.header.vault

    @property
    def realm(self) -> header.Realm:
        """`live` or `training`, for ever."""
        return self.header.realm

    @property
    def unit(self) -> str:
        """The code of the place this terminal stands in."""
        return self.header.unit

    @property
    def terminal(self) -> str:
        """The letter of this terminal in its unit."""
        return self.header.terminal

    @property
    def db_path(self) -> Path:
        """The database file of the present generation."""
        return self.folder / self.header.db_name

    @property
    def db_key(self) -> bytearray:
        """The database's key, in a buffer that is the caller's to wipe."""
        return self.key("database")

    def key(self, use: str) -> bytearray:
        """The key for a use, the same for all who open this vault until it rotates; the caller's to wipe."""
        return keys.derived(self._secrets.master, use, self.vault_id, self.header.mk_gen)

    def own_key(self, use: str) -> bytearray:
        """The key for a use of this person alone, until the passphrase changes; the caller's to wipe."""
        return keys.derived(self._secrets.private, f"own-{use}", self.vault_id, 1)

    # --- opening and closing the database

    def judge(self, seq: int, head_at: Callable[[int], str | None], *, at: datetime) -> Verdict:
        """Compare the opened database with the anchor, before anything is written to it.

        `seq` counts its commits; `head_at` gives the chain's end (hex) at a commit, None where it is not
        known. On `ok` the seal is broken, on the disk, for work to begin. On `rolled_back` begin a new
        stream, then `accept` it. On `damaged` open nothing for writing.
        """
        verdict = self.anchor.judge(seq, head_at, self.seal_state)
        if verdict.kind == "ok":
            self.accept(seq, head_at(seq) or "", at=at)
        return verdict

    def accept(self, seq: int, head: str, *, at: datetime) -> None:
        """Take this state of the database for the true one from now on."""
        self._trusted = True
        self.anchor.accept(seq, head, epoch=self.header.epoch, db_gen=self.header.db_gen, at=at)

    def close(self, seal: bool) -> None:
        """Seal the closed, checkpointed database if asked and if whole; forget the keys; let others in."""
        if self._held and seal and self._may_be_sealed():
            self.anchor.seal(files.digest_of(self.db_path))
        if self._held:
            self.let_go()
        self._secrets.wipe()

    def _may_be_sealed(self) -> bool:
        return self._trusted and not files.has_wal(self.db_path)

    def abandon(self) -> None:
        """Forget the keys without a trace in the anchor; who holds the folder lets it go."""
        self._held = False
        self.anchor.close()
        self._secrets.wipe()

    def moved(self, place: Place) -> None:
        """The vault's folder has a new name; its files were let go and are taken up again there."""
        self._place, self.folder, self._held = place, place.folder, True
        self.anchor = self._open_anchor()

    def let_go(self) -> None:
        """Let go of the folder without forgetting the keys, for it to be renamed."""
        self._held = False
        self.anchor.sync()
        self.anchor.close()
        self._place.lock.release()

    def become(self, login: str, passphrase: bytearray) -> None:
        """Go on as `login`, whose passphrase this is; it is wiped."""
        slot, typed = self._slot_of(login), keys.normalised(passphrase)
        keys.wipe(self._secrets.private, passphrase)
        self._secrets.private = keys.unwrapped(self.vault_id, slot, typed)
        keys.wipe(typed)
        self.login, self.slot_id, self.role = header.plain_login(login), slot.id, slot.role

    # --- who may open it

    def knows(self, login: str) -> bool:
        """Whether somebody, here now or retired, has this login."""
        sought = header.look(self.vault_id, login)
        return any(slot.look == sought for slot in self.header.slots)

    def add_slot(self, login: str, role: str, passphrase: bytearray) -> str:
        """Let one more person in; the new slot's id. The passphrase is wiped. RuleBroken: which field."""
        slot = self.new_slot(login, role, passphrase)
        self.let_in(slot)
        return slot.id

    def new_slot(self, login: str, role: str, passphrase: bytearray) -> Slot:
        """A way in for one more person, which opens nothing until they are let in. RuleBroken: which field.
        The passphrase is wiped.
        """
        try:
            person = ways_in.new_person(login, role)
            if self.knows(login):
                raise RuleBroken("login", f"{person.login} is taken in this vault.")
            return ways_in.pass_slot(self.header, person, passphrase, self._secrets.master)
        finally:
            keys.wipe(passphrase)

    def let_in(self, slot: Slot) -> None:
        """Let the person in whose way in this is, from now on."""
        self._write(self.header.with_slot(slot))

    def change_passphrase(self, login: str, passphrase: bytearray) -> None:
        """A new passphrase for a login, and its cost measured anew. The passphrase is wiped."""
        try:
            old = self._slot_of(login)
            person = Person(old.id, header.plain_login(login), old.role)
            slot = ways_in.pass_slot(self.header, person, passphrase, self._secrets.master)
            self._write(self.header.with_slot(slot))
            if slot.id == self.slot_id:
                self.become(login, passphrase)
        finally:
            keys.wipe(passphrase)

    def retire_slot(self, login: str) -> None:
        """Shut a person out and overwrite their way in; the login stays taken. NotFound, RuleBroken."""
        slot = self._slot_of(login)
        if self.header.supervisors() == [slot]:
            raise RuleBroken("login", "This is the vault's last supervisor. Add another supervisor first.")
        self._write(self.header.with_slot(Slot(slot.id, "retired", slot.role, slot.look)))

    def replace_recovery(self) -> RecoveryKey:
        """A new recovery key, the only one: the sheet of the old one opens nothing from now on."""
        recovery = RecoveryKey.new()
        slot = ways_in.recovery_slot(self.header, recovery, self._secrets.master)
        others = tuple(slot for slot in self.header.slots if slot.kind != "recovery")
        self._write(replace(self.header, slots=(*others, slot)))
        return recovery

    def rotate(self, copy: Callable[[Path, bytearray], None], *, at: datetime) -> None:
        """A new master key and database: who was retired can open nothing even with an old header at hand.

        `copy(path, key)` writes the whole database to `path` under `key`, checked, synced and closed; the old
        one must then be closed. After this returns `db_path` and `db_key` are the new ones. A crash leaves
        the old vault or the new one.
        """
        old_db, master = self.db_path, keys.new_master_key()
        head = self._next(replace(self.header, mk_gen=self.header.mk_gen + 1, db_gen=self.header.db_gen + 1))
        new_db = self.folder / head.db_name
        files.quarantine(self.folder, new_db, at)
        key = keys.derived(master, "database", head.vault, head.mk_gen)
        copy(new_db, key)
        keys.wipe(key)
        files.sync_file(new_db)
        sealed = [ways_in.sealed_again(head, slot, master) for slot in head.slots]
        head = keys.maced(replace(head, slots=tuple(sealed)), master)
        mark = self.anchor.mark or Mark()
        anchor_key = keys.derived(master, "anchor", head.vault, head.mk_gen)
        self.anchor.rekey(
            head.mk_gen, anchor_key, replace(mark, epoch=head.epoch, db_gen=head.db_gen, seal="")
        )
        header.write(self.folder, head)
        keys.wipe(self._secrets.master)
        self.header, self._secrets.master = head, master
        files.remove_database(old_db)

    def _slot_of(self, login: str) -> Slot:
        slot = self.header.slot_of(login)
        if slot is None:
            raise NotFound(f"Nobody with the staff ID {header.plain_login(login)} can open this vault.")
        return slot

    def _next(self, head: Header) -> Header:
        seq = self.anchor.mark.seq if self.anchor.mark else 0
        return replace(head, epoch=self.header.epoch + 1, seq_floor=max(self.header.seq_floor, seq))

    def _write(self, head: Header) -> None:
        head = keys.maced(self._next(head), self._secrets.master)
        header.write(self.folder, head)
        self.header = head
        self.anchor.raise_epoch(head.epoch)

    def _open_anchor(self) -> Anchor:
        return Anchor(
            self.folder,
            self._place.state / self.vault_id,
            vault=self.vault_id,
            mk_gen=self.header.mk_gen,
            key=self.key("anchor"),
        )
