"""The one-line pieces of the frame: title, head, message, keys and status. Each is drawn as one strip."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from hubtui.widgets.cells import fit
from hubtui.widgets.status import StatusFacts, fitted, parts

REVERSE = Style(reverse=True)
BOLD = Style(bold=True)
MIDDLE = 35
"""Where the position begins on 80 columns, unless the way here is longer."""
Piece = tuple[str, Style]


class Line(Widget):
    """One line of the screen, drawn from pieces of text and their styles."""

    DEFAULT_CSS = "Line { height: 1; width: 1fr; }"
    can_focus = False

    def pieces(self, width: int) -> Sequence[Piece]:
        """What stands on the line, left to right; each kind of line says its own."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        """The whole line; nothing else of the widget exists."""
        del y
        width = self.size.width
        segments = [Segment(text, style) for text, style in self.pieces(width)]
        return Strip(segments).adjust_cell_length(width).apply_style(self.rich_style)


class Rule(Line):
    """A ruled line between the parts of a screen."""

    def pieces(self, width: int) -> Sequence[Piece]:
        """Dashes from edge to edge."""
        return [("─" * width, Style())]


class Words(Line):
    """One line of plain words that may change."""

    def __init__(self, words: str = "", *, bold: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self._words = words
        self._style = BOLD if bold else Style()

    @property
    def words(self) -> str:
        """What the line says."""
        return self._words

    @words.setter
    def words(self, words: str) -> None:
        if words != self._words:
            self._words = words
            self.refresh()

    def pieces(self, width: int) -> Sequence[Piece]:
        """One cell of margin, then the words, cut where the line ends."""
        return [(" " + fit(self._words, width - 1), self._style)] if width > 1 else []


class TitleLine(Line):
    """Line 1: where one is, which of how many, and the clock."""

    def __init__(self) -> None:
        super().__init__()
        self.trail: tuple[str, ...] = ()
        self.position = self.clock = ""

    def show(self, trail: Sequence[str], position: str, clock: str) -> None:
        """Say where (the way from the program to here), which of how many, and the time."""
        if (tuple(trail), position, clock) != (self.trail, self.position, self.clock):
            self.trail, self.position, self.clock = tuple(trail), position, clock
            self.refresh()

    def pieces(self, width: int) -> Sequence[Piece]:
        """The clock keeps its place; where it is tight the way here loses its middle first."""
        room = max(width - cell_len(self.clock) - 3, 1)
        steps = list(self.trail)
        while len(steps) > 2 and cell_len(" > ".join(steps)) + cell_len(self.position) + 2 > room:
            del steps[1]
        trail = " > ".join(steps)
        middle = max(MIDDLE * width // 80, cell_len(trail) + 2)
        left = fit(trail, room)
        if self.position and middle < room:
            left = fit(trail, middle) + fit(self.position, room - middle)
        return [(" " + left + " ", BOLD), (self.clock + " ", Style())]


class MessageLine(Words):
    """What the program last said. It stays until it says something else."""


class KeyBar(Line):
    """The keys of this place that matter most, as many as the line holds."""

    def __init__(self) -> None:
        super().__init__()
        self._keys: tuple[tuple[str, str], ...] = ()

    def show(self, keys: Sequence[tuple[str, str]]) -> None:
        """Offer these keys and what they do, the most needed first; the last two always stay."""
        self._keys = tuple(keys)
        self.refresh()

    def pieces(self, width: int) -> Sequence[Piece]:
        """Keys in bold, their words plain."""
        drawn: list[Piece] = [(" ", Style())]
        for key, words in planned(self._keys, width):
            drawn += [(key, BOLD), (f" {words}  ", Style())]
        return drawn


def planned(keys: Sequence[tuple[str, str]], width: int) -> list[tuple[str, str]]:
    """The keys that fit `width` cells; the others are dropped from before the last two, never cut in half."""
    kept = list(keys)
    while len(kept) > 2 and sum(cell_len(key) + cell_len(words) + 3 for key, words in kept) - 1 > width:
        del kept[-3]
    return kept


class StatusBar(Line):
    """The last line: lock, who, link, queue, conflicts and drafts, in words."""

    def __init__(self) -> None:
        super().__init__()
        self._facts = StatusFacts()

    def show(self, facts: StatusFacts) -> None:
        """Say how this terminal stands."""
        if facts != self._facts:
            self._facts = facts
            self.refresh()

    def pieces(self, width: int) -> Sequence[Piece]:
        """The parts with bars between them; urgent ones in reverse video."""
        drawn: list[Piece] = []
        for piece in fitted(parts(self._facts), width):
            drawn += [(piece.before, Style()), (piece.words, REVERSE if piece.urgent else Style())]
        return drawn
