"""The encrypted folder: making it, opening it, and who may. The database inside is opened by others.

Nothing heavier than the cipher is imported here, for it runs behind the lock screen. Source: store.md 4, 5;
SEC-01, SEC-05, SEC-06.
"""

import hashlib
import os
import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from hubtui.domain.trouble import Damaged, NotFound, RuleBroken, Unavailable, WrongPassphrase
from hubtui.store import ballast, header, keyed, keys, selfcheck, throttle
from hubtui.store.anchor import Anchor, Mark, SealState, Verdict
from hubtui.store.header import Header, Kdf, Slot
from hubtui.store.instance import InstanceLock
from hubtui.store.keys import RecoveryKey
from hubtui.store.slots import create_private

QUARANTINE = "quarantine"
Wall = Callable[[], datetime]
Uptime = Callable[[], float]


def now() -> datetime:
    """The instant, in UTC, by the clock of the wall."""
    return datetime.now(UTC)


def default_state() -> Path:
    """Where the second copy of the anchor lies: the platform's folder for a user's state."""
    import platformdirs

    return Path(platformdirs.user_state_path("hubtui", appauthor=False))


class Unlocked:
    """An open vault and the person who opened it. Holds the lock, the anchor and the master key until
    `close`.
    """

    def __init__(self, place: "_Place", head: Header, slot: Slot, login: str, opened: "_Opened") -> None:
        self.folder = place.folder
        self.header = head
        self.login = header.plain_login(login)
        self.slot_id = slot.id
        self.role = slot.role
        self.seal_state: SealState = "none"
        self._place = place
        self._opened = opened
        self._damaged = False
        self._closed = False
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
        return keys.derived(self._opened.master, use, self.vault_id, self.header.mk_gen)

    def own_key(self, use: str) -> bytearray:
        """The key for a use of this person alone, until the passphrase changes; the caller's to wipe."""
        return keys.derived(self._opened.private, f"own-{use}", self.vault_id, 1)

    # --- opening and closing the database

    def judge(self, seq: int, head_at: Callable[[int], str | None], *, at: datetime) -> Verdict:
        """Compare the opened database with the anchor, before anything is written to it.

        `seq` counts its commits; `head_at` gives the chain's end (hex) at a commit, None where it is not
        known. On `ok` the seal is broken, on the disk, for work to begin. On `rolled_back` begin a new
        stream, then `accept` it. On `damaged` open nothing for writing.
        """
        verdict = self.anchor.judge(seq, head_at, self.seal_state)
        self._damaged = verdict.kind == "damaged"
        if verdict.kind == "ok":
            self.accept(seq, head_at(seq) or "", at=at)
        return verdict

    def accept(self, seq: int, head: str, *, at: datetime) -> None:
        """Take this state of the database for the true one from now on."""
        self.anchor.accept(seq, head, epoch=self.header.epoch, db_gen=self.header.db_gen, at=at)

    def close(self, seal: bool) -> None:
        """Seal the closed, checkpointed database if asked and if whole; forget the keys; let others in."""
        if self._closed:
            return
        self._closed = True
        if seal and not self._damaged and self.anchor.mark is not None and not _has_wal(self.db_path):
            self.anchor.seal(_digest_of(self.db_path))
        else:
            self.anchor.sync()
        self.anchor.close()
        self._opened.wipe()
        self._place.lock.release()

    # --- who may open it

    def logins_taken(self, login: str) -> bool:
        """Whether somebody, here now or retired, has this login."""
        sought = header.look(self.vault_id, login)
        return any(slot.look == sought for slot in self.header.slots)

    def add_slot(self, login: str, role: str, passphrase: bytearray) -> str:
        """Let one more person in; the new slot's id. The passphrase is wiped. RuleBroken: login, role,
        passphrase.
        """
        try:
            check_login(login)
            check_role(role)
            if self.logins_taken(login):
                raise RuleBroken("login", f"{header.plain_login(login)} is taken in this vault.")
            slot = self._new_slot(os.urandom(8).hex(), login, role, passphrase)
        finally:
            keys.wipe(passphrase)
        self._write(self.header.with_slot(slot))
        return slot.id

    def change_passphrase(self, login: str, passphrase: bytearray) -> None:
        """A new passphrase for a login, and its cost measured anew. The passphrase is wiped."""
        try:
            old = self._slot_of(login)
            slot = self._new_slot(old.id, login, old.role, passphrase)
        finally:
            keys.wipe(passphrase)
        self._write(self.header.with_slot(slot))

    def retire_slot(self, login: str) -> None:
        """Shut a person out from now on and overwrite their way in; the login stays taken. NotFound,
        RuleBroken.
        """
        slot = self._slot_of(login)
        if self.header.supervisors() == [slot]:
            raise RuleBroken(
                "login", "This is the last supervisor of the vault. Add another supervisor first."
            )
        self._write(self.header.with_slot(Slot(slot.id, "retired", slot.role, slot.look)))

    def replace_recovery(self) -> RecoveryKey:
        """A new recovery key; the sheet of the old one opens nothing from now on. There is always exactly
        one.
        """
        recovery = RecoveryKey.new()
        slot = _recovery_slot(self.vault_id, recovery, self._opened.master, self.header.mk_gen)
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
        _quarantine(self.folder, new_db, at)
        key = keys.derived(master, "database", head.vault, head.mk_gen)
        copy(new_db, key)
        keys.wipe(key)
        _sync_file(new_db)
        sealed = [_sealed_again(head, slot, master) for slot in head.slots]
        head = keys.maced(replace(head, slots=tuple(sealed)), master)
        mark = self.anchor.mark or Mark()
        anchor_key = keys.derived(master, "anchor", head.vault, head.mk_gen)
        self.anchor.rekey(
            head.mk_gen, anchor_key, replace(mark, epoch=head.epoch, db_gen=head.db_gen, seal="")
        )
        header.write(self.folder, head)
        keys.wipe(self._opened.master)
        self.header, self._opened.master = head, master
        _remove_database(old_db)

    def _slot_of(self, login: str) -> Slot:
        slot = self.header.slot_of(login)
        if slot is None:
            raise NotFound(f"Nobody with the staff ID {header.plain_login(login)} can open this vault.")
        return slot

    def _new_slot(self, slot_id: str, login: str, role: str, passphrase: bytearray) -> Slot:
        kdf = keys.calibrated(training=self.realm == "training")
        shortest = self.header.policy.min_len
        return _pass_slot(
            self.vault_id,
            slot_id,
            login,
            role,
            passphrase,
            kdf,
            self._opened.master,
            self.header.mk_gen,
            shortest,
        )

    def _next(self, head: Header) -> Header:
        seq = self.anchor.mark.seq if self.anchor.mark else 0
        return replace(head, epoch=self.header.epoch + 1, seq_floor=max(self.header.seq_floor, seq))

    def _write(self, head: Header) -> None:
        head = keys.maced(self._next(head), self._opened.master)
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


