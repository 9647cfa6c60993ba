"""The child as the parent sees it: started behind the lock screen, asked, lent the terminal, waited for."""

import io
import json
import subprocess
import threading
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue

from hubtui.front import wire

_LAST_WORDS = 1.0


class Answer:
    """What the child said of an attempt: opened, or refused with a sentence and seconds to wait."""

    def __init__(self, refused: str, wait: float) -> None:
        self.refused = refused
        self.wait = wait


class Ended:
    """The child is gone. `reference` names its defect, if it ended by one and could still say so."""

    def __init__(self, code: int, reference: str) -> None:
        self.code = code
        self.reference = reference


class AppProcess:
    """One child. Its answers come in on a thread, which calls `wake`; `next` takes them."""

    def __init__(self, command: Sequence[str], terminal: int | None, wake: Callable[[], None]) -> None:
        """Start it; raises OSError when that fails. `terminal`: the descriptor it gets as standard error."""
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=terminal,
            bufsize=0,
        )
        self._wake = wake
        self._heard: SimpleQueue[Answer | Ended] = SimpleQueue()
        self._reference = ""
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        threading.Thread(target=self._wait, daemon=True).start()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def ask(self, kind: bytes, fields: Sequence[memoryview] = ()) -> None:
        """Send one request, without a copy of its fields. A child that is gone is noticed by `next`."""
        assert self._process.stdin is not None
        try:
            self._write(wire.head(kind))
            for field in fields:
                self._write(wire.length(len(field)))
                self._write(field)
        except OSError:
            return

    def next(self) -> Answer | Ended | None:
        """What it said or that it ended, once each; None: nothing new."""
        try:
            return self._heard.get_nowait()
        except Empty:
            return None

    def end(self, patience: float) -> None:
        """Tell it to end by closing its pipe, wait `patience` seconds for that, then kill it.

        To be called for one that has ended, too: its pipe is still open.
        """
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _write(self, data: bytes | memoryview) -> None:
        assert self._process.stdin is not None
        left = memoryview(data)
        while left:
            left = left[self._process.stdin.write(left) or 0 :]

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with io.BufferedReader(self._process.stdout) as answers:  # type: ignore[type-var]
            while line := answers.readline(wire.LONGEST_ANSWER):
                self._hear(line)

    def _hear(self, line: bytes) -> None:
        try:
            said = json.loads(line)
            if "defect" in said:
                self._reference = str(said["defect"])
                return
            answer = Answer(
                "" if said.get("ok") is True else str(said["refused"]), float(said.get("wait", 0))
            )
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            # Not one of ours any more: what it would do next is unknown.
            self._process.kill()
            return
        self._heard.put(answer)
        self._wake()

    def _wait(self) -> None:
        code = self._process.wait()
        self._listener.join(_LAST_WORDS)
        self._heard.put(Ended(code, self._reference))
        self._wake()
