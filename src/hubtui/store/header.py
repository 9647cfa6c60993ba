"""The vault's header: who may open it and with what, in two copies, readable before any key is known.

Everything in it is untrusted until `mac` is checked with a key from the master key (`keys.header_mac`). Only
the standard library is used, for the lock screen's process reads it too. Source: store.md 4.2, 4.3.
"""

import hashlib
import hmac
import json
import os
import re
import struct
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from hubtui.domain.trouble import Damaged, Unavailable
from hubtui.store.slots import write_whole

MAGIC = "hubtui-vault"
COPIES = ("header.a", "header.b")
FILE_BYTES = 128 * 1024
LONGEST_JSON = 120 * 1024
MOST_SLOTS = 32
SUITE = "x25519-hkdfsha256-aes256gcm"
STAFF_ROLES = ("custody-worker", "outreach-worker", "supervisor", "sync-operator")
MEBIBYTE = 1024  # in KiB, the unit of Argon2's memory
LIVE_FLOOR = 64 * MEBIBYTE
TRAINING_FLOOR = 8 * MEBIBYTE
MOST_MEMORY = 1024 * MEBIBYTE

Realm = Literal["live", "training"]
Kind = Literal["pass", "recovery", "retired"]

_PREFIX = struct.Struct(
    ">I32s"
)  # length and SHA-256 of the JSON: tells torn from whole before any key is known
_DAMAGED = "The vault's header is damaged"


@dataclass(frozen=True)
class Kdf:
    """The cost of one guess: Argon2id (version 19) with `m` KiB, `t` passes, `p` lanes."""

    m: int
    t: int
    p: int
    salt: bytes


@dataclass(frozen=True)
class SlotKeys:
    """The public key of a slot and the master key sealed to it; `sealed` is HPKE's encapsulation and text."""

    public: bytes
    sealed: bytes
    suite: str = SUITE


@dataclass(frozen=True)
class Slot:
    """One way in. `pass`: kdf, wrapped private key and keys. `recovery`: keys only. `retired`: nothing but
    its name.
    """

    id: str
    kind: Kind
    role: str
    look: str = ""
    kdf: Kdf | None = None
    nonce: bytes = b""
    wrapped: bytes = b""
    keys: SlotKeys | None = None


@dataclass(frozen=True)
class Policy:
    """What this vault asks of its people: idle seconds before it locks, characters of a passphrase."""

    auto_lock_s: int = 300
    min_len: int = 14


@dataclass(frozen=True)
class Header:
    """All of it. `epoch` rises with every change; `mac` covers everything else."""

    vault: str
    epoch: int
    mk_gen: int
    db_gen: int
    seq_floor: int
    realm: Realm
    unit: str
    terminal: str
    label: str
    policy: Policy
    slots: tuple[Slot, ...]
    mac: bytes = b""

    @property
    def db_name(self) -> str:
        """The file name of the database of this generation."""
        return f"store.{self.db_gen}.db"

    def slot_of(self, login: str) -> Slot | None:
        """The slot this login opens with its passphrase, if it has one."""
        sought = look(self.vault, login)
        return next((slot for slot in self.slots if slot.kind == "pass" and slot.look == sought), None)

    def recovery(self) -> Slot:
        """The slot of the recovery key; there is always one."""
        return next(slot for slot in self.slots if slot.kind == "recovery")

    def supervisors(self) -> list[Slot]:
        """The slots of supervisors, of whom one must always be left."""
        return [slot for slot in self.slots if slot.kind == "pass" and slot.role == "supervisor"]

    def with_slot(self, new: Slot) -> "Header":
        """With this slot in the place of the one of the same id, or added at the end."""
        if any(slot.id == new.id for slot in self.slots):
            return replace(self, slots=tuple(new if slot.id == new.id else slot for slot in self.slots))
        return replace(self, slots=(*_with_room(self.slots), new))


