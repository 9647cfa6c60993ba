"""The lock screen as rows of text for a window of any size, and as the bytes that change one to the next."""

import unicodedata
from collections.abc import Set

from hubtui import __version__
from hubtui.front import words
from hubtui.front.facts import Facts
from hubtui.front.form import Field, LockForm

LEAST_COLUMNS, LEAST_ROWS = 60, 20
"""Below this the screen only asks for more room."""

CHECKED_KEYS = tuple(f"f{number}" for number in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12))
"""The keys of the key check: all that hubtui uses."""

_BOX = 24
_LABEL = 16
_BLOCK = 70
_FRAME_ROWS = 5


class Picture:
    """One frame: rows of text, where the cursor stands, and the box that shows a secret, if one does.

    A secret is never in `rows`: the painter puts its bytes over the box, so that no string of it is made.
    """

    def __init__(self, columns: int, rows: list[str]) -> None:
        self.columns = columns
        self.rows = [_fit(row, columns) for row in rows]
        self.cursor = (0, 0)
        self.secret_box: tuple[int, int] | None = None


class Painter:
    """Turns pictures into the bytes that a terminal needs, only for rows that differ from the last."""

    def __init__(self) -> None:
        self._columns = 0
        self._rows: list[str] = []

    def forget(self) -> None:
        """The terminal shows something else now: the next picture is painted whole."""
        self._rows = []

    def paint(self, picture: Picture, secret: memoryview) -> bytearray:
        """The bytes to write; they hold `secret` where the picture shows one, so wipe them after writing."""
        out = bytearray()
        if picture.columns != self._columns or len(picture.rows) != len(self._rows):
            self._columns, self._rows = picture.columns, [""] * len(picture.rows)
            out += b"\x1b[2J"
        for number, (row, before) in enumerate(zip(picture.rows, self._rows, strict=True)):
            if row != before:
                out += _go_to(number, 0) + row.encode("utf-8", "replace") + b"\x1b[K"
        self._rows = picture.rows
        if picture.secret_box is not None:
            tail = secret[_tail_start(secret) :]
            out += _go_to(*picture.secret_box) + tail + b"_" * (_BOX - _columns_of(tail))
        out += _go_to(*picture.cursor)
        return out


def draw_lock(
    form: LockForm, facts: Facts, message: str, size: tuple[int, int], *, showing: bool = False
) -> Picture:
    """The lock screen in a window of `size` (columns, rows); `showing`: what is typed can be read."""
    columns, rows = size
    if columns < LEAST_COLUMNS or rows < LEAST_ROWS:
        return Picture(columns, ["", words.TOO_SMALL, *[""] * (rows - 2)][:rows])
    body, boxes = _lock_body(form, facts, showing=showing)
    keys = words.RECOVERY_KEYS if form.recovering else words.KEYS
    top, left, picture = _frame(body, facts, message or facts.trouble, keys, size)
    row, column = top + boxes[form.at], left + _LABEL + 2
    text = form.focused.text
    picture.cursor = (row, column + min(_BOX - 1, _columns_of(text.view())))
    picture.secret_box = (row, column) if showing and form.focused.secret else None
    return picture


def draw_help(pressed: Set[str], facts: Facts, size: tuple[int, int]) -> Picture:
    """The help page with the key check; `pressed`: the keys that have come through."""
    columns, rows = size
    if columns < LEAST_COLUMNS or rows < LEAST_ROWS:
        return Picture(columns, ["", words.TOO_SMALL, *[""] * (rows - 2)][:rows])
    ticks = [f"{key.upper():>3} [{'x' if key in pressed else ' '}]" for key in CHECKED_KEYS]
    body = [*words.HELP, "", "   ".join(ticks[:6]), "   ".join(ticks[6:])]
    return _frame(body, facts, "", words.HELP_KEYS, size)[2]


def _lock_body(form: LockForm, facts: Facts, *, showing: bool) -> tuple[list[str], list[int]]:
    """The rows between the rules, and in which of them each box stands."""
    body = [words.RECOVERING if form.recovering else words.LOCKED, ""]
    boxes = []
    for field in form.fields:
        boxes.append(len(body))
        body += [_box(field, facts, shown=showing and field is form.focused)]
        body += [] if form.recovering else [""]
    body += [_throttle(facts), ""]
    if not form.recovering:
        body += [words.with_keys(words.FORGOTTEN, facts.missing_keys), ""]
    if facts.sign_ins:
        body += [words.TRAINING_SIGN_INS]
        body += [f"{login:<14}{role:<18}{passphrase}" for login, role, passphrase in facts.sign_ins]
    return body, boxes


