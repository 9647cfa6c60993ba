"""The terminal on Windows: the console, asked for the same sequences that other terminals send and take."""

import ctypes
import os
import sys
import threading
from ctypes import wintypes

from hubtui.front import console

assert sys.platform == "win32"

_INPUT, _OUTPUT = -10, -11
_PROCESSED, _LINE, _ECHO, _WINDOW, _MOUSE, _QUICK_EDIT, _EXTENDED, _VT_INPUT = 1, 2, 4, 8, 16, 64, 128, 512
_VT_OUTPUT = 0x0004 | 0x0001
_UTF8 = 65001
_KEY_EVENT, _SIZE_EVENT = 0x0001, 0x0004
_MOST_RECORDS = 1024
_FOREVER = 0xFFFFFFFF
_CLOSE_EVENTS = (2, 5, 6)
_HANG_UP = 1


class _Coord(ctypes.Structure):
    _fields_ = (("X", wintypes.SHORT), ("Y", wintypes.SHORT))


class _KeyEvent(ctypes.Structure):
    _fields_ = (
        ("bKeyDown", wintypes.BOOL),
        ("wRepeatCount", wintypes.WORD),
        ("wVirtualKeyCode", wintypes.WORD),
        ("wVirtualScanCode", wintypes.WORD),
        ("UnicodeChar", wintypes.WORD),
        ("dwControlKeyState", wintypes.DWORD),
    )


class _Event(ctypes.Union):
    _fields_ = (("KeyEvent", _KeyEvent), ("dwSize", _Coord))


class _Record(ctypes.Structure):
    _fields_ = (("EventType", wintypes.WORD), ("Event", _Event))


class WindowsConsole:
    """The console this process is attached to. Needs Windows 10 1809 or later."""

    def __init__(self) -> None:
        self.ending = 0
        self.stale = False
        self._kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        self._kernel.GetStdHandle.restype = wintypes.HANDLE
        self._kernel.CreateEventW.restype = wintypes.HANDLE
        self._in = wintypes.HANDLE(self._kernel.GetStdHandle(_INPUT))
        self._out = wintypes.HANDLE(self._kernel.GetStdHandle(_OUTPUT))
        self._before = (self._mode(self._in), self._mode(self._out))
        self._code_page = int(self._kernel.GetConsoleOutputCP())
        self._woken = wintypes.HANDLE(self._kernel.CreateEventW(None, False, False, None))
        self._closed = threading.Event()
        self._half = 0
        kind = ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.DWORD)
        self._on_close = kind(self._note_close)  # kept: the system calls it for as long as we run

    def open(self) -> None:
        self._kernel.SetConsoleCtrlHandler(self._on_close, True)
        self._kernel.SetConsoleOutputCP(_UTF8)
        self._take(console.KEEP_TITLE)

    def lend(self) -> None:
        """Keys already typed stay in the console's queue until the child reads them."""

    def take_back(self, *, wipe: bool) -> None:
        self._set_modes(*self._before)
        self._take(console.AFTER_CHILD + (console.WIPE_MAIN_SCREEN if wipe else b""))
        self.drop_typed()

    def close(self) -> None:
        self.write(console.LEAVE)
        self.drop_typed()
        self._set_modes(*self._before)
        self._kernel.SetConsoleOutputCP(self._code_page)
        self._kernel.SetConsoleCtrlHandler(self._on_close, False)
        self._kernel.CloseHandle(self._woken)
        self._closed.set()

    def size(self) -> tuple[int, int]:
        try:
            columns, rows = os.get_terminal_size(1)
        except OSError:
            return 80, 24
        return columns, rows

    def write(self, data: bytes | bytearray) -> None:
        left = memoryview(data)
        try:
            while left:
                left = left[os.write(1, left) :]
        except OSError:
            self.ending = self.ending or _HANG_UP

    def read(self, timeout: float | None, *, keys: bool, most: int = 1) -> bytearray:
        handles = (wintypes.HANDLE * 2)(self._woken, self._in)
        patience = _FOREVER if timeout is None else int(timeout * 1000)
        got = self._kernel.WaitForMultipleObjects(2 if keys else 1, handles, False, patience)
        return self._typed(min(most, _MOST_RECORDS)) if got == 1 else bytearray()

    def wake(self) -> None:
        self._kernel.SetEvent(self._woken)

    def drop_typed(self) -> None:
        self._kernel.FlushConsoleInputBuffer(self._in)

    def inherited_by_child(self) -> int | None:
        return None

    def _take(self, first: bytes) -> None:
        unwanted = _PROCESSED | _LINE | _ECHO | _MOUSE | _QUICK_EDIT
        self._set_modes(
            (self._before[0] & ~unwanted) | _EXTENDED | _WINDOW | _VT_INPUT, self._before[1] | _VT_OUTPUT
        )
        self.write(first + console.ENTER)
        self.stale = True

    def _mode(self, handle: wintypes.HANDLE) -> int:
        mode = wintypes.DWORD()
        if not self._kernel.GetConsoleMode(handle, ctypes.byref(mode)):
            raise OSError("standard input and output are no console")
        return mode.value

    def _set_modes(self, reading: int, writing: int) -> None:
        self._kernel.SetConsoleMode(self._in, reading)
        self._kernel.SetConsoleMode(self._out, writing)

    def _typed(self, most: int) -> bytearray:
        """What was typed, as UTF-8; the records, which hold it too, are wiped."""
        records = (_Record * most)()
        count = wintypes.DWORD()
        self._kernel.ReadConsoleInputW(self._in, records, most, ctypes.byref(count))
        typed = bytearray()
        for record in records[: count.value]:
            if record.EventType == _KEY_EVENT and record.Event.KeyEvent.bKeyDown:
                typed += self._utf8(record.Event.KeyEvent.UnicodeChar)
        ctypes.memset(records, 0, ctypes.sizeof(records))
        return typed

    def _utf8(self, unit: int) -> bytes:
        """One UTF-16 unit as UTF-8; the first half of a pair waits for the second, a lone half is dropped."""
        first, self._half = self._half, 0
        if 0xD800 <= unit < 0xDC00:
            self._half = unit
            return b""
        if 0xDC00 <= unit < 0xE000:
            return chr(0x10000 + ((first - 0xD800) << 10) + unit - 0xDC00).encode() if first else b""
        return chr(unit).encode() if unit else b""

    def _note_close(self, event: int) -> bool:
        """The window closes, or the session ends: the system waits only while this has not returned."""
        if event in _CLOSE_EVENTS:
            self.ending = _HANG_UP
            self.wake()
            self._closed.wait(5)
        return True
