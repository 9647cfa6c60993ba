"""What is done to every line just before it is painted: plain ASCII, and the blank of a lock.

Line filters work on the whole app at once, so that no widget has to know of them (tui.md D6).
"""

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

_PLAIN = {
    "─━╌╍═╴╶╸╺▔▁⎺⎽‐‑‒–—―": "-",
    "│┃┆┇║╎╏▏▕▎▍": "|",
    "┌┐└┘├┤┬┴┼╭╮╰╯╔╗╚╝╠╣╦╩╬┏┓┗┛┣┫┳┻╋": "+",
    "█▉▊▋▌▐▓▒░▇▆▅▄▃▂▀■□▪▫": "#",
    "●◉•∙·⬤◆": "o",
    "○◯◇": ".",
    "▶►▸❯›→⯈": ">",
    "◀◄◂❮‹←": "<",
    "▲△▴↑⌃": "^",
    "▼▽▾↓⌄": "v",
    "✓✔": "x",
    "✗✘×": "x",
    "‘’‛": "'",
    "“”„": '"',
    "\u00a0\u2007\u202f": " ",
    "…": ".",
}
PLAIN_LETTERS = str.maketrans({glyph: plain for glyphs, plain in _PLAIN.items() for glyph in glyphs})


class AsciiFilter(LineFilter):
    """Draws rules, boxes, arrows and dots with ASCII; letters of any language stay as they are."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments in glyphs that every console font has."""
        del background
        return [
            segment
            if segment.text.isascii()
            else Segment(segment.text.translate(PLAIN_LETTERS), segment.style)
            for segment in segments
        ]


class BlankFilter(LineFilter):
    """Leaves nothing to read: every cell becomes an unstyled space (SEC-03)."""

    def __init__(self) -> None:
        super().__init__(enabled=False)

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """As many spaces as there were cells."""
        del background
        return [Segment(" " * segment.cell_length, Style()) for segment in segments]