def _box(field: Field, facts: Facts, *, shown: bool) -> str:
    """A label and its box; a shown secret leaves the box to the painter."""
    text = field.text
    if not field.secret:
        content = bytes(text.view()[_tail_start(text.view()) :]).decode("utf-8", "replace")
    else:
        content = " " * _BOX if shown else "*" * min(_BOX, len(text))
    box = f"{field.label:<{_LABEL}}[ {_fit(content, _BOX, '_')} ]"
    hint = words.with_keys(words.SHOW, facts.missing_keys)
    return f"{box} {hint}" if field.secret and field.label == words.PASSPHRASE else box


def _throttle(facts: Facts) -> str:
    if seconds := facts.seconds_to_wait():
        return words.waiting(seconds)
    return "" if facts.tries_left is None else words.tries_left(facts.tries_left)


def _frame(
    body: list[str], facts: Facts, message: str, keys: tuple[str, ...], size: tuple[int, int]
) -> tuple[int, int, Picture]:
    """Title, rules, message, keys and status around the body; answers where the body begins (row, column)."""
    columns, rows = size
    messages = _wrapped(message, columns - 2)
    room = rows - _FRAME_ROWS - len(messages)
    body = _squeezed(body, room)
    above = min(3, (room - len(body)) // 2) if columns < 100 else (room - len(body)) // 3
    left = max(0, min(10, columns - _BLOCK)) if columns < 100 else (columns - _BLOCK) // 2
    rule = "-" * columns
    picture = Picture(
        columns,
        [
            _title(facts, columns),
            rule,
            *[""] * above,
            *[" " * left + row for row in body],
            *[""] * (room - above - len(body)),
            rule,
            *[f" {part}" for part in messages],
            " " + _key_line(keys, facts, columns),
            f" LOCKED | {words.TRAINING + ' | ' if facts.training else ''}v{__version__}",
        ],
    )
    return 2 + above, left, picture


def _key_line(keys: tuple[str, ...], facts: Facts, columns: int) -> str:
    """The keys in one row; where it is too short for all, what stands second goes first."""
    named = [words.with_keys(key, facts.missing_keys) for key in keys]
    while len("  ".join(named)) > columns - 2 and len(named) > 2:
        del named[1]
    return "  ".join(named)


def _wrapped(text: str, columns: int) -> list[str]:
    """The text in rows, broken between words; always at least one row."""
    rows = [""]
    for word in text.split():
        if rows[-1] and len(rows[-1]) + 1 + len(word) > columns:
            rows.append(word)
        else:
            rows[-1] = f"{rows[-1]} {word}".strip()
    return rows[:3]


def _title(facts: Facts, columns: int) -> str:
    left = " hubtui > Locked"
    middle = f"Terminal {facts.terminal}" if facts.terminal else ""
    right = f"{words.TRAINING} " if facts.training else ""
    gap = columns - len(left) - len(right)
    return left + _fit(f"{middle:^{gap}}", gap) + right


def _squeezed(body: list[str], room: int) -> list[str]:
    """The body in `room` rows: empty rows after the boxes go first, then what stands lowest."""
    spare = len(body) - room
    kept: list[str] = []
    for number, row in reversed(list(enumerate(body))):
        if not row and spare > 0 and number > 6:
            spare -= 1
        else:
            kept.append(row)
    return kept[::-1][:room]


def _go_to(row: int, column: int) -> bytes:
    return f"\x1b[{row + 1};{column + 1}H".encode()


def _fit(text: str, columns: int, filler: str = " ") -> str:
    """Cut or fill a text to exactly so many columns."""
    kept, used = [], 0
    for character in text:
        used += _width(character)
        if used > columns:
            used -= _width(character)
            break
        kept.append(character)
    return "".join(kept) + filler * (columns - used)


def _width(character: str) -> int:
    """Columns a character takes: none for a combining mark, two for a wide one."""
    if character.isascii():
        return 1
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _columns_of(text: memoryview) -> int:
    """Columns that UTF-8 takes at most: two for every character beyond ASCII, so that no box overruns."""
    return sum(1 if byte < 0x80 else 2 for byte in text if byte & 0xC0 != 0x80)


def _tail_start(text: memoryview) -> int:
    """Where the end of the text begins that fits in a box with room for the cursor."""
    at, used = len(text), 0
    while at:
        first = at - 1
        while text[first] & 0xC0 == 0x80:
            first -= 1
        used += 1 if text[first] < 0x80 else 2
        if used >= _BOX:
            break
        at = first
    return at
