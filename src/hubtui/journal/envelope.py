"""The envelope around an entry: where it stands in its stream, who made it, when, and the signature over it.

`entry_hash = SHA-256("hubtui/entry/1\\0" || bytes)`; the signature is over the hash, so that a purged entry keeps its
proof in the chain. `eid` is the first 16 bytes of the hash.
"""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from hubtui.domain.entry import Json
from hubtui.journal import canonical

VERSION = 1
SCHEMA = 1
REALMS = ("live", "training")
VERBS = {"new": 3, "set": 5, "add": 4, "rem": 4, "step": 6, "void": 4, "unvoid": 3}
"""Each verb and how many parts its operation has on the wire."""


class BadEnvelope(ValueError):
    """Bytes that are no entry of this journal: wrong form, wrong hash or wrong signature."""


@dataclass(frozen=True)
class Envelope:
    """One entry as it is stored and sent: the bytes, their signature, and what the bytes say."""

    data: bytes
    signature: bytes
    content: dict[str, Any]

    @property
    def hash(self) -> bytes:
        return entry_hash(self.data)

    @property
    def eid(self) -> str:
        return short(self.hash)

    @property
    def stream(self) -> str:
        return str(self.content["st"])

    @property
    def seq(self) -> int:
        return int(self.content["seq"])

    @property
    def previous(self) -> str:
        return str(self.content["prev"])

    @property
    def aggregate(self) -> str:
        return str(self.content["agg"])

    @property
    def kind(self) -> str:
        return str(self.content["kind"])

    @property
    def lane(self) -> int:
        return int(self.content["lane"])

    @property
    def by(self) -> str:
        return str(self.content["by"])

    @property
    def wall(self) -> str:
        return str(self.content["at"]["wall"])

    @property
    def happened(self) -> str:
        return str(self.content.get("on") or self.wall)

    def ops(self) -> Iterator["WireOp"]:
        eid = self.eid
        for number, parts in enumerate(self.content["ops"]):
            yield WireOp.of(parts, f"{eid}.{number}" if parts[0] in ("add", "rem") else eid)


@dataclass(frozen=True, slots=True)
class WireOp:
    """One operation as the journal carries it: with the bases its author saw, and the name merging knows it by."""

    verb: str
    record: str
    field: str
    bases: tuple[str, ...]
    value: Json
    name: str

    @classmethod
    def of(cls, parts: Sequence[Any], name: str) -> "WireOp":
        match parts:
            case ["new", record, kind]:
                return cls("new", record, "", (), kind, name)
            case ["set", record, field, bases, value]:
                return cls("set", record, field, tuple(bases), value, name)
            case ["step", record, field, bases, _came_from, to]:
                return cls("step", record, field, tuple(bases), to, name)
            case ["add", record, field, value]:
                return cls("add", record, field, (), value, name)
            case ["rem", record, field, names]:
                return cls("rem", record, field, tuple(names), None, name)
            case ["void", record, reason, seen]:
                return cls(
                    "void", record, VOID, tuple(seen.get(VOID, ())), {"reason": reason, "seen": seen}, name
                )
            case ["unvoid", record, bases]:
                return cls("unvoid", record, VOID, tuple(bases), None, name)
        raise BadEnvelope("an operation of no known form")


VOID = "$void"
"""The field that holds why a record was taken out of use."""


def entry_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"hubtui/entry/1\0" + data).digest()


def short(digest: bytes) -> str:
    """The 22 letters that name an entry."""
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()


def text_of(digest: bytes) -> str:
    """A whole hash in 43 letters, as `prev` carries it."""
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def signed(content: dict[str, Any], key: Ed25519PrivateKey) -> Envelope:
    """Write the bytes once and sign their hash."""
    data = canonical.encode(content)
    return Envelope(data, key.sign(b"hubtui/entry-sig/1\0" + entry_hash(data)), content)


def read(data: bytes, signature: bytes) -> Envelope:
    """The entry that these bytes are, its signature not yet checked. Raises BadEnvelope."""
    try:
        content = canonical.decode(data)
    except canonical.NotCanonical as error:
        raise BadEnvelope(str(error)) from error
    _check_form(content)
    if len(signature) != 64:
        raise BadEnvelope("a signature of the wrong length")
    return Envelope(data, signature, content)


def verify(data_hash: bytes, signature: bytes, key: Ed25519PublicKey) -> bool:
    """Whether the device that holds `key` signed the entry with this hash."""
    try:
        key.verify(signature, b"hubtui/entry-sig/1\0" + data_hash)
    except InvalidSignature:
        return False
    return True


_TEXTS = ("dev", "st", "prev", "agg", "kind", "by", "role", "act", "realm")


def _check_form(content: Any) -> None:
    if not isinstance(content, dict) or content.get("v") != VERSION:
        raise BadEnvelope("not an entry of version 1")
    if not all(isinstance(content.get(name), str) and content[name] for name in _TEXTS):
        raise BadEnvelope("a part of the entry is missing")
    if content["realm"] not in REALMS:
        raise BadEnvelope("an entry of no known realm")
    numbers = (content.get("seq"), content.get("lane"), content.get("sv"))
    if not all(isinstance(number, int) and not isinstance(number, bool) for number in numbers):
        raise BadEnvelope("a number of the entry is missing")
    if content["seq"] < 1 or not 0 <= content["lane"] <= 3:
        raise BadEnvelope("a number of the entry is out of range")
    at = content.get("at")
    if not isinstance(at, dict) or not isinstance(at.get("wall"), str):
        raise BadEnvelope("the entry does not say when it was made")
    if not isinstance(content.get("on", ""), str) or not isinstance(content.get("why", ""), str):
        raise BadEnvelope("a part of the entry has the wrong form")
    ops = content.get("ops")
    if not isinstance(ops, list) or not all(_well_formed(op) for op in ops):
        raise BadEnvelope("an operation of no known form")


def _well_formed(op: Any) -> bool:
    if not isinstance(op, list) or not op or VERBS.get(op[0]) != len(op):
        return False
    if not isinstance(op[1], str) or not isinstance(op[2], str | list):
        return False
    match op[0]:
        case "new":
            return isinstance(op[2], str)
        case "set" | "step":
            return isinstance(op[2], str) and _names(op[3])
        case "add":
            return isinstance(op[2], str)
        case "rem":
            return isinstance(op[2], str) and _names(op[3])
        case "void":
            return isinstance(op[3], dict) and all(_names(names) for names in op[3].values())
    return _names(op[2])


def _names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)