class _Place:
    """Where a vault lies, and our hold on it."""

    def __init__(self, folder: Path, state: Path | None) -> None:
        self.folder = folder
        self.state = state or default_state()
        self.lock = InstanceLock(folder)


class _Opened:
    """The secrets of an open vault."""

    def __init__(self, private: bytearray, master: bytearray) -> None:
        self.private = private
        self.master = master

    def wipe(self) -> None:
        keys.wipe(self.private, self.master)


# --- opening ------------------------------------------------------------------------------------------------


def unlock(
    folder: Path,
    login: str,
    passphrase: bytearray,
    *,
    state: Path | None = None,
    wall: Wall = now,
    uptime: Uptime = throttle.uptime,
) -> Unlocked:
    """Open a vault with a login and its passphrase, which is wiped.

    Raises WrongPassphrase (same words and same work for an unknown login), TooManyTries (which is one),
    Unavailable (no vault here, open elsewhere), Damaged. After it: open the database, `judge`, then work.
    """
    try:
        selfcheck.check_library()
        head = header.read(folder)
        place = _Place(folder, state)
        try:
            return _unlock(place, head.vault, login, passphrase, wall, uptime)
        except BaseException:
            place.lock.release()
            raise
    finally:
        keys.wipe(passphrase)


def _unlock(
    place: _Place, vault: str, login: str, passphrase: bytearray, wall: Wall, uptime: Uptime
) -> Unlocked:
    head = header.read(place.folder)
    selfcheck.check_file(place.folder / head.db_name)
    key = throttle.key_of(header.look(vault, login))
    throttle.count(place.folder, key, _known_keys(head), now=uptime)
    digest = _Digest(place.folder / head.db_name)
    slot = head.slot_of(login)
    try:
        opened = _opened_by_passphrase(head, slot or _decoy(head, login), passphrase)
    except keys.Wrong:
        raise WrongPassphrase("That staff ID and passphrase do not open this vault.") from None
    assert slot is not None, "the decoy opens with nothing"
    _check_mac(head, opened)
    throttle.clear(place.folder, key, now=uptime)
    return _assembled(place, head, slot, login, opened, digest, wall)