def _with_room(slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
    """The slots, without the oldest retired one if there is no place left; Unavailable if all are in use."""
    if len(slots) < MOST_SLOTS:
        return slots
    oldest = next((slot for slot in slots if slot.kind == "retired"), None)
    if oldest is None:
        raise Unavailable(f"This vault already has its {MOST_SLOTS} people.", "Retire somebody first.")
    return tuple(slot for slot in slots if slot is not oldest)


def plain_login(typed: str) -> str:
    """The one form of a staff ID: lower case, no blanks around it."""
    return unicodedata.normalize("NFKC", typed[:256]).strip().lower()


def look(vault: str, login: str) -> str:
    """What the header keeps of a login, so that a stolen disk does not list the staff in clear (32 hex
    digits).
    """
    key = b"hubtui/look/v1" + bytes.fromhex(vault)
    name = plain_login(login).encode("utf-8", "surrogatepass")
    return hmac.new(key, name, hashlib.sha256).hexdigest()[:32]


# --- on disk ------------------------------------------------------------------------------------------------


def exists(folder: Path) -> bool:
    """Whether either copy of a header lies in the folder."""
    return any((folder / name).exists() for name in COPIES)


def read(folder: Path) -> Header:
    """The newest whole copy. Unavailable: there is no vault here. Damaged: there is, and neither copy is
    whole.
    """
    if not exists(folder):
        raise Unavailable(f"There is no vault at {folder}.", "Make one with: hubtui setup")
    found = [header for name in COPIES if (header := _read_copy(folder / name))]
    if not found:
        raise Damaged(f"{_DAMAGED}: neither of its two copies can be read.", "Restore a backup.")
    return max(found, key=lambda header: header.epoch)


def _read_copy(path: Path) -> Header | None:
    try:
        with path.open("rb") as file:
            return from_bytes(file.read(FILE_BYTES + 1))
    except (FileNotFoundError, Damaged):
        return None


def write(folder: Path, header: Header) -> None:
    """Write both copies in place, A to the disk before B is touched: at every instant one is whole."""
    data = to_bytes(header)
    try:
        for name in COPIES:
            _write_copy(folder / name, data)
    except OSError as error:
        raise Unavailable(
            "The vault's header could not be saved.", "Free some disk space, then try again."
        ) from error


def _write_copy(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb", buffering=0) as file:
        write_whole(file, data)
        file.truncate(FILE_BYTES)
        os.fsync(file.fileno())


def to_bytes(header: Header) -> bytes:
    """The bytes of one copy, always FILE_BYTES long."""
    text = _text_of(header)
    if len(text) > LONGEST_JSON:
        raise Unavailable("The vault's header has no room for more.", "Retire somebody first.")
    return (_PREFIX.pack(len(text), hashlib.sha256(text).digest()) + text).ljust(FILE_BYTES, b"\0")


def _text_of(header: Header) -> bytes:
    return canonical(_as_json(header) | {"mac": header.mac.hex()})


def from_bytes(data: bytes) -> Header:
    """Read one copy, or raise Damaged. Never trusts a length or a number it has not bounded."""
    if len(data) != FILE_BYTES:
        raise Damaged(f"{_DAMAGED}: it has not its size.")
    length, digest = _PREFIX.unpack_from(data)
    text = data[_PREFIX.size : _PREFIX.size + length]
    if length > LONGEST_JSON or digest != hashlib.sha256(text).digest():
        raise Damaged(f"{_DAMAGED}: its check sum does not fit.")
    if data[_PREFIX.size + length :].strip(b"\0"):
        raise Damaged(f"{_DAMAGED}: something follows it.")
    return _parse(text)


def canonical(value: dict[str, Any]) -> bytes:
    """The one byte form of a JSON value: sorted keys, no blanks, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def maced_bytes(header: Header) -> bytes:
    """What `mac` is made over: everything but `mac`."""
    return canonical(_as_json(header))


# --- what binds the sealed keys to their place --------------------------------------------------------------


def wrap_context(vault: str, slot: Slot) -> bytes:
    """Associated data of a slot's wrapped private key: change any of it and the key does not open."""
    assert slot.keys is not None
    return canonical(
        {
            "magic": MAGIC,
            "v": 1,
            "vault": vault,
            "id": slot.id,
            "kind": slot.kind,
            "role": slot.role,
            "kdf": _kdf_json(slot.kdf),
            "kem": {"suite": slot.keys.suite, "pk": slot.keys.public.hex()},
        }
    )


def seal_context(vault: str, slot: Slot, mk_gen: int) -> bytes:
    """HPKE's info for the master key sealed to a slot."""
    return f"hubtui/master-key/v1|{vault}|{slot.id}|{slot.role}|{mk_gen}".encode()


# --- to and from JSON ---------------------------------------------------------------------------------------


def _as_json(header: Header) -> dict[str, Any]:
    return {
        "magic": MAGIC,
        "v": 1,
        "vault": header.vault,
        "epoch": header.epoch,
        "mk_gen": header.mk_gen,
        "db_gen": header.db_gen,
        "seq_floor": header.seq_floor,
        "realm": header.realm,
        "unit": header.unit,
        "terminal": header.terminal,
        "label": header.label,
        "policy": {"auto_lock_s": header.policy.auto_lock_s, "min_len": header.policy.min_len},
        "slots": [_slot_json(slot) for slot in header.slots],
    }


def _slot_json(slot: Slot) -> dict[str, Any]:
    value: dict[str, Any] = {"id": slot.id, "kind": slot.kind, "role": slot.role}
    if slot.kind != "recovery":
        value["look"] = slot.look
    if slot.kind == "pass":
        value["kdf"] = _kdf_json(slot.kdf)
        value["sk"] = {"n": slot.nonce.hex(), "ct": slot.wrapped.hex()}
    if slot.keys is not None:
        value["kem"] = {"suite": slot.keys.suite, "pk": slot.keys.public.hex()}
        value["mk"] = slot.keys.sealed.hex()
    return value


def _kdf_json(kdf: Kdf | None) -> dict[str, Any]:
    assert kdf is not None
    return {"alg": "argon2id", "v": 19, "m": kdf.m, "t": kdf.t, "p": kdf.p, "salt": kdf.salt.hex()}


def _parse(text: bytes) -> Header:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Damaged(f"{_DAMAGED}: it is not JSON.") from error
    header = _header_from(value)
    if _text_of(header) != text:
        raise Damaged(f"{_DAMAGED}: it is not in its one form.")
    return header


class _Fields:
    """Takes each field of a JSON object once, checked; `done` refuses what nobody asked for."""

    def __init__(self, value: object, where: str) -> None:
        if not isinstance(value, dict):
            raise Damaged(f"{_DAMAGED}: {where} is no object.")
        self._left: dict[str, object] = dict(value)
        self._where = where

    def take(self, name: str) -> object:
        if name not in self._left:
            raise self.bad(name)
        return self._left.pop(name)

    def bad(self, name: str) -> Damaged:
        return Damaged(f"{_DAMAGED}: {self._where}.{name} is not as it must be.")

    def number(self, name: str, least: int, most: int) -> int:
        value = self.take(name)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.bad(name)
        return value

    def text(self, name: str, fits: Callable[[str], object]) -> str:
        value = self.take(name)
        if not isinstance(value, str) or not fits(value):
            raise self.bad(name)
        return value

    def hex(self, name: str, length: int) -> bytes:
        pattern = re.compile(f"[0-9a-f]{{{2 * length}}}")
        return bytes.fromhex(self.text(name, pattern.fullmatch))

    def fields(self, name: str) -> "_Fields":
        return _Fields(self.take(name), f"{self._where}.{name}")

    def done(self) -> None:
        if self._left:
            raise Damaged(f"{_DAMAGED}: {self._where} has fields that this version does not know.")


_BIG = 2**53
unit_fits = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}").fullmatch
terminal_fits = re.compile(r"[A-Z]").fullmatch


def label_fits(text: str) -> bool:
    """A label is shown before anything is unlocked: printable, short, nothing that moves a cursor."""
    return len(text) <= 40 and text.isprintable()


def _header_from(value: object) -> Header:
    fields = _Fields(value, "header")
    fields.text("magic", MAGIC.__eq__)
    fields.number("v", 1, 1)
    realm: Realm = (
        "training" if fields.text("realm", ("live", "training").__contains__) == "training" else "live"
    )
    header = Header(
        vault=fields.hex("vault", 16).hex(),
        epoch=fields.number("epoch", 1, _BIG),
        mk_gen=fields.number("mk_gen", 1, _BIG),
        db_gen=fields.number("db_gen", 1, _BIG),
        seq_floor=fields.number("seq_floor", 0, _BIG),
        realm=realm,
        unit=fields.text("unit", unit_fits),
        terminal=fields.text("terminal", terminal_fits),
        label=fields.text("label", label_fits),
        policy=_policy_from(fields.fields("policy")),
        slots=_slots_from(fields.take("slots"), realm),
        mac=fields.hex("mac", 32),
    )
    fields.done()
    if not header.supervisors() or [slot.kind for slot in header.slots].count("recovery") != 1:
        raise Damaged(f"{_DAMAGED}: it has no supervisor, or not one recovery key.")
    return header


def _policy_from(fields: _Fields) -> Policy:
    policy = Policy(fields.number("auto_lock_s", 30, 3600), fields.number("min_len", 14, 64))
    fields.done()
    return policy


def _slots_from(value: object, realm: Realm) -> tuple[Slot, ...]:
    if not isinstance(value, list) or len(value) > MOST_SLOTS:
        raise Damaged(f"{_DAMAGED}: it has too many slots.")
    slots = tuple(_slot_from(_Fields(item, "slot"), realm) for item in value)
    if len({slot.id for slot in slots}) != len(slots):
        raise Damaged(f"{_DAMAGED}: a slot stands in it twice.")
    return slots


def _slot_from(fields: _Fields, realm: Realm) -> Slot:
    id_ = fields.hex("id", 8).hex()
    kind = fields.text("kind", ("pass", "recovery", "retired").__contains__)
    if kind == "recovery":
        slot = Slot(id_, "recovery", fields.text("role", "recovery".__eq__), keys=_keys_from(fields))
    else:
        role = fields.text("role", STAFF_ROLES.__contains__)
        slot = Slot(id_, "retired", role, fields.hex("look", 16).hex())
        if kind == "pass":
            slot = _pass_slot_from(fields, slot, realm)
    fields.done()
    return slot


def _pass_slot_from(fields: _Fields, slot: Slot, realm: Realm) -> Slot:
    wrapped = fields.fields("sk")
    nonce, text = wrapped.hex("n", 12), wrapped.hex("ct", 48)
    wrapped.done()
    kdf = _kdf_from(fields.fields("kdf"), realm)
    return replace(slot, kind="pass", kdf=kdf, nonce=nonce, wrapped=text, keys=_keys_from(fields))


def _keys_from(fields: _Fields) -> SlotKeys:
    kem = fields.fields("kem")
    suite, public = kem.text("suite", SUITE.__eq__), kem.hex("pk", 32)
    kem.done()
    return SlotKeys(public, fields.hex("mk", 80), suite)


def _kdf_from(fields: _Fields, realm: Realm) -> Kdf:
    """Bounded before any try: a hostile header must not take all memory, nor cheapen a guess."""
    fields.text("alg", "argon2id".__eq__)
    fields.number("v", 19, 19)
    floor = TRAINING_FLOOR if realm == "training" else LIVE_FLOOR
    memory = fields.number("m", floor, MOST_MEMORY)
    kdf = Kdf(memory, fields.number("t", 1, 10), fields.number("p", 1, 8), fields.hex("salt", 16))
    fields.done()
    return kdf
