"""How far the vault had come, kept beside the database and once more elsewhere, sealed with a key from the
master key.

SQLCipher does not notice a deleted log, an old page put back or an old file put back. The anchor does: after
each commit it says which one was the last. It is written after the commit, so a crash leaves the database
ahead, never behind; not waited for, so a save is one fsync; waited for every 30 s, on lock and on close. On a
clean close it also holds the SHA-256 of the database file, the seal. Source: store.md 4.5; sync.md D2;
SEC-05.
"""

import contextlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hubtui.store.slots import SlotFile, Written

FILE = "anchor"
COPY = "anchor.copy"

SealState = Literal["none", "fits", "differs"]


@dataclass(frozen=True)
class Mark:
    """One record of the anchor. `seq` counts commits from 0; `head` is the chain's end (hex); `seal` is the
    SHA-256 of the closed database file (hex), empty while it is in use; `epoch` the header's."""

    seq: int = 0
    head: str = ""
    epoch: int = 0
    db_gen: int = 0
    at: str = ""
    seal: str = ""


@dataclass(frozen=True)
class Verdict:
    """What the anchor says of the database that was opened.

    `ok`: go on. `rolled_back`: older records were put back, or the anchor is gone; whole, so work goes on in
    a new stream. `damaged`: what is there was not written so; read only. `why` is a sentence for the banner.
    """

    kind: Literal["ok", "rolled_back", "damaged"]
    db_seq: int
    anchor_seq: int
    why: str = ""


class Anchor:
    """The anchor of an unlocked vault. Takes its key over and wipes it on close."""

    def __init__(self, folder: Path, state: Path, *, vault: str, mk_gen: int, key: bytearray) -> None:
        """Open or make both files; `state` is the folder of the copy, outside the vault."""
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._files = [SlotFile.open_or_create(folder / FILE), SlotFile.open_or_create(state / COPY)]
        self._vault, self._mk_gen, self._key = vault, mk_gen, key
        self.mark, self._turn = self._newest()

    def note(self, seq: int, head: str, *, at: datetime) -> None:
        """After a commit: the database has come to `seq`, its chain to `head`. Not waited for.

        A disk that refuses it does not undo the commit: the database is ahead then, as after a crash.
        """
        with contextlib.suppress(OSError):
            self._write(replace(self.mark or Mark(), seq=seq, head=head, at=_utc(at), seal=""), durable=False)

    def accept(self, seq: int, head: str, *, epoch: int, db_gen: int, at: datetime) -> None:
        """Take this state of the database for the true one, on the disk when this returns."""
        self._write(Mark(seq, head, epoch, db_gen, _utc(at)), durable=True)

    def seal(self, digest: str) -> None:
        """The database is closed and its file has this SHA-256; on the disk when this returns."""
        assert self.mark is not None, "an anchor is accepted before it is sealed"
        self._write(replace(self.mark, seal=digest), durable=True)

    def raise_epoch(self, epoch: int) -> None:
        """The header was written with this epoch; an older one is refused from now on."""
        if self.mark is not None:
            self._write(replace(self.mark, epoch=epoch), durable=True)

    def replaced(self, *, epoch: int, db_gen: int) -> None:
        """Another database was put in place: how far the vault had come stands, the old file's seal does not."""
        if self.mark is not None:
            self._write(replace(self.mark, epoch=epoch, db_gen=db_gen, seal=""), durable=True)

    def sync(self) -> None:
        """Wait until what was noted is on the disk: every 30 seconds, on lock and on close. As `note` if it fails."""
        for file in self._files:
            with contextlib.suppress(OSError):
                file.sync()

    def rekey(self, mk_gen: int, key: bytearray, mark: Mark) -> None:
        """Write `mark` under the next master key, beside the one under this: either header finds its own."""
        self._mk_gen, old, self._key = mk_gen, self._key, key
        old[:] = bytes(len(old))
        self._write(mark, durable=True)

    def close(self) -> None:
        """Let go of the files and forget the key."""
        for file in self._files:
            file.close()
        self._key[:] = bytes(len(self._key))

    def seal_state(self, digest: str | None) -> SealState:
        """Whether the database file, of this SHA-256, is as it was when it was last closed cleanly."""
        if self.mark is None or not self.mark.seal:
            return "none"
        return "fits" if digest == self.mark.seal else "differs"

    def judge(self, seq: int, head_at: Callable[[int], str | None], seal: SealState) -> Verdict:
        """Compare the opened database with the anchor. `head_at` gives the chain's end at a commit, None if
        unknown.
        """
        mark = self.mark
        if mark is None:
            why = "The vault's anchor is missing or unreadable, so it cannot tell whether records were lost."
            return Verdict("rolled_back", seq, 0, why)
        if seq < mark.seq:
            return Verdict(
                "rolled_back", seq, mark.seq, f"Records are missing: {seq} of {mark.seq} saves are here."
            )
        if (known := head_at(mark.seq)) is not None and known != mark.head:
            return Verdict("damaged", seq, mark.seq, "The records are not those that were saved here.")
        if seal == "differs" and seq == mark.seq:
            return Verdict("damaged", seq, mark.seq, "The vault's file was changed after it was closed.")
        return Verdict("ok", seq, mark.seq)

    def _newest(self) -> tuple[Mark | None, int]:
        """The newest record that this key opens, of all slots of both files, and its turn."""
        readable = [
            (slot.turn, mark) for file in self._files for slot in file.read() if (mark := self._opened(slot))
        ]
        turn, mark = max(readable, key=lambda pair: pair[0], default=(0, None))
        return mark, turn

    def _write(self, mark: Mark, *, durable: bool) -> None:
        self._turn += 1
        nonce = os.urandom(12)
        text = json.dumps([mark.seq, mark.head, mark.epoch, mark.db_gen, mark.at, mark.seal]).encode()
        sealed = nonce + AESGCM(self._key).encrypt(nonce, text, self._context(self._turn))
        for file in self._files:
            file.write(self._turn, sealed, durable=durable)
        self.mark = mark

    def _opened(self, slot: Written) -> Mark | None:
        try:
            text = AESGCM(self._key).decrypt(slot.payload[:12], slot.payload[12:], self._context(slot.turn))
        except (InvalidTag, ValueError):
            return None
        return Mark(*json.loads(text))

    def _context(self, turn: int) -> bytes:
        return f"hubtui/anchor/v1|{self._vault}|{self._mk_gen}|{turn}".encode()


def _utc(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
