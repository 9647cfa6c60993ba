"""A small file of two slots, written in turn and in place: a torn write can only hurt the older one.

In place and not by rename: no directory has to be synced, a virus scanner cannot hold the new name, and on
most disks the old bytes are gone. Standard library only. Source: store.md 4.2.
"""

import hashlib
import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

SLOT_BYTES = 4096
_HEAD = struct.Struct(">QI32s")  # turn, length of the payload, SHA-256 of turn and payload
LONGEST = SLOT_BYTES - _HEAD.size


@dataclass(frozen=True)
class Written:
    """What one slot holds; the higher `turn` is the newer."""

    turn: int
    payload: bytes


def create_private(path: Path) -> BinaryIO:
    """Open a new file for reading and writing, for its owner only (SEC-01); FileExistsError if it stands."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    return os.fdopen(descriptor, "r+b", buffering=0)


def write_whole(file: BinaryIO, data: bytes) -> None:
    """Write all of `data` or raise OSError: an unbuffered file on a full disk takes a part and says nothing."""
    left = memoryview(data)
    while left:
        left = left[file.write(left) :]


class SlotFile:
    """The two slots of one file. Nothing here is secret: what must be, is sealed by the caller."""

    def __init__(self, path: Path) -> None:
        """Open an existing file; FileNotFoundError if there is none."""
        self._file: BinaryIO = path.open("r+b", buffering=0)

    @classmethod
    def open_or_create(cls, path: Path) -> "SlotFile":
        """The file at `path`, made empty if it was not there."""
        if not path.exists():
            with create_private(path) as file:
                write_whole(file, bytes(2 * SLOT_BYTES))  # so that a full disk cannot refuse a later turn
        return cls(path)

    def read(self) -> list[Written]:
        """The slots that are whole, newest first. Empty if neither is."""
        self._file.seek(0)
        data = self._file.read(2 * SLOT_BYTES)
        found = [_unpack(data[at : at + SLOT_BYTES]) for at in (0, SLOT_BYTES)]
        return sorted((slot for slot in found if slot), key=lambda slot: slot.turn, reverse=True)

    def write(self, turn: int, payload: bytes, *, durable: bool) -> None:
        """Write the slot of this turn, over that of `turn - 2`. `durable`: on the disk when this returns."""
        self._file.seek((turn % 2) * SLOT_BYTES)
        write_whole(self._file, _pack(turn, payload))
        if durable:
            self.sync()

    def sync(self) -> None:
        """Wait until what was written is on the disk."""
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def __enter__(self) -> "SlotFile":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _pack(turn: int, payload: bytes) -> bytes:
    if len(payload) > LONGEST:
        raise ValueError(f"a slot holds {LONGEST} bytes, not {len(payload)}")
    return _HEAD.pack(turn, len(payload), _digest(turn, payload)) + payload


def _unpack(data: bytes) -> Written | None:
    if len(data) < SLOT_BYTES:
        return None
    turn, length, digest = _HEAD.unpack_from(data)
    payload = data[_HEAD.size : _HEAD.size + length]
    if length > LONGEST or digest != _digest(turn, payload):
        return None
    return Written(turn, payload)


def _digest(turn: int, payload: bytes) -> bytes:
    return hashlib.sha256(turn.to_bytes(8, "big") + payload).digest()