def unlock_with_recovery(
    folder: Path,
    recovery: RecoveryKey,
    *,
    login: str,
    passphrase: bytearray,
    state: Path | None = None,
    wall: Wall = now,
    uptime: Uptime = throttle.uptime,
) -> Unlocked:
    """Open a vault with the key from its sheet, give `login` a new passphrase, and go on as that login.

    A login that the vault does not know becomes a new supervisor. Raises as `unlock` does, and RuleBroken.
    Both secrets are wiped. The sheet stays good; `replace_recovery` makes a new one.
    """
    try:
        check_login(login)
        selfcheck.check_library()
        header.read(folder)
        place = _Place(folder, state)
        try:
            return _unlock_with_recovery(place, recovery, login, passphrase, wall, uptime)
        except BaseException:
            place.lock.release()
            raise
    finally:
        keys.wipe(passphrase)
        recovery.wipe()


def _unlock_with_recovery(
    place: _Place, recovery: RecoveryKey, login: str, passphrase: bytearray, wall: Wall, uptime: Uptime
) -> Unlocked:
    head = header.read(place.folder)
    selfcheck.check_file(place.folder / head.db_name)
    keys.check_passphrase(passphrase, login=login, shortest=head.policy.min_len)
    throttle.count(place.folder, throttle.RECOVERY, _known_keys(head), now=uptime)
    digest = _Digest(place.folder / head.db_name)
    slot, private = head.recovery(), recovery.private(head.vault)
    try:
        master = keys.opened(head.vault, slot, private, head.mk_gen) if slot else None
    except keys.Wrong:
        master = None
    if slot is None or master is None:
        raise WrongPassphrase("That recovery key does not open this vault.")
    opened = _Opened(private, master)
    _check_mac(head, opened)
    throttle.clear(place.folder, throttle.RECOVERY, now=uptime)
    unlocked = _assembled(place, head, slot, login, opened, digest, wall)
    _let_in(unlocked, login, passphrase)
    return unlocked


def _let_in(unlocked: Unlocked, login: str, passphrase: bytearray) -> None:
    """Give the holder of the recovery key a way in of their own, and make the open vault theirs."""
    kept = bytearray(passphrase)
    if unlocked.header.slot_of(login):
        unlocked.change_passphrase(login, passphrase)
    else:
        unlocked.add_slot(login, "supervisor", passphrase)
    slot = unlocked.header.slot_of(login)
    assert slot is not None
    unlocked.slot_id, unlocked.role = slot.id, slot.role
    keys.wipe(unlocked._opened.private)
    unlocked._opened.private = keys.unwrapped(unlocked.vault_id, slot, keys.normalised(kept))
    keys.wipe(kept)


def _assembled(
    place: _Place, head: Header, slot: Slot, login: str, opened: _Opened, digest: "_Digest", wall: Wall
) -> Unlocked:
    unlocked = Unlocked(place, head, slot, login, opened)
    mark = unlocked.anchor.mark
    if mark is not None and mark.epoch > head.epoch:
        unlocked.anchor.close()
        opened.wipe()
        raise Damaged(
            "The vault's header is older than its records: somebody put an old one back.",
            "Nothing was changed. Restore a backup.",
        )
    unlocked.seal_state = unlocked.anchor.seal_state(digest.result())
    if unlocked.seal_state != "none":
        # The file was closed cleanly, so a log beside it is of another time; SQLite would apply it all the
        # same.
        _quarantine(place.folder, _wal_of(unlocked.db_path), wall())
    return unlocked


