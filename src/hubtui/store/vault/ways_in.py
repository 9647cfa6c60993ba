"""One person's way into a vault: what a login and a role must be, and the slot made of a passphrase."""

import os
from dataclasses import dataclass

from hubtui.domain.trouble import RuleBroken
from hubtui.store import header, keys
from hubtui.store.header import Header, Slot
from hubtui.store.keys import RecoveryKey


@dataclass(frozen=True)
class Person:
    """Who a slot is for; `login` in its plain form."""

    slot_id: str
    login: str
    role: str


def new_person(login: str, role: str) -> Person:
    """Somebody the vault does not know yet. RuleBroken: login, role."""
    check_login(login)
    check_role(role)
    return Person(os.urandom(8).hex(), header.plain_login(login), role)


def check_login(login: str) -> None:
    """RuleBroken("login", ...) unless it is a staff ID: letters, digits, dot, dash, underline, at most 32."""
    name = header.plain_login(login)
    if not name or len(name) > 32 or not all(c.isascii() and (c.isalnum() or c in "._-") for c in name):
        raise RuleBroken("login", "A staff ID has letters, digits, dots or dashes, at most 32.")


def check_role(role: str) -> None:
    """RuleBroken("role", ...) unless it is one of the four."""
    if role not in header.STAFF_ROLES:
        raise RuleBroken("role", f"Choose a role: {', '.join(header.STAFF_ROLES)}.")


def pass_slot(head: Header, person: Person, passphrase: bytearray, master: bytearray) -> Slot:
    """A way in by passphrase, at the cost this machine can bear. RuleBroken: a weak passphrase."""
    keys.check_passphrase(passphrase, login=person.login, shortest=head.policy.min_len)
    kdf = keys.calibrated(training=head.realm == "training")
    typed = keys.normalised(passphrase)
    blank = Slot(person.slot_id, "pass", person.role, header.look(head.vault, person.login))
    try:
        return keys.new_pass_slot(head.vault, blank, typed, kdf, master=master, mk_gen=head.mk_gen)
    finally:
        keys.wipe(typed)


def recovery_slot(head: Header, recovery: RecoveryKey, master: bytearray) -> Slot:
    """The way in for the key on the recovery sheet."""
    private = recovery.private(head.vault)
    try:
        return keys.new_recovery_slot(head.vault, private, master=master, mk_gen=head.mk_gen)
    finally:
        keys.wipe(private)


def sealed_again(head: Header, slot: Slot, master: bytearray) -> Slot:
    """The slot with a new master key in it, whoever's it is."""
    if slot.kind == "retired":
        return slot
    return keys.sealed_to(head.vault, slot, master=master, mk_gen=head.mk_gen)
