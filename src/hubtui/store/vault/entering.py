"""Opening a vault: with a login and its passphrase, or with the recovery key."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from hubtui.domain.trouble import Damaged, Unavailable
from hubtui.store import header, keys, selfcheck, throttle
from hubtui.store.header import Header
from hubtui.store.keys import RecoveryKey
from hubtui.store.vault import files
from hubtui.store.vault.proof import ByPassphrase, ByRecovery, Proof
from hubtui.store.vault.unlocked import Place, Unlocked
from hubtui.store.vault.ways_in import check_login

Wall = Callable[[], datetime]
Uptime = Callable[[], float]


def now() -> datetime:
    """The instant, in UTC, by the clock of the wall."""
    return datetime.now(UTC)


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
    proof = ByPassphrase(login, passphrase)
    try:
        with held(folder, state) as place:
            return _entered(place, proof, login, wall, uptime)
    finally:
        proof.wipe()


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

    A login that the vault does not know becomes a new supervisor. Raises as `unlock` does, and RuleBroken, before
    anything is tried. Both secrets are wiped. The sheet stays good; `replace_recovery` makes a new one.
    """
    proof = ByRecovery(recovery)
    try:
        check_login(login)
        keys.check_passphrase(passphrase, login=header.plain_login(login))
        with held(folder, state) as place:
            unlocked = _entered(place, proof, login, wall, uptime)
            _let_in(unlocked, login, passphrase)
            return unlocked
    finally:
        proof.wipe()
        keys.wipe(passphrase)


@contextmanager
def held(folder: Path, state: Path | None) -> Iterator[Place]:
    """The folder of a vault whose header can be read, as `seized`."""
    header.read(folder)  # before the lock, which would make a file in any folder
    with seized(folder, state) as place:
        yield place


@contextmanager
def seized(folder: Path, state: Path | None) -> Iterator[Place]:
    """A vault's folder, ours alone; let go again if what is done with it fails."""
    selfcheck.check_library()
    try:
        place = Place(folder, state)
        try:
            yield place
        except BaseException:
            place.lock.release()
            raise
    except OSError as error:
        raise Unavailable("The vault cannot be used on this disk.", f"{error.strerror}.") from error


def _entered(place: Place, proof: Proof, login: str, wall: Wall, uptime: Uptime) -> Unlocked:
    head = header.read(place.folder)
    selfcheck.check_file(place.folder / head.db_name)
    count_try(place.folder, head, proof, uptime)
    digest = files.Digest(place.folder / head.db_name)
    slot, secrets = proof.open(head)
    throttle.clear(place.folder, proof.counter(head), now=uptime)
    unlocked = Unlocked(place, head, slot, login, secrets)
    _check_epoch(unlocked)
    unlocked.seal_state = unlocked.anchor.seal_state(digest.result())
    if unlocked.seal_state != "none":
        # The file was closed cleanly, so a log beside it is of another time, and SQLite would apply it.
        files.quarantine(place.folder, files.wal_of(unlocked.db_path), wall())
    return unlocked


def count_try(folder: Path, head: Header, proof: Proof, uptime: Uptime) -> None:
    """Count this try before it is made; TooManyTries."""
    known = {throttle.RECOVERY, *(throttle.key_of(slot.look) for slot in head.slots if slot.kind == "pass")}
    throttle.count(folder, proof.counter(head), known, now=uptime)


def _check_epoch(unlocked: Unlocked) -> None:
    mark = unlocked.anchor.mark
    if mark is not None and mark.epoch > unlocked.header.epoch:
        unlocked.abandon()
        raise Damaged(
            "The vault's header is older than its records: somebody put an old one back.",
            "Nothing was changed. Restore a backup.",
        )


def _let_in(unlocked: Unlocked, login: str, passphrase: bytearray) -> None:
    """Give the holder of the recovery key a way in of their own, and make the open vault theirs."""
    if unlocked.header.slot_of(login):
        unlocked.change_passphrase(login, bytearray(passphrase))
    else:
        unlocked.add_slot(login, "supervisor", bytearray(passphrase))
    unlocked.become(login, passphrase)