def _opened_by_passphrase(head: Header, slot: Slot, passphrase: bytearray) -> _Opened:
    try:
        typed = keys.normalised(passphrase)
    except ValueError:
        typed = bytearray(os.urandom(keys.KEY_BYTES))  # wrong in any case; the same work is done
    try:
        private = keys.unwrapped(head.vault, slot, typed)
    finally:
        keys.wipe(typed)
    return _Opened(private, keys.opened(head.vault, slot, private, head.mk_gen))


def _decoy(head: Header, login: str) -> Slot:
    """A slot for a login nobody has: it costs what a real one costs and opens with nothing."""
    like = next(slot for slot in head.slots if slot.kind == "pass" and slot.kdf is not None)
    assert like.kdf is not None
    salt = bytes.fromhex(header.look(head.vault, login))
    return replace(like, kdf=replace(like.kdf, salt=salt), wrapped=os.urandom(len(like.wrapped)))


def _known_keys(head: Header) -> set[str]:
    return {throttle.RECOVERY, *(throttle.key_of(slot.look) for slot in head.slots if slot.kind == "pass")}


def _check_mac(head: Header, opened: _Opened) -> None:
    if not keys.mac_fits(head, opened.master):
        opened.wipe()
        raise Damaged("The vault's header was changed by somebody who may not.", "Restore a backup.")


class _Digest:
    """The SHA-256 of a file, made while something else takes its time."""

    def __init__(self, path: Path) -> None:
        self._value: str | None = None
        self._thread = threading.Thread(target=self._run, args=(path,), daemon=True)
        self._thread.start()

    def result(self) -> str | None:
        """Waits for it; None if the file could not be read."""
        self._thread.join()
        return self._value

    def _run(self, path: Path) -> None:
        try:
            self._value = _digest_of(path)
        except OSError:
            self._value = None


# --- making -------------------------------------------------------------------------------------------------


def create(
    folder: Path,
    *,
    unit: str,
    terminal: str,
    login: str,
    role: str,
    passphrase: bytearray,
    training: bool,
    label: str = "",
    recovery_sheet: Path | None = None,
    state: Path | None = None,
    wall: Wall = now,
    fill: Callable[[Unlocked], None] | None = None,
) -> tuple[Unlocked, RecoveryKey]:
    """A new vault with its first person, a supervisor, and its recovery key, which is nowhere kept but on the
    sheet.

    All is made in a folder beside and renamed at the end: a crash leaves no vault, or a whole one. `fill`
    lays out the database in there (its first tables and records) and closes it again. The passphrase is
    wiped. RuleBroken: a field, or a trace of a vault in the way; Unavailable: the disk.
    """
    try:
        folder = Path(os.path.abspath(folder))
        selfcheck.check_library()
        _check_new(folder, unit, terminal, label, role)
        check_login(login)
        keys.check_passphrase(passphrase, login=login)
        recovery = RecoveryKey.new()
        building = _Building(folder, recovery_sheet, state or default_state(), wall)
        try:
            blank = Header(
                *(os.urandom(16).hex(), 1, 1, 1, 0),
                *("training" if training else "live", unit, terminal, label),
                *(header.Policy(), ()),
            )
            return building.build(blank, login, role, passphrase, recovery, fill), recovery
        except BaseException as error:
            building.undo()
            if isinstance(error, OSError):
                raise Unavailable(
                    "The vault could not be made on this disk.", f"{error.strerror}."
                ) from error
            raise
    finally:
        keys.wipe(passphrase)


def staging_of(folder: Path) -> Path:
    """Where a vault is made before it stands at `folder`: beside it, on the same disk."""
    return folder.parent / f".{folder.name}.setup"


