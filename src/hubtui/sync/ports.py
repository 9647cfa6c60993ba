"""What the client's core is given: it reads no clock, draws no lots and opens no socket of its own."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hubtui.store.outbox import KeptReceipt, Pending, Pinned, Waiting
from hubtui.sync.protocol.wire import Answer, Request


class Clock(Protocol):
    """`wall` is written down and decides nothing; waiting goes by `monotonic` (seconds) within one `boot`."""

    def wall(self) -> datetime: ...

    def monotonic(self) -> float: ...

    def boot(self) -> str: ...


class Rng(Protocol):
    def token(self, length: int) -> bytes: ...

    def uniform(self, low: float, high: float) -> float: ...


@dataclass(frozen=True)
class Identity:
    """Who this device is: its id and the key that it signs with."""

    dev: str
    signing: Ed25519PrivateKey


UNREACHABLE, STALLED, INTERCEPTED = "unreachable", "stalled", "intercepted"


@dataclass(frozen=True)
class Silence:
    """No answer: nobody there, no byte for too long, or something that is no answer of HTTP or TLS."""

    kind: str


Reply = Answer | Silence


class Transport(Protocol):
    def send(self, request: Request) -> Reply: ...

    def close(self) -> None: ...


class Queue(Protocol):
    """The vault's outbox. Every method is one transaction, on disk when it returns."""

    def server(self) -> Pinned | None: ...

    def waiting(self, limit: int, label: str = "") -> list[Waiting]: ...

    def waiting_of_cases(
        self, aggregates: Iterable[str], before: int, lane: int, label: str = ""
    ) -> list[Waiting]: ...

    def pending(self) -> list[tuple[str, int]]: ...

    def bundle(self, pid: str) -> Pending | None: ...

    def keep_bundle(self, sealed: Pending, entries: Sequence[int], at: str) -> None: ...

    def carried_by(self, pid: str) -> dict[str, int]: ...

    def drop_bundle(self, pid: str, problem: str) -> None: ...

    def tried(self, pid: str) -> None: ...

    def hold(self, entries: Sequence[int], reason: str) -> None: ...

    def release_held(self, reasons: Sequence[str]) -> int: ...

    def keep_receipt(self, receipt: KeptReceipt, got_at: str) -> bool: ...

    def chain_end(self) -> tuple[str, str]: ...

    def note_chain_end(self, rid: str, digest: str) -> None: ...

    def requeue_absent(self, have: Mapping[str, Sequence[tuple[int, int]]]) -> int: ...

    def own_streams(self) -> dict[str, int]: ...

    def head_of(self, stream: str) -> tuple[int, bytes]: ...

    def counts(self) -> dict[tuple[int, str], int]: ...

    def note_server(self, *, epoch: str, state: str) -> None: ...

    def note_success(self, at: str) -> None: ...

    def retry(self) -> str | None: ...

    def note_retry(self, text: str) -> None: ...


@dataclass(frozen=True)
class Progress:
    """How far a run has come, in entries; `waiting` still have to go."""

    sent: int
    waiting: int


Tell = Callable[[Progress], None]
Stop = Callable[[], bool]
