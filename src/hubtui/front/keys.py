"""From the bytes that a terminal sends to keys, typed characters and pastes.

Typed text stays in bytearrays, which whoever takes them wipes. Control characters, broken UTF-8 and
sequences that mean no key of ours are dropped here, so that nothing behind this module meets them.
"""

from hubtui.front.secret import LIMIT, wipe

ESCAPE_DELAY = 0.1
"""Seconds after which a lone Escape is the key and not the beginning of a sequence."""

_ESCAPE = 0x1B
_LONGEST_SEQUENCE = 64
_LONGEST_REPLY = 4096
_PASTE_END = b"\x1b[201~"
_CONTROLS = {
    0x07: "ctrl+g",
    0x08: "backspace",
    0x09: "tab",
    0x0A: "enter",
    0x0C: "ctrl+l",
    0x0D: "enter",
    0x15: "ctrl+u",
    0x7F: "backspace",
}
_BY_FINAL = {
    ord("A"): "up",
    ord("B"): "down",
    ord("C"): "right",
    ord("D"): "left",
    ord("F"): "end",
    ord("H"): "home",
    ord("P"): "f1",
    ord("Q"): "f2",
    ord("R"): "f3",
    ord("S"): "f4",
    ord("Z"): "shift+tab",
}
_BY_NUMBER = {
    b"1": "home",
    b"3": "delete",
    b"4": "end",
    b"5": "pageup",
    b"6": "pagedown",
    b"7": "home",
    b"8": "end",
    b"11": "f1",
    b"12": "f2",
    b"13": "f3",
    b"14": "f4",
    b"15": "f5",
    b"17": "f6",
    b"18": "f7",
    b"19": "f8",
    b"20": "f9",
    b"21": "f10",
    b"23": "f11",
    b"24": "f12",
    b"200": "paste",
}
_LINUX_CONSOLE = {ord("A"): "f1", ord("B"): "f2", ord("C"): "f3", ord("D"): "f4", ord("E"): "f5"}


class Typed:
    """Characters as UTF-8, from keyboard or paste; a paste over the limit comes empty and `too_long`."""

    __slots__ = ("data", "too_long")

    def __init__(self, data: bytearray, *, too_long: bool = False) -> None:
        self.data = data
        self.too_long = too_long


