"""The child's side of the sign-in: wait behind the lock screen, open the vault, take the terminal over.

    signed_in = serve(open_vault, prepare=["hubtui.app"])
    ... run the app on signed_in.opened ...
    raise SystemExit(wire.EXIT_LOCKED)

Standard output is the line to the parent until the terminal is taken over; nothing may print before. What is
printed to `sys.stderr` goes nowhere at any time, for it would stay on the screen of whoever comes next.
"""

import importlib
import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import BinaryIO, Generic, TypeVar

from hubtui.domain.trouble import Trouble, where_it_failed
from hubtui.front import wire
from hubtui.front.hardening import close_doors
from hubtui.front.secret import wipe
from hubtui.store.throttle import TooManyTries

T = TypeVar("T")


class Request:
    """Somebody at the lock screen. Everything in it is wiped as soon as it is answered.

    With a recovery code (`code`), `passphrase` is the new one; else it is the one to unlock with.
    """

    def __init__(self, login: bytearray, passphrase: bytearray, code: bytearray | None = None) -> None:
        self.login = login
        self.passphrase = passphrase
        self.code = code

    def wipe(self) -> None:
        """Zero all of it."""
        for field in (self.login, self.passphrase, self.code):
            if field is not None:
                wipe(field)


class SignedIn(Generic[T]):
    """Somebody is in and the terminal is this process's. `opened` is what the handler gave."""

    def __init__(self, opened: T, parent: "Parent") -> None:
        self.opened = opened
        self._parent = parent

    def tell_defect(self, reference: str) -> None:
        """Give the lock screen a reference to show: never anything of a record."""
        self._parent.answer({"defect": reference})


def serve(open_vault: Callable[[Request], T], *, prepare: Sequence[str] = ()) -> SignedIn[T]:
    """Answer attempts until one opens the vault, then take the terminal over.

    `open_vault` raises Trouble to refuse. `prepare` names modules that load meanwhile, on a thread:
    everything `open_vault` itself needs must be loaded before. Raises SystemExit when the parent ends first.
    """
    close_doors()
    parent = Parent()
    sys.excepthook = parent.on_defect
    loading = threading.Thread(target=_load, args=(tuple(prepare),), daemon=True)
    loading.start()
    opened = _answer_until_open(parent, open_vault)
    loading.join()
    parent.answer({"ok": True})
    parent.await_terminal()
    return SignedIn(opened, parent)


class Parent:
    """The two pipes to the parent, taken off standard input and output so that nobody else uses them."""

    def __init__(self) -> None:
        self._requests: BinaryIO = os.fdopen(os.dup(0), "rb", buffering=0)
        self._answers: BinaryIO = os.fdopen(os.dup(1), "wb", buffering=0)
        nowhere = os.open(os.devnull, os.O_RDWR)
        os.dup2(nowhere, 0)
        os.dup2(nowhere, 1)
        os.close(nowhere)
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - as long as the process

    def request(self) -> Request:
        """The next attempt; SystemExit when the parent is gone."""
        kind, fields = self._read_frame()
        if kind == wire.UNLOCK:
            return Request(fields[0], fields[1])
        if kind == wire.RECOVER:
            return Request(fields[0], fields[2], code=fields[1])
        raise SystemExit(wire.EXIT_DEFECT)

    def answer(self, said: dict[str, object]) -> None:
        """One line to the parent; if it is gone, the next read notices."""
        try:
            self._answers.write(json.dumps(said).encode() + b"\n")
        except OSError:
            return

    def await_terminal(self) -> None:
        """Wait until the parent has let go of the terminal, make it ours, and watch for the parent's end."""
        kind, _ = self._read_frame()
        if kind != wire.TAKE_OVER:
            raise SystemExit(wire.EXIT_DEFECT)
        _take_terminal()
        threading.Thread(target=self._watch, daemon=True).start()

    def on_defect(
        self, kind: type[BaseException], _error: BaseException, trace: TracebackType | None
    ) -> None:
        """In place of a traceback, whose texts may hold what somebody wrote: where it was, and its kind."""
        self.answer({"defect": f"{kind.__name__}@{where_it_failed(trace)}"})
        raise SystemExit(wire.EXIT_DEFECT)

    def _read_frame(self) -> tuple[bytes, list[bytearray]]:
        head = self._read(2)
        kind, count = bytes(head[:1]), head[1]
        if wire.FIELDS.get(kind) != count:
            raise SystemExit(wire.EXIT_DEFECT)
        return kind, [self._read_field() for _ in range(count)]

    def _read_field(self) -> bytearray:
        size = int.from_bytes(self._read(4), "big")
        if size > wire.LONGEST_FIELD:
            raise SystemExit(wire.EXIT_DEFECT)
        return self._read(size)

    def _read(self, size: int) -> bytearray:
        """Exactly so many bytes, straight into a buffer that can be wiped; SystemExit at the pipe's end."""
        buffer = bytearray(size)
        left = memoryview(buffer)
        while left:
            got = self._requests.readinto(left)  # type: ignore[attr-defined]
            if not got:
                raise SystemExit(wire.EXIT_QUIT)
            left = left[got:]
        return buffer

    def _watch(self) -> None:
        """The pipe ends when the parent does, however that happened: then so do we, drafts first."""
        self._requests.read(1)
        if sys.platform == "win32":
            signal.raise_signal(signal.SIGTERM)
        else:
            # To the main thread: a signal to the process may be taken by this one, and then interrupts nothing.
            main = threading.main_thread().ident
            assert main is not None, "the main thread has begun"
            signal.pthread_kill(main, signal.SIGTERM)


def _answer_until_open(parent: Parent, open_vault: Callable[[Request], T]) -> T:
    while True:
        request = parent.request()
        try:
            return open_vault(request)
        except Trouble as trouble:
            wait = trouble.wait_seconds if isinstance(trouble, TooManyTries) else 0
            parent.answer({"refused": str(trouble), "wait": wait})
        finally:
            request.wipe()


def _load(modules: Sequence[str]) -> None:
    for module in modules:
        importlib.import_module(module)


def _take_terminal() -> None:
    """Standard error is the terminal from the start; make it standard input and output too."""
    if sys.platform == "win32":
        for name, mode, number in (("CONIN$", os.O_RDONLY, 0), ("CONOUT$", os.O_WRONLY, 1)):
            console = os.open(name, mode)
            os.dup2(console, number)
            os.close(console)
    else:
        os.dup2(2, 0)
        os.dup2(2, 1)
