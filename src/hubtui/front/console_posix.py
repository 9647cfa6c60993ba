"""The terminal on Linux, macOS and the BSDs."""

import contextlib
import os
import select
import signal
import sys
import termios
from types import FrameType
from typing import Any

from hubtui.front import console

assert sys.platform != "win32"

_ENDING = (signal.SIGTERM, signal.SIGHUP)
_LOOK_AGAIN = (signal.SIGWINCH, signal.SIGCONT)
_IGNORED = (signal.SIGINT, signal.SIGTSTP, signal.SIGQUIT)


class PosixConsole:
    """A tty with our own descriptor of it, so that redirected standard streams change nothing."""

    def __init__(self) -> None:
        self.ending = 0
        self.stale = False
        self._lent = False
        self._tty = _open_tty()
        self._before = termios.tcgetattr(self._tty)
        self._wake_read, self._wake_write = os.pipe()
        for end in (self._wake_read, self._wake_write):
            os.set_blocking(end, False)

    def open(self) -> None:
        # Handlers and not SIG_IGN: what is ignored here would stay ignored in the child.
        for number in (*_ENDING, *_LOOK_AGAIN, *_IGNORED):
            signal.signal(number, self._note_signal)
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)
        self.write(console.KEEP_TITLE)
        self._take()

    def lend(self) -> None:
        """The mode stays raw and without echo: what is typed ahead waits unseen until the child reads it."""
        self._lent = True

    def take_back(self, *, wipe: bool) -> None:
        self._lent = False
        self._set(self._before)
        self.write(console.AFTER_CHILD + (console.WIPE_MAIN_SCREEN if wipe else b""))
        self._take()
        self.drop_typed()

    def close(self) -> None:
        self.write(console.LEAVE)
        self.drop_typed()
        self._set(self._before)
        signal.set_wakeup_fd(-1)
        for number in (*_ENDING, *_LOOK_AGAIN, *_IGNORED):
            signal.signal(number, signal.SIG_DFL)
        for descriptor in (self._tty, self._wake_read, self._wake_write):
            os.close(descriptor)

    def size(self) -> tuple[int, int]:
        with contextlib.suppress(OSError):
            columns, rows = os.get_terminal_size(self._tty)
            if columns and rows:
                return columns, rows
        return 80, 24

    def write(self, data: bytes | bytearray) -> None:
        left = memoryview(data)
        try:
            while left:
                left = left[os.write(self._tty, left) :]
        except OSError:
            self.ending = self.ending or signal.SIGHUP

    def read(self, timeout: float | None, *, keys: bool, most: int = 1) -> bytearray:
        wanted = [self._wake_read, self._tty] if keys else [self._wake_read]
        ready, _, _ = select.select(wanted, [], [], timeout)
        if self._wake_read in ready:
            os.read(self._wake_read, 65536)
        return self._typed(most) if self._tty in ready else bytearray()

    def wake(self) -> None:
        with contextlib.suppress(OSError):
            os.write(self._wake_write, b"\0")

    def drop_typed(self) -> None:
        with contextlib.suppress(termios.error):
            termios.tcflush(self._tty, termios.TCIFLUSH)

    def inherited_by_child(self) -> int | None:
        return self._tty

    def _take(self) -> None:
        raw = [*self._before[:6], list(self._before[6])]
        raw[0] &= ~(
            termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR | termios.ISTRIP
        )
        raw[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        raw[6][termios.VMIN], raw[6][termios.VTIME] = 1, 0
        self._set(raw)
        self.write(console.ENTER)
        self.stale = True

    def _set(self, attributes: list[Any]) -> None:
        with contextlib.suppress(termios.error):
            termios.tcsetattr(self._tty, termios.TCSANOW, attributes)

    def _typed(self, most: int) -> bytearray:
        """What there is to read, into our own buffer: `os.read` would leave a copy that nobody can wipe."""
        buffer = bytearray(most)
        try:
            length = os.readv(self._tty, [buffer])
        except OSError:
            length = 0
        if not length:
            self.ending = self.ending or signal.SIGHUP
        typed = buffer[:length]
        buffer[:length] = bytes(length)
        return typed

    def _note_signal(self, number: int, _frame: FrameType | None) -> None:
        if number in _ENDING:
            self.ending = number
        if number == signal.SIGCONT and not self._lent:
            # Stopped from outside and woken: the shell has had the terminal meanwhile.
            self._take()


def _open_tty() -> int:
    """Our own descriptor of the terminal on standard input; OSError where that or standard output is none."""
    if not (os.isatty(0) and os.isatty(1)):
        raise OSError("standard input and output are no terminal")
    try:
        return os.open(os.ttyname(0), os.O_RDWR | os.O_NOCTTY)
    except OSError:
        return os.dup(0)
