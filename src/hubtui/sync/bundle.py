"""The bundle: a sealed, signed file of entries, the same bytes on the wire, on a stick and in an outbox.

    file   := "HUBP1\\n" || u32 hlen || header || u32 clen || ct || sig64
    info   := "hubtui/bundle/1\\0" || SHA-256(header)
    ct     := HPKE(suite, to, zstd(frames) || zeros to the next KiB)
    sig    := Ed25519(sender, "hubtui/bundle-sig/1\\0" || SHA-256(header || ct))
    frames := u32 len || manifest, then for each entry u32 len || entry || sig64

The header names no person, case or place. HPKE's base mode proves nothing about the sender, hence the outer
signature; it takes no associated data, hence the header's hash in `info`.
"""

import hashlib
import re
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from hubtui.journal import canonical
from hubtui.sync.compression import BadCompression, compress, decompress

MAGIC = b"HUBP1\n"
UP, DOWN = "up", "down"
MAX_ENTRIES = 512
MAX_SEALED = 1024 * 1024
MAX_PLAIN = 8 * 1024 * 1024
MAX_HEADER = 4096
KIB = 1024
SIGNATURE = 64
PID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
SUITES = {1: Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)}
"""By number in the header. 2 is kept for MLKEM768-X25519, for sticks whose contents a thief may keep for
years.
"""


class BadBundle(ValueError):
    """Bytes that are not a bundle for this reader. `problem` is the protocol's word for what is wrong."""

    def __init__(self, problem: str, why: str) -> None:
        super().__init__(f"{problem}: {why}")
        self.problem = problem


Item = tuple[bytes, bytes]
"""An entry's bytes as made, and their signature; neither has been judged."""


@dataclass(frozen=True)
class Address:
    """What the clear header says: an alias that only the other end can map, and the key it is sealed to."""

    sender: str
    month: str
    to: str
    direction: str = UP


@dataclass(frozen=True)
class Sealed:
    """A bundle as it travels: its clear header read, nothing opened."""

    data: bytes
    header_bytes: bytes
    header: dict[str, Any]
    ciphertext: bytes
    signature: bytes

    @property
    def pid(self) -> str:
        return str(self.header["pid"])

    @property
    def address(self) -> Address:
        header = self.header
        return Address(header["from"], header["month"], header["to"], header["dir"])

    @property
    def digest(self) -> bytes:
        """What tells this file from another under the same pid."""
        return hashlib.sha256(self.data).digest()

    def signed_by(self, sender: Ed25519PublicKey) -> bool:
        try:
            sender.verify(self.signature, _to_sign(self.header_bytes, self.ciphertext))
        except InvalidSignature:
            return False
        return True

    def open(self, key: X25519PrivateKey) -> "Opened":
        """What is inside. Raises BadBundle; takes at most 8 MiB whatever the bytes say."""
        suite = SUITES.get(self.header["suite"])
        if suite is None:
            raise BadBundle("unopenable", "sealed in a way this version does not know")
        try:
            padded = suite.decrypt(self.ciphertext, key, info=_info(self.header_bytes))
        except (InvalidTag, ValueError) as error:
            raise BadBundle("unopenable", "not sealed to this key") from error
        try:
            frames, padding = decompress(padded, self.header["size"])
        except BadCompression as error:
            raise BadBundle("bad-encoding", str(error)) from error
        if len(padding) >= KIB or padding.strip(b"\0"):
            raise BadBundle("bad-encoding", "something stands after the frames")
        return _opened(frames, self.header["n"])


@dataclass(frozen=True)
class Opened:
    """The manifest of a bundle and its items, in the order in which they were packed."""

    manifest: dict[str, Any]
    items: tuple[Item, ...]


def seal(
    items: Sequence[Item],
    manifest: dict[str, Any],
    *,
    pid: str,
    address: Address,
    to: X25519PublicKey,
    signing: Ed25519PrivateKey,
) -> bytes:
    """Compress, seal and sign. Raises BadBundle("bundle-too-big") where the limits are passed."""
    frames = _frames(items, manifest)
    if len(items) > MAX_ENTRIES or len(frames) > MAX_PLAIN:
        raise BadBundle("bundle-too-big", "too many entries")
    header = canonical.encode(
        {
            "v": 1,
            "pid": pid,
            "dir": address.direction,
            "from": address.sender,
            "month": address.month,
            "to": address.to,
            "suite": 1,
            "n": len(items),
            "size": len(frames),
            "part": [1, 1],
        }
    )
    packed = compress(frames)
    ciphertext = SUITES[1].encrypt(packed + bytes(-len(packed) % KIB), to, info=_info(header))
    if len(ciphertext) > MAX_SEALED:
        raise BadBundle("bundle-too-big", "too many bytes")
    signature = signing.sign(_to_sign(header, ciphertext))
    return b"".join((MAGIC, _prefixed(header), _prefixed(ciphertext), signature))


