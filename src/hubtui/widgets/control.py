"""What every answer field has in common, whatever it looks like."""

from collections.abc import Sequence
from typing import NamedTuple

from textual.message import Message
from textual.widget import Widget

Answer = str | int | bool | list[str] | None
"""An answer as JSON has it: dates and instants as ISO text, a choice as its value, ticks as a list of values."""


class Choice(NamedTuple):
    """One of the answers offered: what is kept, and its words."""

    value: str
    words: str


class Control(Widget):
    """A field that holds one answer. With fewer cells than `least_width` beside its words it stands below them."""

    least_width = 0

    class Answered(Message):
        """The answer is another now."""

        def __init__(self, field: "Control") -> None:
            super().__init__()
            self.field = field

        @property
        def control(self) -> "Control":
            """The field it happened in."""
            return self.field

    class Leaving(Answered):
        """A key that leads out of the field: `by` 1 to the next question, -1 to the one before."""

        def __init__(self, field: "Control", by: int) -> None:
            super().__init__(field)
            self.by = by

    @property
    def answer(self) -> Answer:
        """What is answered; None or empty: nothing yet. Text that cannot be read stays as it was typed."""
        raise NotImplementedError

    @answer.setter
    def answer(self, answer: Answer) -> None:
        raise NotImplementedError

    def complaint(self) -> str:
        """Why what stands here cannot be read; empty: it can, or nothing stands here."""
        return ""

    def lines_in(self, width: int) -> int:
        """How many lines it needs in a width of so many cells."""
        del width
        return 1

    def width_in(self, width: int) -> int:
        """How many of the cells offered it uses."""
        return width

    def entry(self) -> Widget:
        """The widget that takes focus when one comes to this field."""
        return self

    def changed(self) -> None:
        """Say that the answer is another now."""
        self.post_message(self.Answered(self))

    def leave(self, by: int) -> None:
        """Ask to go to a question beside this one."""
        self.post_message(self.Leaving(self, by))


def words_of(choices: Sequence[Choice], value: object) -> str:
    """The words of a value; the value itself where it is none of the choices (it was kept as given)."""
    return next((choice.words for choice in choices if choice.value == value), str(value))
