"""Receipts: what the server signs for, entry by entry, in a hash chain per device so that a lost one shows.

A receipt names entries by the hash of their bytes. `stored` says that the server's disk has them, `held`
that their
bytes are kept but not accepted, with the reason. Nothing else moves an entry's state forward.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from hubtui.sync.bundle import MAX_ENTRIES
from hubtui.sync.protocol import documents
from hubtui.sync.protocol.documents import BadDocument, b64

STORED, SAFE, HELD = "stored", "safe", "held"
FIRST = ""
"""What the first receipt of a device names as the one before it."""

REASON = re.compile(r"[a-z-]{1,40}")
"""Reasons are words, not a closed list: a newer server's new one must not make its receipts unreadable."""


@dataclass(frozen=True)
class Line:
    """What became of one entry: its number in its stream (0: unreadable), its name, the level, and why if
    held.
    """

    seq: int
    eid: str
    level: str
    reason: str = ""

    def to_json(self) -> list[Any]:
        return [self.seq, self.eid, self.level, *([self.reason] if self.reason else [])]

    @classmethod
    def of(cls, parts: Any) -> "Line":
        match parts:
            case [int(seq), str(eid), str(level)] if level in (STORED, SAFE):
                return cls(seq, eid, level)
            case [int(seq), str(eid), "held", str(reason)] if REASON.fullmatch(reason):
                return cls(seq, eid, HELD, reason)
        raise BadDocument("a line of no known form")


@dataclass(frozen=True)
class Receipt:
    """A signed receipt as read. `time` is the server's ISO instant (UTC); `previous` the hash of the one
    before.
    """

    rid: str
    epoch: str
    pid: str
    dev: str
    stream: str
    time: str
    previous: str
    lines: tuple[Line, ...]
    missing: tuple[tuple[int, int], ...]
    data: bytes

    @property
    def hash(self) -> str:
        """What the next receipt of this device names as the one before it."""
        return receipt_hash(self.data)

    @property
    def held(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.level == HELD)

    @property
    def level(self) -> str:
        return HELD if self.held else STORED


def receipt_hash(data: bytes) -> str:
    return b64(hashlib.sha256(b"hubtui/receipt-chain/1\0" + data).digest())


def write(
    key: Ed25519PrivateKey,
    *,
    rid: str,
    epoch: str,
    pid: str,
    dev: str,
    stream: str,
    time: str,
    previous: str,
    lines: list[Line],
    missing: list[tuple[int, int]],
    numbers: tuple[int, int] | None,
) -> bytes:
    """The receipt's bytes; `numbers` are the first and last the server gave out for it, None where it gave
    none.
    """
    content = {
        "v": 1,
        "rid": rid,
        "level": HELD if any(line.level == HELD for line in lines) else STORED,
        "epoch": epoch,
        "pid": pid,
        "dev": dev,
        "st": stream,
        "time": time,
        "prev_rid_hash": previous,
        "entries": [line.to_json() for line in lines],
        "missing": [list(gap) for gap in missing],
        "cseq": list(numbers) if numbers else [],
    }
    return documents.sign("receipt", content, key)


_TEXTS = ("rid", "epoch", "pid", "dev", "st", "time", "prev_rid_hash")


def read(data: bytes, key: Ed25519PublicKey) -> Receipt:
    """The receipt, provided that the server signed it. Raises BadDocument."""
    content = documents.read("receipt", data, key)
    if content.get("v") != 1 or not all(isinstance(content.get(name), str) for name in _TEXTS):
        raise BadDocument("a part of the receipt is missing")
    lines, missing = content.get("entries"), content.get("missing")
    if not isinstance(lines, list) or not isinstance(missing, list) or len(lines) > MAX_ENTRIES:
        raise BadDocument("the receipt names no entries")
    return Receipt(
        content["rid"],
        content["epoch"],
        content["pid"],
        content["dev"],
        content["st"],
        content["time"],
        content["prev_rid_hash"],
        tuple(Line.of(parts) for parts in lines),
        tuple(_gap(gap) for gap in missing),
        data,
    )


def _gap(gap: Any) -> tuple[int, int]:
    match gap:
        case [int(first), int(last)]:
            return first, last
    raise BadDocument("not a gap")
