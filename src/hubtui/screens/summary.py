"""The error summary: how many answers need fixing, and the way to each of them."""

from collections.abc import Sequence
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.events import Key
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from hubtui.domain.trouble import Problem
from hubtui.widgets.cells import fit

MOST_LINES = 6


class Located(NamedTuple):
    """A problem and the page its question stands on, counted from 0; None: no question is about it."""

    problem: Problem
    page: int | None


class ErrorSummary(Widget, can_focus=True):
    """Hidden while nothing is wrong. Up and Down choose, Enter or the number goes to the answer."""

    class Chosen(Message):
        """The worker wants to fix this one."""

        def __init__(self, located: Located) -> None:
            super().__init__()
            self.located = located

    def __init__(self) -> None:
        super().__init__(name="what needs fixing")
        self.located: Sequence[Located] = ()
        self.at = 0
        self.display = False

    def show(self, located: Sequence[Located]) -> None:
        """List these problems; none hides the summary."""
        self.located, self.at = tuple(located), 0
        self.display = bool(located)
        self.styles.height = min(len(located), MOST_LINES) + 2
        self.refresh()

    def heading(self) -> str:
        """How many answers need fixing."""
        count = len(self.located)
        what = "1 answer needs" if count == 1 else f"{count} answers need"
        return f"There is a problem: {what} fixing. Enter goes to the answer."

    def on_key(self, event: Key) -> None:
        """Choose one, or go to it."""
        steps = {"up": -1, "k": -1, "down": 1, "j": 1}
        if event.key in steps:
            self.at = min(max(self.at + steps[event.key], 0), len(self.located) - 1)
            self.refresh()
        elif event.key == "enter":
            self._choose(self.at)
        elif (event.character or "").isdigit() and 1 <= int(event.character or 0) <= len(self.located):
            self._choose(int(event.character or 0) - 1)
        else:
            return
        event.stop()
        event.prevent_default()

    def _choose(self, at: int) -> None:
        self.at = at
        self.post_message(self.Chosen(self.located[at]))

    def on_focus(self) -> None:
        """Show that keys act here."""
        self.refresh()

    def on_blur(self) -> None:
        """Show that they act elsewhere."""
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """The heading, the problems, a rule."""
        width = self.size.width
        if y == 0:
            return Strip([Segment(fit(" " + self.heading(), width), Style(bold=True))], width)
        if y == self.size.height - 1:
            return Strip([Segment("─" * width)], width)
        at = max(self.at - MOST_LINES + 1, 0) + y - 1
        if at >= len(self.located):
            return Strip.blank(width)
        problem, page = self.located[at]
        where = f"page {page + 1}" if page is not None else ""
        marker = ">" if at == self.at else " "
        text = fit(f" {marker} {at + 1} {problem.message}", width - 9) + where
        return Strip([Segment(fit(text, width), Style(reverse=at == self.at and self.has_focus))], width)