class _Building:
    """The vault in the making."""

    def __init__(self, folder: Path, sheet: Path | None, state: Path, wall: Wall) -> None:
        self._folder, self._sheet, self._state, self._wall = folder, sheet, state, wall
        self._staging = staging_of(folder)
        self._vault = ""
        self._sheet_written = False
        self._unlocked: Unlocked | None = None
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._staging.mkdir(mode=0o700)

    def build(
        self,
        head: Header,
        login: str,
        role: str,
        passphrase: bytearray,
        recovery: RecoveryKey,
        fill: Callable[[Unlocked], None] | None,
    ) -> Unlocked:
        """Everything, then the sheet, then the name."""
        self._vault = head.vault
        place, master = _Place(self._staging, self._state), keys.new_master_key()
        kdf = keys.calibrated(training=head.realm == "training")
        slot = _pass_slot(head.vault, os.urandom(8).hex(), login, role, passphrase, kdf, master, 1)
        private = keys.unwrapped(head.vault, slot, keys.normalised(passphrase))
        head = replace(head, slots=(slot, _recovery_slot(head.vault, recovery, master, 1)))
        head = keys.maced(head, master)
        self._unlocked = Unlocked(place, head, slot, login, _Opened(private, master))
        self._lay_out(self._unlocked)
        if fill:
            fill(self._unlocked)
        self._write_sheet(head, recovery)
        self._give_name(self._unlocked)
        return self._unlocked

    def undo(self) -> None:
        """Leave nothing of a vault that was not finished."""
        if self._unlocked is not None:
            self._unlocked.close(seal=False)
        shutil.rmtree(self._staging, ignore_errors=True)
        if self._vault:
            shutil.rmtree(self._state / self._vault, ignore_errors=True)
        if self._sheet and self._sheet_written:
            self._sheet.unlink(missing_ok=True)

    def _lay_out(self, unlocked: Unlocked) -> None:
        key = unlocked.db_key
        keyed.create(unlocked.db_path, key)
        keys.wipe(key)
        selfcheck.check_file(unlocked.db_path)
        throttle.create(self._staging)
        ballast.lay(self._staging, ballast_bytes(unlocked.header))
        unlocked.accept(0, "", at=self._wall())
        header.write(self._staging, unlocked.header)

    def _write_sheet(self, head: Header, recovery: RecoveryKey) -> None:
        if self._sheet is None:
            return
        try:
            with create_private(self._sheet) as file:
                self._sheet_written = True
                file.write(sheet_text(head, recovery, self._wall()).encode())
                os.fsync(file.fileno())
        except OSError as error:
            raise RuleBroken(
                "recovery_sheet", f"The recovery sheet cannot be written: {error.strerror}."
            ) from error

    def _give_name(self, unlocked: Unlocked) -> None:
        """Rename the folder. Its open files are let go first, for on Windows they would hold it."""
        unlocked.anchor.sync()
        unlocked.anchor.close()
        unlocked._place.lock.release()
        _sync_folder(self._staging)
        if self._folder.exists():
            self._folder.rmdir()
        self._staging.rename(self._folder)
        _sync_folder(self._folder.parent)
        unlocked._place = _Place(self._folder, self._state)
        unlocked.folder = self._folder
        unlocked.anchor = unlocked._open_anchor()


def _check_new(folder: Path, unit: str, terminal: str, label: str, role: str) -> None:
    if not header.unit_fits(unit):
        raise RuleBroken("unit", "Give the unit's code: letters, digits and dashes, at most 32.")
    if not header.terminal_fits(terminal):
        raise RuleBroken("terminal", "Give the terminal's letter, A to Z.")
    if not header.label_fits(label):
        raise RuleBroken("label", "Use at most 40 characters that can be seen.")
    if role != "supervisor":
        raise RuleBroken("role", "The first person of a vault is a supervisor.")
    selfcheck.check_place(folder)
    _check_no_trace(folder)


def _check_no_trace(folder: Path) -> None:
    if os.path.lexists(staging_of(folder)):
        raise RuleBroken(
            "vault",
            f"A set-up that did not finish, or still runs, lies in {staging_of(folder)}. "
            "It holds no records: if no set-up runs, delete that folder, then set up again.",
        )
    if os.path.lexists(folder) and (not folder.is_dir() or folder.is_symlink() or any(folder.iterdir())):
        raise RuleBroken(
            "vault", f"Something already lies at {folder}. Choose a folder that is empty or new."
        )


