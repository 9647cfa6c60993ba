"""One of many: the answer on one line, the list of answers on F4, on Down, or by typing."""

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.events import Key
from textual.strip import Strip

from hubtui.widgets.cells import fit
from hubtui.widgets.control import Answer, Choice, Control, words_of
from hubtui.widgets.pick_list import PickList

WIDEST = 50


class ChoiceField(Control, can_focus=True):
    """A line that shows what is chosen."""

    def __init__(self, choices: Sequence[Choice], *, name: str | None = None, id: str | None = None) -> None:
        super().__init__(name=name, id=id)
        self.choices = tuple(choices)
        self._value: str | None = None

    def offer(self, choices: Sequence[Choice]) -> None:
        """Offer other choices."""
        self.choices = tuple(choices)
        self.refresh()

    @property
    def answer(self) -> Answer:
        """The value of the choice; None: nothing chosen."""
        return self._value

    @answer.setter
    def answer(self, answer: Answer) -> None:
        self._value = None if answer is None else str(answer)
        self.refresh()

    def width_in(self, width: int) -> int:
        """Not wider than most answers need."""
        return min(width, WIDEST)

    def render_line(self, y: int) -> Strip:
        """The words of the answer in brackets, and the key that opens the list."""
        del y
        width = self.size.width
        words = "" if self._value is None else words_of(self.choices, self._value)
        text = f"[{fit(words, max(width - 12, 4))}] F4 list"
        return Strip([Segment(fit(text, width), Style(reverse=self.has_focus))], width).apply_style(
            self.rich_style
        )

    def on_focus(self) -> None:
        """Show that keys act here."""
        self.refresh()

    def on_blur(self) -> None:
        """Show that they act elsewhere."""
        self.refresh()

    def on_key(self, event: Key) -> None:
        """Letters begin the search, Backspace empties the answer, Enter goes on."""
        if event.key in ("down", "space"):
            self.open_list()
        elif event.key == "enter":
            self.leave(1)
        elif event.key == "up":
            self.leave(-1)
        elif event.key in ("backspace", "delete"):
            self.answer = None
            self.changed()
        elif event.is_printable and event.character is not None and event.character.isalnum():
            self.open_list(event.character)
        else:
            return
        event.stop()
        event.prevent_default()

    def open_list(self, typed: str = "") -> None:
        """Show the choices, narrowed to what was typed."""
        self.app.push_screen(PickList(self.choices, typed=typed, value=self._value), self._picked)

    def _picked(self, choice: Choice | None) -> None:
        if choice is not None:
            self.answer = choice.value
            self.changed()
