"""A terminal for tests: a real pty, a real process, and the screen that a person would see.

    with Terminal([sys.executable, "-m", "hubtui"]) as terminal:
        terminal.wait_for("LOCKED")
        terminal.press("f9")
        assert terminal.wait_end() == 0

A thread drains the pty all the time, so that no program waits for us, stamps every chunk with the
monotonic clock, and answers what programs ask of a terminal. Main and alternate screen are kept apart.
"""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pyte

PATIENCE = 20.0
"""Seconds until a wait fails: long enough for a busy machine, never reached when all is well."""

KEYS: dict[str, bytes] = {
    "enter": b"\r",
    "tab": b"\t",
    "shift+tab": b"\x1b[Z",
    "escape": b"\x1b",
    "backspace": b"\x7f",
    "delete": b"\x1b[3~",
    "space": b" ",
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "pageup": b"\x1b[5~",
    "pagedown": b"\x1b[6~",
    "f1": b"\x1bOP",
    "f2": b"\x1bOQ",
    "f3": b"\x1bOR",
    "f4": b"\x1bOS",
    "f5": b"\x1b[15~",
    "f6": b"\x1b[17~",
    "f7": b"\x1b[18~",
    "f8": b"\x1b[19~",
    "f9": b"\x1b[20~",
    "f10": b"\x1b[21~",
    "f12": b"\x1b[24~",
    **{f"ctrl+{letter}": bytes([ord(letter) - 96]) for letter in "abcdefghijklmnopqrstuvwxyz"},
}

_HELD_BACK = re.compile(rb"\x1b(?:\[[^@-~]*|[P_^\]][^\x1b\x07]*)?\Z")
_NOT_FOR_PYTE = re.compile(rb"\x1b\[[<>=][\d;:]*[@-~]|\x1b[P_^][^\x1b]*\x1b\\")
_PRIVATE_MODE = re.compile(rb"\x1b\[\?([\d;]+)([hl])")
_ALTERNATE = re.compile(rb"(\x1b\[\?1049[hl])")
_QUESTIONS: tuple[tuple[re.Pattern[bytes], Callable[[re.Match[bytes]], bytes]], ...] = (
    (re.compile(rb"\x1b\[6n"), lambda _: b"\x1b[1;1R"),
    (re.compile(rb"\x1b\[0?c"), lambda _: b"\x1b[?62;22c"),
    (re.compile(rb"\x1b\[\?(\d+)\$p"), lambda asked: b"\x1b[?" + asked[1] + b";0$y"),
)
_NOT_INHERITED = ("TEXTUAL_", "HUBTUI_", "PYTHON", "COV_", "TMUX", "NO_COLOR", "COLUMNS", "LINES", "TERM")


