"""What somebody shows to be let in: a login with its passphrase, or the recovery key.

Whatever is wrong, the answer is the same.
"""

import os
from dataclasses import dataclass, replace
from typing import Protocol

from hubtui.domain.trouble import Damaged, WrongPassphrase
from hubtui.store import header, keys, throttle
from hubtui.store.header import Header, Slot
from hubtui.store.keys import RecoveryKey


@dataclass(repr=False)
class Secrets:
    """The secrets of an open vault: the slot's private key and the master key."""

    private: bytearray
    master: bytearray

    def wipe(self) -> None:
        """Overwrite them."""
        keys.wipe(self.private, self.master)


class Proof(Protocol):
    """A way to show that one may open a vault."""

    def counter(self, head: Header) -> str:
        """The counter of the throttle that a try is counted on."""

    def open(self, head: Header) -> tuple[Slot, Secrets]:
        """The slot and what it holds. WrongPassphrase; Damaged where the header is not as it was left."""

    def wipe(self) -> None:
        """Overwrite what was typed."""


@dataclass(repr=False)
class ByPassphrase:
    """A login and its passphrase as typed (UTF-8)."""

    login: str
    passphrase: bytearray

    def counter(self, head: Header) -> str:
        """The login's own, whether anybody has it or not."""
        return throttle.key_of(header.look(head.vault, self.login))

    def open(self, head: Header) -> tuple[Slot, Secrets]:
        """As `Proof.open`; an unknown login takes as long as a known one."""
        slot = head.slot_of(self.login) or _decoy(head, self.login)
        typed = self._typed()
        try:
            private = keys.unwrapped(head.vault, slot, typed)
            return slot, _checked(head, private, keys.opened(head.vault, slot, private, head.mk_gen))
        except keys.Wrong:
            raise WrongPassphrase("That staff ID and passphrase do not open this vault.") from None
        finally:
            keys.wipe(typed)

    def wipe(self) -> None:
        """Overwrite what was typed."""
        keys.wipe(self.passphrase)

    def _typed(self) -> bytearray:
        try:
            return keys.normalised(self.passphrase)
        except ValueError:
            return bytearray(os.urandom(keys.KEY_BYTES))  # wrong in any case; the same work is done


@dataclass(repr=False)
class ByRecovery:
    """The key from the recovery sheet."""

    recovery: RecoveryKey

    def counter(self, head: Header) -> str:  # noqa: ARG002 - as every proof is asked
        """Its own, so that nobody at the lock screen can spoil it for a login."""
        return throttle.RECOVERY

    def open(self, head: Header) -> tuple[Slot, Secrets]:
        """As `Proof.open`. The key is long enough to need no cost a guess."""
        slot = head.recovery()
        private = self.recovery.private(head.vault)
        try:
            return slot, _checked(head, private, keys.opened(head.vault, slot, private, head.mk_gen))
        except keys.Wrong:
            raise WrongPassphrase("That recovery key does not open this vault.") from None

    def wipe(self) -> None:
        """Overwrite what was typed."""
        self.recovery.wipe()


def _checked(head: Header, private: bytearray, master: bytearray) -> Secrets:
    secrets = Secrets(private, master)
    if not keys.mac_fits(head, master):
        secrets.wipe()
        raise Damaged("The vault's header was changed by somebody who may not.", "Restore a backup.")
    return secrets


def _decoy(head: Header, login: str) -> Slot:
    """A slot for a login nobody has: it costs what a real one costs and opens with nothing."""
    like = head.supervisors()[0]
    assert like.kdf is not None
    salt = bytes.fromhex(header.look(head.vault, login))
    return replace(like, kdf=replace(like.kdf, salt=salt), wrapped=os.urandom(len(like.wrapped)))