class KeyReader:
    """Takes chunks as they come, whatever they cut in two, and gives keys by name and `Typed` text."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._paste: bytearray | None = None
        self._paste_too_long = False

    @property
    def is_undecided(self) -> bool:
        """Whether an Escape waits for its sequence: call `decide` when ESCAPE_DELAY has passed."""
        return self._paste is None and self._held[:1] == b"\x1b"

    def decide(self) -> list[str | Typed]:
        """Nothing more came: what began with Escape was the Escape key, if it was that alone."""
        alone = len(self._held) == 1
        self._hold(bytearray())
        return ["escape"] if alone else []

    def read(self, chunk: bytearray) -> list[str | Typed]:
        """The keys in this chunk, in order. The chunk is wiped."""
        data = self._held + chunk
        wipe(chunk)
        self._hold(bytearray())
        found: list[str | Typed] = []
        at = 0
        while at < len(data):
            used = self._read_one(data, at, found)
            if not used:
                self._hold(data[at:])
                break
            at += used
        wipe(data)
        return found

    def _hold(self, data: bytearray) -> None:
        wipe(self._held)
        self._held = data

    def _read_one(self, data: bytearray, at: int, found: list[str | Typed]) -> int:
        """Read one thing from `at` on; answers how many bytes it took, or 0 when its end is still to come."""
        if self._paste is not None:
            return self._read_paste(data, at, self._paste, found)
        byte = data[at]
        if byte == _ESCAPE:
            return self._read_sequence(data, at, found)
        if byte < 0x20 or byte == 0x7F:
            if byte in _CONTROLS:
                found.append(_CONTROLS[byte])
            return 1
        used = _character(data, at)
        if used > 0 and _is_text(data, at, used):
            found.append(Typed(data[at : at + used]))
        return abs(used)

    def _read_sequence(self, data: bytearray, at: int, found: list[str | Typed]) -> int:
        if at + 1 >= len(data):
            return 0
        introducer = data[at + 1]
        if introducer in b"]P_^X":
            return _reply_length(data, at)
        if introducer not in b"[O":
            # Alt with a character: no key of ours. A second Escape begins anew.
            return 1 if introducer == _ESCAPE else 2
        end = _sequence_end(data, at)
        if end < 0:
            return 0 if len(data) - at < _LONGEST_SEQUENCE else _LONGEST_SEQUENCE
        name = _name(data, at, end)
        if name == "paste":
            self._paste, self._paste_too_long = bytearray(LIMIT)[:0], False
        elif name:
            found.append(name)
        return end + 1 - at

    def _read_paste(self, data: bytearray, at: int, paste: bytearray, found: list[str | Typed]) -> int:
        end = data.find(_PASTE_END, at)
        if end < 0:
            self._add_pasted(paste, data, at, len(data) - _begun(data, at))
            return len(data) - _begun(data, at) - at
        self._add_pasted(paste, data, at, end)
        if self._paste_too_long:
            wipe(paste)
            found.append(Typed(bytearray(), too_long=True))
        else:
            found.append(Typed(_only_text(paste)))
        self._paste = None
        return end + len(_PASTE_END) - at

    def _add_pasted(self, paste: bytearray, data: bytearray, at: int, end: int) -> None:
        if len(paste) + end - at > LIMIT:
            self._paste_too_long = True
        if not self._paste_too_long:
            paste += data[at:end]


def _character(data: bytearray, at: int) -> int:
    """How many bytes the character at `at` has; negative: that many bytes of rubbish; 0: more must come."""
    lead = data[at]
    length = 1 if lead < 0x80 else 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
    if lead in range(0x80, 0xC0):
        return -1
    for offset in range(1, length):
        if at + offset >= len(data):
            return 0
        if data[at + offset] & 0xC0 != 0x80:
            return -offset
    return length


def _is_text(data: bytearray, at: int, length: int) -> bool:
    """Whether these bytes are one character that can be typed: no control, no half of a surrogate pair."""
    try:
        character = data[at : at + length].decode()
    except UnicodeDecodeError:
        return False
    return not (character < " " or "\x7f" <= character <= "\x9f")


def _only_text(data: bytearray) -> bytearray:
    """The characters of a paste; `data` is wiped."""
    kept = bytearray()
    at = 0
    while at < len(data):
        used = _character(data, at)
        if used > 0 and _is_text(data, at, used):
            kept += data[at : at + used]
        at += abs(used) or 1
    wipe(data)
    return kept


def _begun(data: bytearray, at: int) -> int:
    """How many bytes at the end of a paste may be the beginning of its end mark."""
    for length in range(min(len(_PASTE_END) - 1, len(data) - at), 0, -1):
        if data.endswith(_PASTE_END[:length]):
            return length
    return 0


def _reply_length(data: bytearray, at: int) -> int:
    """Length of a terminal's answer (ended by BEL or ESC \\), 0 when its end has not come."""
    for end, mark in ((data.find(b"\x07", at), 1), (data.find(b"\x1b\\", at + 1), 2)):
        if end >= 0:
            return end + mark - at
    return 0 if len(data) - at < _LONGEST_REPLY else len(data) - at


def _sequence_end(data: bytearray, at: int) -> int:
    """Where the last byte of the sequence stands, or -1."""
    first = at + 2
    if data[first : first + 1] == b"[" and data[at + 1 : at + 2] == b"[":
        return first + 1 if first + 1 < len(data) else -1
    for end in range(first, min(len(data), at + _LONGEST_SEQUENCE)):
        if 0x40 <= data[end] <= 0x7E:
            return end
    return -1


def _name(data: bytearray, at: int, end: int) -> str:
    """The key's name, empty for what is no key of ours (and for keys with Ctrl, Alt or Shift held)."""
    middle, final = bytes(data[at + 2 : end]), data[end]
    if middle == b"[":
        return _LINUX_CONSOLE.get(final, "")
    if final == ord("~"):
        return _BY_NUMBER.get(middle, "")
    return _BY_FINAL.get(final, "") if not middle else ""
