"""What the server asks of its database, whichever it is. One contract, one set of tests for every kind of
store.

A ledger is one transaction. What is written through it is on disk when the `with` ends, or not there at all;
numbers
are given out under a lock that is held until then, so that commit order is the order of the numbers.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

ACTIVE, SUSPENDED, REVOKED = "active", "suspended", "revoked"


class StoreBusy(Exception):
    """Another process holds the database just now."""


class StoreFull(Exception):
    """The disk has no room."""


@dataclass(frozen=True)
class Device:
    """A terminal that is enrolled. Instants are ISO texts in UTC; `last_seen` is empty before the first
    hello.
    """

    dev: str
    unit: str
    terminal: str
    statement: bytes
    signing: bytes
    sealing: bytes
    alias_key: bytes
    certificate: bytes
    until: str
    state: str
    enrolled_at: str
    last_seen: str = ""


@dataclass(frozen=True)
class Code:
    """A one-time code as the server keeps it: never the code itself."""

    name: str
    key: bytes
    unit: str
    made_at: str
    expires_at: str
    tries: int = 0
    used_by: str = ""
    request: bytes = b""
    answer: bytes = b""


@dataclass(frozen=True)
class Kept:
    """An entry as the server keeps it; `cseq` is the number it was given, 0 before."""

    hash: bytes
    eid: str
    stream: str
    seq: int
    previous: str
    aggregate: str
    lane: int
    by: str
    kind: str
    data: bytes
    signature: bytes
    dev: str
    pid: str
    received_at: str
    cseq: int = 0


@dataclass(frozen=True)
class Hold:
    """Bytes that were kept but not accepted, and why."""

    hash: bytes
    dev: str
    pid: str
    reason: str
    data: bytes
    signature: bytes
    at: str


@dataclass(frozen=True)
class Finding:
    """Something odd about entries that were accepted: for a person to look at. Holds no case data."""

    kind: str
    dev: str
    stream: str
    seq: int
    at: str


@dataclass(frozen=True)
class Given:
    """A receipt that was given, with the hash of the bundle it answers."""

    rid: str
    pid: str
    dev: str
    digest: bytes
    hash: str
    data: bytes
    at: str


Gap = tuple[int, int]
Slot = tuple[bytes, str]
"""Of the entry at a place in a stream: its hash, and the `prev` that it names."""


class Ledger(Protocol):
    """One transaction."""

    def epoch(self) -> str:
        """The id of this run of the database since it was made or last restored."""

    def device(self, dev: str) -> Device | None: ...

    def devices(self) -> list[Device]: ...

    def put_device(self, device: Device) -> None:
        """Add the device, or replace what is known of it."""

    def seen(self, dev: str, at: str) -> None:
        """Note a hello. A write, so that what the hello's answer tells is as durable as an upload's
        receipt.
        """

    def code(self, name: str) -> Code | None: ...

    def put_code(self, code: Code) -> None: ...

    def given_for(self, pid: str) -> Given | None: ...

    def answered_again(self, pid: str) -> None:
        """Count a repeated upload: a write, so that its answer waits for the disk as the first one did."""

    def last_given(self, dev: str) -> str:
        """The hash of the device's latest receipt; empty before the first."""

    def given_after(self, dev: str, rid: str, limit: int) -> list[Given]:
        """The device's receipts after that one, or from the first where that one is not known."""

    def give(self, given: Given) -> None: ...

    def known(self, hashes: Sequence[bytes]) -> set[bytes]: ...

    def slots(self, stream: str, numbers: Iterable[int]) -> dict[int, Slot]: ...

    def owner_of(self, stream: str) -> str | None:
        """The device whose stream it is; None for a stream not yet seen."""

    def claim(self, stream: str, dev: str) -> None: ...

    def add(self, entries: Sequence[Kept], unchecked: set[bytes]) -> Gap:
        """Number and keep entries, none of which is known; answers the first and last number given out."""

    def ranges(self, stream: str) -> list[Gap]:
        """The runs of sequence numbers held of a stream, in order."""

    def streams_of(self, dev: str) -> list[str]: ...

    def hold(self, hold: Hold) -> None:
        """Keep the bytes; a second time under the same reason changes nothing."""

    def find(self, finding: Finding) -> None:
        """Raise a finding once."""

    def entries(self, after: int, limit: int) -> list[Kept]: ...

    def names_of(self, dev: str) -> set[str]:
        """The names of all the entries of a device."""

    def unchecked(self, limit: int) -> list[Kept]:
        """Entries whose own signature has not been verified yet."""

    def checked(self, numbers: Iterable[int]) -> None: ...

    def holds(self) -> list[Hold]: ...

    def findings(self) -> list[Finding]: ...

    def counts(self) -> dict[str, int]:
        """How many of each thing there are."""


class Store(Protocol):
    """The server's database."""

    def writing(self) -> AbstractContextManager[Ledger]:
        """A transaction that may write, alone. Raises StoreBusy, StoreFull."""

    def reading(self) -> AbstractContextManager[Ledger]:
        """A steady view; nothing may be written through it."""

    def close(self) -> None: ...
