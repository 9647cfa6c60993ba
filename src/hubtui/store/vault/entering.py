"""Opening a vault: with a login and its passphrase, or with the recovery key."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from hubtui.domain.trouble import Damaged, Unavailable, WrongPassphrase
from hubtui.store import header, keys, selfcheck, throttle
from hubtui.store.header import Header, Slot
from hubtui.store.keys import RecoveryKey
from hubtui.store.vault import files
from hubtui.store.vault.unlocked import Place, Secrets, Unlocked
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
    try:
        selfcheck.check_library()
        header.read(folder)  # before the lock, which would make a file in any folder
        place = Place(folder, state)
        try:
            return _unlock(place, login, passphrase, wall, uptime)
        except BaseException:
            place.lock.release()
            raise
    except OSError as error:
        raise Unavailable("The vault cannot be read on this disk.", f"{error.strerror}.") from error
    finally:
        keys.wipe(passphrase)


def _unlock(place: Place, login: str, passphrase: bytearray, wall: Wall, uptime: Uptime) -> Unlocked:
    head = header.read(place.folder)
    selfcheck.check_file(place.folder / head.db_name)
    key = throttle.key_of(header.look(head.vault, login))
    throttle.count(place.folder, key, _known_keys(head), now=uptime)
    digest = files.Digest(place.folder / head.db_name)
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
        place = Place(folder, state)
        try:
            return _unlock_with_recovery(place, recovery, login, passphrase, wall, uptime)
        except BaseException:
            place.lock.release()
            raise
    except OSError as error:
        raise Unavailable("The vault cannot be read on this disk.", f"{error.strerror}.") from error
    finally:
        keys.wipe(passphrase)
        recovery.wipe()


def _unlock_with_recovery(
    place: Place, recovery: RecoveryKey, login: str, passphrase: bytearray, wall: Wall, uptime: Uptime
) -> Unlocked:
    head = header.read(place.folder)
    selfcheck.check_file(place.folder / head.db_name)
    keys.check_passphrase(passphrase, login=login, shortest=head.policy.min_len)
    throttle.count(place.folder, throttle.RECOVERY, _known_keys(head), now=uptime)
    digest = files.Digest(place.folder / head.db_name)
    slot, private = head.recovery(), recovery.private(head.vault)
    try:
        master = keys.opened(head.vault, slot, private, head.mk_gen) if slot else None
    except keys.Wrong:
        master = None
    if slot is None or master is None:
        raise WrongPassphrase("That recovery key does not open this vault.")
    opened = Secrets(private, master)
    _check_mac(head, opened)
    throttle.clear(place.folder, throttle.RECOVERY, now=uptime)
    unlocked = _assembled(place, head, slot, login, opened, digest, wall)
    _let_in(unlocked, login, passphrase)
    return unlocked


def _let_in(unlocked: Unlocked, login: str, passphrase: bytearray) -> None:
    """Give the holder of the recovery key a way in of their own, and make the open vault theirs."""
    if unlocked.header.slot_of(login):
        unlocked.change_passphrase(login, bytearray(passphrase))
    else:
        unlocked.add_slot(login, "supervisor", bytearray(passphrase))
    unlocked.become(login, passphrase)


def _assembled(
    place: Place, head: Header, slot: Slot, login: str, opened: Secrets, digest: files.Digest, wall: Wall
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
        files.quarantine(place.folder, files.wal_of(unlocked.db_path), wall())
    return unlocked


def _opened_by_passphrase(head: Header, slot: Slot, passphrase: bytearray) -> Secrets:
    try:
        typed = keys.normalised(passphrase)
    except ValueError:
        typed = bytearray(os.urandom(keys.KEY_BYTES))  # wrong in any case; the same work is done
    try:
        private = keys.unwrapped(head.vault, slot, typed)
    finally:
        keys.wipe(typed)
    return Secrets(private, keys.opened(head.vault, slot, private, head.mk_gen))


def _decoy(head: Header, login: str) -> Slot:
    """A slot for a login nobody has: it costs what a real one costs and opens with nothing."""
    like = next(slot for slot in head.slots if slot.kind == "pass" and slot.kdf is not None)
    assert like.kdf is not None
    salt = bytes.fromhex(header.look(head.vault, login))
    return replace(like, kdf=replace(like.kdf, salt=salt), wrapped=os.urandom(len(like.wrapped)))


def _known_keys(head: Header) -> set[str]:
    return {throttle.RECOVERY, *(throttle.key_of(slot.look) for slot in head.slots if slot.kind == "pass")}


def _check_mac(head: Header, opened: Secrets) -> None:
    if not keys.mac_fits(head, opened.master):
        opened.wipe()
        raise Damaged("The vault's header was changed by somebody who may not.", "Restore a backup.")