def check_login(login: str) -> None:
    """RuleBroken("login", ...) unless it is a staff ID: letters, digits, dot, dash, underline, at most 32."""
    name = header.plain_login(login)
    if not name or len(name) > 32 or not all(c.isascii() and (c.isalnum() or c in "._-") for c in name):
        raise RuleBroken("login", "A staff ID has letters, digits, dots or dashes, at most 32.")


def check_role(role: str) -> None:
    """RuleBroken("role", ...) unless it is one of the four."""
    if role not in header.STAFF_ROLES:
        raise RuleBroken("role", f"Choose a role: {', '.join(header.STAFF_ROLES)}.")


def sheet_text(head: Header, recovery: RecoveryKey, at: datetime) -> str:
    """The page to print, to be kept in a safe away from the terminal."""
    return (
        f"RECOVERY SHEET{' (TRAINING)' if head.realm == 'training' else ''}\n\n"
        f"Unit {head.unit}, terminal {head.terminal}\n"
        f"Vault {head.vault}\n"
        f"Made  {at:%d %b %Y}\n\n"
        f"    {recovery.text}\n\n"
        "This key opens the vault when passphrases are forgotten. It is kept nowhere else: without\n"
        "it and without anybody's passphrase nobody can read the records again.\n\n"
        "1. Print this page and check that the key can be read.\n"
        "2. Put it in the safe, not beside the terminal.\n"
        "3. Delete this file.\n\n"
        "To use it: F4 on the lock screen, then type the key. Capitals and dashes do not matter.\n"
    )


def ballast_bytes(head: Header) -> int:
    """How much room this vault keeps in reserve."""
    return ballast.TRAINING_BYTES if head.realm == "training" else ballast.BYTES


# --- slots --------------------------------------------------------------------------------------------------


def _pass_slot(
    vault: str,
    slot_id: str,
    login: str,
    role: str,
    passphrase: bytearray,
    kdf: Kdf,
    master: bytearray,
    mk_gen: int,
    shortest: int = keys.SHORTEST_PASSPHRASE,
) -> Slot:
    keys.check_passphrase(passphrase, login=header.plain_login(login), shortest=shortest)
    typed = keys.normalised(passphrase)
    blank = Slot(slot_id, "pass", role, header.look(vault, login))
    try:
        return keys.new_pass_slot(vault, blank, typed, kdf, master=master, mk_gen=mk_gen)
    finally:
        keys.wipe(typed)


def _recovery_slot(vault: str, recovery: RecoveryKey, master: bytearray, mk_gen: int) -> Slot:
    private = recovery.private(vault)
    try:
        return keys.new_recovery_slot(vault, private, master=master, mk_gen=mk_gen)
    finally:
        keys.wipe(private)


def _sealed_again(head: Header, slot: Slot, master: bytearray) -> Slot:
    if slot.kind == "retired":
        return slot
    return keys.sealed_to(head.vault, slot, master=master, mk_gen=head.mk_gen)


# --- files --------------------------------------------------------------------------------------------------


def _wal_of(database: Path) -> Path:
    return database.with_name(database.name + "-wal")


def _has_wal(database: Path) -> bool:
    wal = _wal_of(database)
    return wal.exists() and wal.stat().st_size > 0


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _quarantine(folder: Path, path: Path, at: datetime) -> None:
    """Put what is refused aside, never deleted by the program; nothing if it is not there."""
    if not path.exists():
        return
    aside = folder / QUARANTINE
    aside.mkdir(mode=0o700, exist_ok=True)
    path.rename(aside / f"{at:%Y%m%dT%H%M%S%f}-{path.name}")


def _remove_database(path: Path) -> None:
    for name in (path, _wal_of(path)):
        name.unlink(missing_ok=True)


def _sync_file(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make names in a folder last; where folders cannot be opened (Windows) the system sees to it itself."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
