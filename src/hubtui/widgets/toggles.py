"""Choices drawn with signs that need no colour: `(o) ( )` for one of several, `[x] [ ]` for any of several."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.events import Key
from textual.strip import Strip

from hubtui.widgets.cells import fit
from hubtui.widgets.control import Answer, Choice, Control

NUMBERS = "123456789abcdefghijklmnopqrstuvwxyz"
"""The key of each choice: digits, then letters."""
GAP = 2


class Toggles(Control, can_focus=True):
    """Numbered choices in columns. Arrows move, Space or the number sets, Enter goes on."""

    def __init__(self, choices: Sequence[Choice], *, name: str | None = None, id: str | None = None) -> None:
        super().__init__(name=name, id=id)
        self.choices = tuple(choices)
        self.at = 0

    def offer(self, choices: Sequence[Choice]) -> None:
        """Offer other choices; what is answered stays answered where it is still offered."""
        if tuple(choices) != self.choices:
            self.choices = tuple(choices)
            self.at = min(self.at, max(len(self.choices) - 1, 0))
            self.refresh(layout=True)

    def is_set(self, choice: Choice) -> bool:
        """Whether this choice is (one of) the answer."""
        raise NotImplementedError

    def set(self, choice: Choice) -> None:
        """Make this choice (one of) the answer, or take it out."""
        raise NotImplementedError

    def sign(self, choice: Choice) -> str:
        """The sign in front of the choice."""
        raise NotImplementedError

    def number(self, at: int) -> str:
        """The key that sets the choice at `at`."""
        return NUMBERS[at] if at < len(NUMBERS) else " "

    # Layout: as many columns as fit, filled row by row

    def _cell(self) -> int:
        return max((cell_len(choice.words) for choice in self.choices), default=0) + 7 + GAP

    def _columns(self, width: int) -> int:
        return max(min(width // self._cell(), len(self.choices)), 1)

    def lines_in(self, width: int) -> int:
        """A line for each row of choices."""
        return -(-len(self.choices) // self._columns(width)) or 1

    def width_in(self, width: int) -> int:
        """All columns side by side."""
        return min(self._columns(width) * self._cell(), width)

    def render_line(self, y: int) -> Strip:
        """One row of choices; the one that keys act on has a `>` and is in reverse video."""
        width = self.size.width
        columns = self._columns(width)
        segments = [
            Segment(fit(self._drawn(at), min(self._cell(), width)), self._style(at))
            for at in range(y * columns, min((y + 1) * columns, len(self.choices)))
        ]
        return Strip(segments).adjust_cell_length(width).apply_style(self.rich_style)

    def _drawn(self, at: int) -> str:
        choice = self.choices[at]
        marker = ">" if self.has_focus and at == self.at else " "
        return f"{marker}{self.sign(choice)} {self.number(at)} {choice.words}"

    def _style(self, at: int) -> Style:
        return Style(reverse=self.has_focus and at == self.at)

    def on_focus(self) -> None:
        """Show which choice keys act on."""
        self.refresh()

    def on_blur(self) -> None:
        """Show that they act elsewhere."""
        self.refresh()

    # Keys

    def on_key(self, event: Key) -> None:
        """Take the keys that mean something here; all others go on to the screen."""
        if self._pressed(event):
            event.stop()
            event.prevent_default()

    def _pressed(self, event: Key) -> bool:
        steps = {
            "left": -1,
            "right": 1,
            "up": -self._columns(self.size.width),
            "down": self._columns(self.size.width),
        }
        if event.key in steps:
            return self._step(steps[event.key])
        if event.key == "enter":
            self.leave(1)
        elif event.key == "space" and self.choices:
            self._choose(self.at)
        elif (at := self.numbered(event.character or "")) is not None:
            self._choose(at)
        else:
            return False
        return True

    def numbered(self, character: str) -> int | None:
        """The place of the choice that this character sets."""
        at = NUMBERS.find(character.lower()) if len(character) == 1 else -1
        return at if 0 <= at < len(self.choices) else None

    def _step(self, by: int) -> bool:
        to = self.at + by
        if 0 <= to < len(self.choices):
            self.at = to
            self.refresh()
        else:
            self.leave(1 if by > 0 else -1)
        return True

    def _choose(self, at: int) -> None:
        self.at = at
        self.set(self.choices[at])
        self.refresh()
        self.changed()


class RadioRow(Toggles):
    """One of several."""

    _value: str | None = None

    @property
    def answer(self) -> Answer:
        """The value of the choice; None: nothing chosen."""
        return self._value

    @answer.setter
    def answer(self, answer: Answer) -> None:
        self._value = None if answer is None else str(answer)
        self.at = next((at for at, choice in enumerate(self.choices) if choice.value == self._value), 0)
        self.refresh()

    def is_set(self, choice: Choice) -> bool:
        """Whether it is the answer."""
        return choice.value == self._value

    def set(self, choice: Choice) -> None:
        """Make it the answer."""
        self._value = choice.value

    def sign(self, choice: Choice) -> str:
        """`(o)` or `( )`."""
        return "(o)" if self.is_set(choice) else "( )"


class YesNo(RadioRow):
    """Yes or no, by their letters too."""

    CHOICES = (Choice("yes", "Yes"), Choice("no", "No"))

    def __init__(self, *, name: str | None = None, id: str | None = None) -> None:
        super().__init__(self.CHOICES, name=name, id=id)

    @property
    def answer(self) -> Answer:
        """True, False, or None: not answered."""
        return None if self._value is None else self._value == "yes"

    @answer.setter
    def answer(self, answer: Answer) -> None:
        self._value = None if answer is None else ("yes" if answer is True else "no")
        self.at = 1 if answer is False else 0
        self.refresh()

    def numbered(self, character: str) -> int | None:
        """`y` and `n` as well as 1 and 2."""
        letters = {"y": 0, "n": 1}
        return letters.get(character.lower(), super().numbered(character))


class TickList(Toggles):
    """Any of several."""

    def __init__(self, choices: Sequence[Choice], *, name: str | None = None, id: str | None = None) -> None:
        super().__init__(choices, name=name, id=id)
        self._ticked: list[str] = []

    @property
    def answer(self) -> Answer:
        """The values ticked, in the order they are offered; values that are not offered are kept at the end."""
        order = {choice.value: at for at, choice in enumerate(self.choices)}
        return sorted(self._ticked, key=lambda value: order.get(value, len(order)))

    @answer.setter
    def answer(self, answer: Answer) -> None:
        self._ticked = [str(value) for value in answer] if isinstance(answer, list) else []
        self.refresh()

    def is_set(self, choice: Choice) -> bool:
        """Whether it is ticked."""
        return choice.value in self._ticked

    def set(self, choice: Choice) -> None:
        """Tick it, or take the tick away."""
        if self.is_set(choice):
            self._ticked.remove(choice.value)
        else:
            self._ticked.append(choice.value)

    def sign(self, choice: Choice) -> str:
        """`[x]` or `[ ]`."""
        return "[x]" if self.is_set(choice) else "[ ]"
