"""Making a vault: beside its place, then renamed, so that a crash leaves no vault or a whole one."""

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from hubtui.domain.trouble import RuleBroken, Unavailable
from hubtui.store import ballast, header, keyed, keys, selfcheck, throttle
from hubtui.store.header import Header
from hubtui.store.keys import RecoveryKey
from hubtui.store.slots import create_private, write_whole
from hubtui.store.vault import files, ways_in
from hubtui.store.vault.entering import Wall, now
from hubtui.store.vault.proof import Secrets
from hubtui.store.vault.unlocked import Place, Unlocked, default_state


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
        _check_sheet(folder, recovery_sheet)
        ways_in.check_login(login)
        keys.check_passphrase(passphrase, login=header.plain_login(login))
        recovery = RecoveryKey.new()
        building = _Building(folder, recovery_sheet, state or default_state(), wall)
        try:
            blank = Header(
                vault=os.urandom(16).hex(),
                epoch=1,
                mk_gen=1,
                db_gen=1,
                seq_floor=0,
                realm="training" if training else "live",
                unit=unit,
                terminal=terminal,
                label=label,
                policy=header.Policy(),
                slots=(),
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
        self._sheet_written = self._named = False
        self._unlocked: Unlocked | None = None

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
        self._folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._staging.mkdir(mode=0o700)
        self._vault = head.vault
        place, master = Place(self._staging, self._state), keys.new_master_key()
        person = ways_in.new_person(login, role)
        slot = ways_in.pass_slot(head, person, passphrase, master)
        head = replace(head, slots=(slot, ways_in.recovery_slot(head, recovery, master)))
        head = keys.maced(head, master)
        self._unlocked = Unlocked(place, head, slot, login, Secrets(bytearray(keys.KEY_BYTES), master))
        self._unlocked.become(login, passphrase)
        self._lay_out(self._unlocked)
        if fill:
            fill(self._unlocked)
        self._write_sheet(head, recovery)
        self._give_name(self._unlocked)
        return self._unlocked

    def undo(self) -> None:
        """Leave nothing of a vault that was not finished; one that has its name is a whole one."""
        if self._named or not self._vault:
            return
        if self._unlocked is not None:
            self._unlocked.close(seal=False)
        shutil.rmtree(self._staging, ignore_errors=True)
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
                write_whole(file, sheet_text(head, recovery, self._wall()).encode())
                os.fsync(file.fileno())
        except OSError as error:
            raise RuleBroken(
                "recovery_sheet", f"The recovery sheet cannot be written: {error.strerror}."
            ) from error

    def _give_name(self, unlocked: Unlocked) -> None:
        """Rename the folder. Its open files are let go first, for on Windows they would hold it."""
        unlocked.let_go()
        files.sync_folder(self._staging)
        if self._folder.exists():
            self._folder.rmdir()
        self._staging.rename(self._folder)
        self._named = True
        files.sync_folder(self._folder.parent)
        unlocked.moved(Place(self._folder, self._state))


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


def _check_sheet(folder: Path, sheet: Path | None) -> None:
    if sheet is None:
        return
    if folder in Path(os.path.abspath(sheet)).parents:
        raise RuleBroken("recovery_sheet", "The sheet must not lie in the vault that it opens.")
    if os.path.lexists(sheet):
        raise RuleBroken("recovery_sheet", f"{sheet} is there already; it is not overwritten.")


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