def read(data: bytes) -> Sealed:
    """The bundle's clear part. Raises BadBundle; nothing is opened or believed yet."""
    if len(data) > len(MAGIC) + 8 + MAX_HEADER + MAX_SEALED + SIGNATURE:
        raise BadBundle("bundle-too-big", "too many bytes")
    if not data.startswith(MAGIC):
        raise BadBundle("bad-encoding", "not a bundle")
    header, after = _take(data, len(MAGIC), MAX_HEADER)
    ciphertext, end = _take(data, after, MAX_SEALED)
    if len(data) - end != SIGNATURE:
        raise BadBundle("bad-encoding", "cut short, or with something after its end")
    return Sealed(data, header, _header(header), ciphertext, data[end:])


def _header(data: bytes) -> dict[str, Any]:
    try:
        header = canonical.decode(data)
    except canonical.NotCanonical as error:
        raise BadBundle("bad-encoding", "its header is not in the one byte form") from error
    if not isinstance(header, dict) or header.get("v") != 1 or header.get("part") != [1, 1]:
        raise BadBundle("bad-encoding", "not a bundle of version 1 in one part")
    texts = [header.get(name) for name in ("pid", "dir", "from", "month", "to")]
    if not all(isinstance(text, str) and len(text) <= 64 for text in texts):
        raise BadBundle("bad-encoding", "a part of its header is missing")
    if not PID.fullmatch(header["pid"]) or header["dir"] not in (UP, DOWN):
        raise BadBundle("bad-encoding", "its header names no bundle")
    if not (
        _whole(header, "n", MAX_ENTRIES)
        and _whole(header, "size", MAX_PLAIN)
        and _whole(header, "suite", 255)
    ):
        raise BadBundle("bad-encoding", "a number of its header is out of range")
    return header


def _whole(header: dict[str, Any], name: str, most: int) -> bool:
    value = header.get(name)
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def _frames(items: Iterable[Item], manifest: dict[str, Any]) -> bytes:
    parts = [_prefixed(canonical.encode(manifest))]
    for data, signature in items:
        parts += (_prefixed(data), signature)
    return b"".join(parts)


def _opened(frames: bytes, count: int) -> Opened:
    manifest_bytes, at = _take(frames, 0, MAX_PLAIN)
    try:
        manifest = canonical.decode(manifest_bytes)
    except canonical.NotCanonical as error:
        raise BadBundle("bad-encoding", "its manifest is not in the one byte form") from error
    if not isinstance(manifest, dict):
        raise BadBundle("bad-encoding", "its manifest is no object")
    items = tuple(_items(frames, at))
    if len(items) != count:
        raise BadBundle("bad-encoding", "it holds another number of entries than its header says")
    return Opened(manifest, items)


def _items(frames: bytes, at: int) -> Iterator[Item]:
    while at < len(frames):
        data, at = _take(frames, at, MAX_PLAIN)
        signature = frames[at : at + SIGNATURE]
        if len(signature) != SIGNATURE:
            raise BadBundle("bad-encoding", "cut short")
        at += SIGNATURE
        yield data, signature


def _take(data: bytes, at: int, most: int) -> tuple[bytes, int]:
    """The bytes behind a length, and where they end."""
    start = at + 4
    if start > len(data):
        raise BadBundle("bad-encoding", "cut short")
    (length,) = struct.unpack_from(">I", data, at)
    if length > most or start + length > len(data):
        raise BadBundle("bad-encoding", "a length that leads past the end")
    return data[start : start + length], start + length


def _prefixed(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _info(header: bytes) -> bytes:
    return b"hubtui/bundle/1\0" + hashlib.sha256(header).digest()


def _to_sign(header: bytes, ciphertext: bytes) -> bytes:
    return b"hubtui/bundle-sig/1\0" + hashlib.sha256(header + ciphertext).digest()
