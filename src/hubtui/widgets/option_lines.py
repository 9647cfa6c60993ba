"""A few lines to choose from, one of them chosen; its owner moves the choice."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from hubtui.widgets.cells import fit

SHOWN = 10


@dataclass(frozen=True)
class Option:
    """One line: its words, what stands at its right end, and whether it is only there to be seen."""

    words: str
    right: str = ""
    dim: bool = False


class OptionLines(Widget):
    """The options found. `none` is said where there are none."""

    DEFAULT_CSS = f"OptionLines {{ height: {SHOWN}; }}"
    can_focus = False

    def __init__(self, none: str = "Nothing here is called that.") -> None:
        super().__init__()
        self.options: Sequence[Option] = ()
        self.chosen = 0
        self._none = none

    def show(self, options: Sequence[Option], chosen: int = 0) -> None:
        """Offer these."""
        self.options, self.chosen = options, chosen
        self.refresh()

    def move(self, by: int) -> None:
        """Choose another; the ends hold."""
        self.chosen = min(max(self.chosen + by, 0), max(len(self.options) - 1, 0))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One option."""
        width = self.size.width
        at = max(self.chosen - self.size.height + 1, 0) + y
        if at >= len(self.options):
            return Strip([Segment(fit(f"   {self._none}" if not self.options and y == 0 else "", width))])
        option = self.options[at]
        marker = ">" if at == self.chosen else " "
        room = max(width - cell_len(option.right) - 5, width // 3)
        text = f" {marker} {fit(option.words, room)} {option.right}"
        return Strip([Segment(fit(text, width), Style(reverse=at == self.chosen, dim=option.dim))])
