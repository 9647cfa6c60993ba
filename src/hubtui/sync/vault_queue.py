"""The vault as the sync's core sees it: every call one transaction on the thread that owns the database."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from hubtui.store import outbox, queue
from hubtui.store.db import Db
from hubtui.store.outbox import KeptReceipt, Pending, Pinned, Waiting
from hubtui.store.workspace import Workspace

T = TypeVar("T")
Run = Callable[[Callable[[], Any]], Any]
"""Runs a function where the database may be used and answers its value."""


def here(work: Callable[[], Any]) -> Any:
    """On this very thread, as the command line does."""
    return work()


@dataclass
class VaultQueue:
    """The outbox of an open vault (the contract stands in `ports.Queue`)."""

    workspace: Workspace
    run: Run = here

    def _read(self, ask: Callable[[Db], T]) -> T:
        def work() -> T:
            with self.workspace.reading() as db:
                return ask(db)

        answer: T = self.run(work)
        return answer

    def _write(self, do: Callable[[Db], T]) -> T:
        def work() -> T:
            with self.workspace.writing() as tx:
                return do(tx.db)

        answer: T = self.run(work)
        return answer

    def server(self) -> Pinned | None:
        return self._read(outbox.pinned)

    def pin(self, server: Pinned) -> None:
        self._write(lambda db: outbox.pin(db, server))

    def waiting(self, limit: int, label: str = "") -> list[Waiting]:
        return self._read(lambda db: outbox.waiting(db, limit, label))

    def waiting_of_cases(
        self, aggregates: Iterable[str], before: int, lane: int, label: str = ""
    ) -> list[Waiting]:
        return self._read(lambda db: outbox.waiting_of_cases(db, aggregates, before, lane, label))

    def pending(self) -> list[tuple[str, int]]:
        return self._read(outbox.pending)

    def bundle(self, pid: str) -> Pending | None:
        return self._read(lambda db: outbox.bundle(db, pid))

    def keep_bundle(self, sealed: Pending, entries: Sequence[int], at: str) -> None:
        self._write(lambda db: outbox.keep_bundle(db, sealed, entries, at))

    def carried_by(self, pid: str) -> dict[str, int]:
        return self._read(lambda db: outbox.carried_by(db, pid))

    def drop_bundle(self, pid: str, problem: str) -> None:
        self._write(lambda db: outbox.drop_bundle(db, pid, problem))

    def tried(self, pid: str) -> None:
        self._write(lambda db: outbox.tried(db, pid))

    def hold(self, entries: Sequence[int], reason: str) -> None:
        self._write(lambda db: outbox.hold(db, entries, reason))

    def release_held(self, reasons: Sequence[str]) -> int:
        return self._write(lambda db: outbox.release_held(db, reasons))

    def mark_packed(self, entries: Sequence[int], where: str) -> None:
        self._write(lambda db: outbox.mark_packed(db, entries, where))

    def keep_receipt(self, receipt: KeptReceipt, got_at: str) -> bool:
        return self._write(lambda db: outbox.keep_receipt(db, receipt, got_at))

    def chain_end(self) -> tuple[str, str]:
        return self._read(outbox.chain_end)

    def note_chain_end(self, rid: str, digest: str) -> None:
        self._write(lambda db: outbox.note_chain_end(db, rid, digest))

    def requeue_absent(self, have: Mapping[str, Sequence[tuple[int, int]]]) -> int:
        return self._write(lambda db: outbox.requeue_absent(db, have))

    def own_streams(self) -> dict[str, int]:
        return self._read(outbox.own_streams)

    def head_of(self, stream: str) -> tuple[int, bytes]:
        return self._read(lambda db: outbox.head_of(db, stream))

    def counts(self) -> dict[tuple[int, str], int]:
        return self._read(queue.counts)

    def note_server(self, *, epoch: str, state: str) -> None:
        self._write(lambda db: outbox.note_server(db, epoch=epoch, state=state))

    def note_success(self, at: str) -> None:
        self._write(lambda db: queue.note_success(db, at))

    def retry(self) -> str | None:
        return self._read(outbox.retry)

    def note_retry(self, text: str) -> None:
        self._write(lambda db: outbox.note_retry(db, text))