class Terminal:
    """One program on one pty. Sizes are (columns, rows); times are seconds on the monotonic clock."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        size: tuple[int, int] = (80, 24),
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        self.size = size
        self.output = bytearray()
        self.chunks: list[tuple[float, bytes]] = []
        self.modes: set[int] = set()
        self._changed = threading.Condition()
        self._held = b""
        self._make_screens()
        self.master, self._slave = pty.openpty()
        self._stop_read, self._stop_write = os.pipe()
        self._tell_size()
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            argv,
            stdin=self._slave,
            stdout=self._slave,
            stderr=self._slave,
            cwd=cwd,
            env=clean_environment(env or {}),
            start_new_session=True,
            preexec_fn=_take_terminal,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def lines(self) -> list[str]:
        """The screen now, a string a row, without trailing blanks."""
        with self._changed:
            return self._lines()

    @property
    def text(self) -> str:
        """The screen now, as one string."""
        return "\n".join(self.lines)

    @property
    def cursor(self) -> tuple[int, int]:
        """Where the cursor stands: (column, row), from 0."""
        with self._changed:
            return self._screen.cursor.x, self._screen.cursor.y

    def send(self, typed: str | bytes) -> None:
        """Type this. A program that does not read holds us up, as a real keyboard's buffer would not."""
        data = typed.encode() if isinstance(typed, str) else typed
        while data:
            data = data[os.write(self.master, data) :]

    def press(self, *keys: str) -> None:
        """Press keys by name (`KEYS`), or a single character as itself."""
        for key in keys:
            self.send(KEYS.get(key, key.encode()))

    def paste(self, text: str | bytes) -> None:
        """Paste as terminals do that mark a paste (bracketed paste)."""
        data = text.encode() if isinstance(text, str) else text
        self.send(b"\x1b[200~" + data + b"\x1b[201~")

    def wait_for(self, text: str, patience: float = PATIENCE) -> str:
        """Wait until the screen holds `text`; answers the whole screen."""
        return self.wait_until(lambda screen: text in screen, f"{text!r} to appear", patience)

    def wait_gone(self, text: str, patience: float = PATIENCE) -> str:
        """Wait until the screen no longer holds `text`; answers the whole screen."""
        return self.wait_until(lambda screen: text not in screen, f"{text!r} to go", patience)

    def wait_until(
        self, is_so: Callable[[str], bool], what: str = "the screen to change", patience: float = PATIENCE
    ) -> str:
        """Wait until `is_so(screen)`; answers the whole screen, or fails and shows it."""
        screen = ""

        def looks_right() -> bool:
            nonlocal screen
            screen = "\n".join(self._lines())
            return is_so(screen)

        with self._changed:
            found = self._changed.wait_for(looks_right, patience)
        assert found, f"Waited {patience:g} s for {what}. The screen:\n{screen}"
        return screen

    def wait_output(self, data: bytes, patience: float = PATIENCE) -> None:
        """Wait until these bytes have come out since the start."""
        with self._changed:
            found = self._changed.wait_for(lambda: data in self.output, patience)
        assert found, f"Waited {patience:g} s for {data!r}."

    def when_shown(self, text: str) -> float:
        """Seconds from the start to the chunk after which the screen first held `text`."""
        replay = pyte.Screen(*self.size)
        stream = pyte.ByteStream(replay)
        for at, chunk in self.chunks:
            stream.feed(_NOT_FOR_PYTE.sub(b"", chunk))
            if text in "\n".join(replay.display):
                return at - self.started
        raise AssertionError(f"{text!r} was never shown")

    def resize(self, columns: int, rows: int) -> None:
        """Change the window's size, as dragging its corner does."""
        with self._changed:
            self.size = (columns, rows)
            for screen in self._screens.values():
                screen.resize(rows, columns)
        self._tell_size()

    def attributes(self) -> list[object]:
        """The pty's termios settings now."""
        return list(termios.tcgetattr(self._slave))

    def is_cooked(self) -> bool:
        """Whether a shell would find lines, echo and Ctrl+C working."""
        local = termios.tcgetattr(self._slave)[3]
        wanted = termios.ICANON | termios.ECHO | termios.ISIG
        return bool(local & wanted == wanted)

    def signal(self, number: int) -> None:
        """Send a signal to the program (not to its children)."""
        self.process.send_signal(number)

    def hang_up(self) -> None:
        """Close the window: the terminal is gone and its programs are told."""
        self._let_go()

    def wait_end(self, patience: float = PATIENCE) -> int:
        """Wait until the program has ended and all it wrote is read; answers its exit code."""
        code = self.process.wait(patience)
        self._settle()
        return code

    def close(self) -> None:
        """End the program and everything it started on this terminal."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._let_go()

    def _make_screens(self) -> None:
        self._screens = {name: pyte.Screen(*self.size) for name in ("main", "alternate")}
        self._streams = {name: pyte.ByteStream(screen) for name, screen in self._screens.items()}
        self._showing = "main"

    @property
    def _screen(self) -> pyte.Screen:
        return self._screens[self._showing]

    def _lines(self) -> list[str]:
        return [line.rstrip() for line in self._screen.display]

    def _tell_size(self) -> None:
        columns, rows = self.size
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _let_go(self) -> None:
        """Close both sides, the reader first: a side that a thread waits on would stay open."""
        if self.master < 0:
            return
        os.close(self._stop_write)
        self._reader.join()
        for side in (self._stop_read, self._slave, self.master):
            os.close(side)
        self.master = self._slave = -1

    def _settle(self) -> None:
        """Wait until what the program wrote last has come through, by writing a mark behind it."""
        mark = b"\x1b[?99999h"
        os.write(self._slave, mark)
        with self._changed:
            self._changed.wait_for(lambda: 99999 in self.modes, PATIENCE)
            self.modes.discard(99999)

    def _read(self) -> None:
        while True:
            ready, _, _ = select.select([self.master, self._stop_read], [], [])
            if self._stop_read in ready:
                return
            chunk = os.read(self.master, 65536)
            self._answer(chunk)
            with self._changed:
                self._show(chunk)
                self._changed.notify_all()

    def _answer(self, chunk: bytes) -> None:
        for question, answer in _QUESTIONS:
            for asked in question.finditer(chunk):
                with contextlib.suppress(OSError):
                    os.write(self.master, answer(asked))

    def _show(self, chunk: bytes) -> None:
        self.chunks.append((time.monotonic(), chunk))
        self.output += chunk
        data = self._held + chunk
        unfinished = _HELD_BACK.search(data)
        self._held = unfinished.group() if unfinished else b""
        data = data[: len(data) - len(self._held)]
        for numbers, onoff in _PRIVATE_MODE.findall(data):
            self._note_modes(numbers.split(b";"), onoff == b"h")
        for part in _ALTERNATE.split(_NOT_FOR_PYTE.sub(b"", data)):
            self._show_part(part)

    def _note_modes(self, numbers: Iterable[bytes], on: bool) -> None:
        for number in numbers:
            (self.modes.add if on else self.modes.discard)(int(number))

    def _show_part(self, part: bytes) -> None:
        if part == b"\x1b[?1049h":
            self._showing = "alternate"
            self._screen.reset()
        elif part == b"\x1b[?1049l":
            self._showing = "main"
        elif part:
            self._streams[self._showing].feed(part)


def clean_environment(more: Mapping[str, str]) -> dict[str, str]:
    """The environment of a fresh terminal: nothing of the test run's own settings, then `more`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_INHERITED)}
    return {**kept, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", **more}


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
