"""What the lock screen asks of a terminal, whatever the system, and the sequences that put one right."""

import sys
from typing import Protocol

KEEP_TITLE = b"\x1b[22;2t"
ENTER = (
    b"\x1b]2;hubtui\x07"  # the window's title is this and nothing else: never a name in it
    b"\x1b[?1049h\x1b[?7l\x1b[?2004h\x1b[?25h\x1b[2 q"  # own screen, no wrap, marked pastes, still cursor
    b"\x1b[0m\x1b[2J"
)

_PUT_RIGHT = (
    b"\x1b[?2026l"  # end of a frame that was never finished
    b"\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1005l\x1b[?1006l\x1b[?1015l\x1b[?1016l"  # mouse
    b"\x1b[?1004l\x1b[?2004l\x1b[?2048l"  # focus reports, marked pastes, reports of the window's size
    b"\x1b[?1l\x1b>\x1b[r\x1b[4l\x1b(B\x0f\x1b[?6l"  # keypad, margins, insert mode, character sets
    b"\x1b[?7h\x1b[?25h\x1b[0 q\x1b[0m"  # wrapping, cursor, colours
)
_KITTY_OFF = b"\x1b[<99u\x1b[=0u"

LEAVE = _PUT_RIGHT + b"\x1b[H\x1b[2J\x1b[?1049l\x1b[23;2t"
"""Clear our screen first: a terminal without a second screen must not keep it either."""

AFTER_CHILD = _KITTY_OFF + _PUT_RIGHT + b"\x1b[H\x1b[2J\x1b[?1049l" + _KITTY_OFF + _PUT_RIGHT
"""Whatever the child left on. The keyboard's mode is put right on both screens, for each has its own."""

WIPE_MAIN_SCREEN = b"\x1b[H\x1b[2J\x1b[3J"
"""A child that broke off may have written to the shell's screen: that goes, with what scrolled off it."""


class Console(Protocol):
    """The terminal, held by the lock screen or lent to the child."""

    ending: int
    """The signal that asks the program to end, or 0."""
    stale: bool
    """Whether what was painted may be gone from the screen; whoever paints it anew resets this."""

    def open(self) -> None:
        """Take the terminal: keys as they are pressed, own screen."""

    def lend(self) -> None:
        """Stop reading it. Keys already typed stay in it, for whoever reads next."""

    def take_back(self, *, wipe: bool) -> None:
        """Put right what the child may have left, then take it again; `wipe`: clear the main screen too."""

    def close(self) -> None:
        """Give it back as it was found, with nothing of ours on it."""

    def size(self) -> tuple[int, int]:
        """Columns and rows."""

    def write(self, data: bytes | bytearray) -> None:
        """Write all of it; a terminal that is gone swallows it and sets `ending`."""

    def read(self, timeout: float | None, *, keys: bool, most: int = 1) -> bytearray:
        """Wait for keys (if `keys`), `wake`, a new size, a signal, or `timeout` seconds.

        Answers what was typed, not more than `most` at a time: what is left is for whoever reads next.
        """

    def wake(self) -> None:
        """End a `read` from another thread."""

    def drop_typed(self) -> None:
        """Forget keys that nobody has read yet."""

    def inherited_by_child(self) -> int | None:
        """The file descriptor that the child gets as its standard error: the terminal itself."""


def this_console() -> Console:
    """The terminal this process was started in; raises OSError where there is none."""
    if sys.platform == "win32":
        from hubtui.front.console_windows import WindowsConsole

        return WindowsConsole()
    else:
        from hubtui.front.console_posix import PosixConsole

        return PosixConsole()
