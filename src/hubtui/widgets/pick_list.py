"""A list of allowed answers over the screen, found by typing (F4)."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from hubtui.domain.text import clean
from hubtui.widgets.control import Choice
from hubtui.widgets.line_field import LineInput
from hubtui.widgets.option_lines import SHOWN, Option, OptionLines


def narrowed(choices: Sequence[Choice], typed: str) -> list[Choice]:
    """The choices whose words hold every typed word, those that begin with them first."""
    words = clean(typed).casefold().split()
    hits = [choice for choice in choices if all(word in choice.words.casefold() for word in words)]
    return sorted(hits, key=lambda choice: not choice.words.casefold().startswith(typed.casefold().strip()))


class PickList(ModalScreen[Choice | None], inherit_bindings=False):
    """Type to find, Enter takes it. Ends with the choice, or with None where nothing was chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", show=False),
        Binding("f3,f4,f9", "dismiss", show=False, priority=True),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", f"move(-{SHOWN})", show=False),
        Binding("pagedown", f"move({SHOWN})", show=False),
    ]

    def __init__(self, choices: Sequence[Choice], *, typed: str = "", value: object = None) -> None:
        super().__init__()
        self._choices = choices
        self._typed = typed
        self._value = value
        self._found = list(choices)

    def compose(self) -> ComposeResult:
        """What is typed, and the choices it leaves."""
        with Vertical(id="box"):
            yield LineInput(self._typed, placeholder="Type to find. Enter takes it, Esc leaves it as it was.")
            yield OptionLines()

    def on_mount(self) -> None:
        """Begin at the present answer, or with what was typed."""
        typed = self.query_one(LineInput)
        typed.focus()
        typed.cursor_position = len(self._typed)
        self._show(self._typed)

    def on_input_changed(self, event: LineInput.Changed) -> None:
        """Narrow as it is typed."""
        event.stop()
        self._show(event.value)

    def on_input_submitted(self, event: LineInput.Submitted) -> None:
        """Take the choice."""
        event.stop()
        lines = self.query_one(OptionLines)
        if self._found:
            self.dismiss(self._found[lines.chosen])

    def action_move(self, by: int) -> None:
        """Choose another."""
        self.query_one(OptionLines).move(by)

    def _show(self, typed: str) -> None:
        self._found = narrowed(self._choices, typed) if typed else list(self._choices)
        at = next(
            (at for at, choice in enumerate(self._found) if choice.value == self._value and not typed), 0
        )
        self.query_one(OptionLines).show([Option(choice.words) for choice in self._found], at)
