"""One question on a page: its words, its hint, what is wrong with it, and the field that answers it."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.events import Resize
from textual.strip import Strip
from textual.widget import Widget

from hubtui.screens.layout import RADIOS_UP_TO, Answers, Ask, Kind
from hubtui.widgets.cells import fit, wrapped
from hubtui.widgets.choice_field import ChoiceField
from hubtui.widgets.control import Answer, Control
from hubtui.widgets.date_field import DateField, MomentField, TimeField
from hubtui.widgets.line_field import LineField, NumberField
from hubtui.widgets.prose_field import ProseField
from hubtui.widgets.toggles import RadioRow, TickList, Toggles, YesNo

SIDE = 30
"""Where the field begins when its words stand left of it; longer words stand above."""
INDENT = 4


class Drawn(NamedTuple):
    """A text at its place in the question."""

    y: int
    x: int
    text: str
    style: Style


def field_for(ask: Ask, answers: Answers, today: Callable[[], date]) -> Control:
    """The field that answers this kind of question."""
    choices = ask.offered(answers)
    match ask.kind:
        case Kind.YES_NO:
            return YesNo(name=ask.words)
        case Kind.SOME_OF:
            return TickList(choices, name=ask.words)
        case Kind.ONE_OF if len(choices) <= RADIOS_UP_TO:
            return RadioRow(choices, name=ask.words)
        case Kind.ONE_OF:
            return ChoiceField(choices, name=ask.words)
        case Kind.DATE:
            return DateField(today, name=ask.words)
        case Kind.TIME:
            return TimeField(name=ask.words)
        case Kind.MOMENT:
            return MomentField(today, name=ask.words)
        case Kind.NUMBER:
            return NumberField(name=ask.words)
        case Kind.PROSE:
            return ProseField(lines=ask.lines, name=ask.words)
    return LineField(name=ask.words)


class Question(Widget):
    """A question with its field. The words are drawn by the question itself; a `>` marks the one with focus."""

    DEFAULT_CSS = "Question { height: auto; width: 1fr; layout: vertical; }"

    def __init__(self, ask: Ask, answers: Answers, today: Callable[[], date]) -> None:
        super().__init__()
        self.ask = ask
        self.field = field_for(ask, answers, today)
        self._first = answers.get(ask.name)
        self._error = self._warning = ""
        self._placed_for = 0
        self._drawn: list[Drawn] = []
        self._brackets: tuple[int, int, int] | None = None

    def compose(self) -> ComposeResult:
        """The field; its answer is put in before anyone can see it."""
        yield self.field

    def on_mount(self) -> None:
        """Fill in, and take the room that is needed."""
        if self._first is not None:
            self.field.answer = self._first
        self.place()

    def on_resize(self, event: Resize) -> None:
        """Place everything for the new width."""
        del event
        self.place()

    @property
    def answer(self) -> Answer:
        """What the field holds."""
        return self.field.answer

    def follow(self, answers: Answers) -> None:
        """Show, hide, offer and warn as the other answers say."""
        applies = self.ask.when(answers)
        if self.display != applies:
            self.display = applies
        if callable(self.ask.choices) and isinstance(self.field, ChoiceField | Toggles):
            self.field.offer(self.ask.offered(answers))
        warning = self.ask.warn(answers) if self.ask.warn else ""
        if warning != self._warning:
            self._warning = warning
            self.place()

    def wrong(self, message: str) -> None:
        """Show what is wrong beside the field, in the words of the summary; empty: nothing is."""
        if message != self._error:
            self._error = message
            self.place()

    # Placing and drawing

    def place_anew(self) -> None:
        """Place again, if it has another width by now than when it was placed."""
        if self.size.width and self.size.width != self._placed_for:
            self.place()

    def place(self) -> None:
        """Work out where words and field stand, and how many lines that takes."""
        self._placed_for = width = self.size.width or self.app.size.width
        words = self.ask.words + (" (optional)" if self._says_optional() else "")
        field_width = self.field.width_in(width - SIDE - 2)
        beside = width - SIDE - 2
        too_wide = self.field.lines_in(beside) > 1 or self.field.least_width > beside
        above = cell_len(words) > SIDE - 3 or too_wide
        lines = [(1, f"Error: {self._error}", Style(bold=True, reverse=True))] if self._error else []
        left = INDENT if above else SIDE
        if above:
            lines += [(1, line, Style()) for line in wrapped(words, width - 2)]
            field_width = self.field.width_in(width - INDENT - 2)
        self._drawn = [Drawn(y, x, text, style) for y, (x, text, style) in enumerate(lines)]
        top = len(lines)
        if not above:
            self._drawn.append(Drawn(top, 1, words, Style()))
        bottom = top + self.field.lines_in(field_width)
        below = [self.ask.hint] if self.ask.hint else []
        below += [f"! {self._warning}"] if self._warning else []
        for text in (line for words in below for line in wrapped(words, width - left - 1)):
            self._drawn.append(Drawn(bottom, left, text, Style(dim=not text.startswith("!"))))
            bottom += 1
        self._brackets = self._bracketed(top, left, field_width)
        self.field.styles.width = field_width
        self.field.styles.height = self.field.lines_in(field_width)
        self.field.styles.margin = (top, 0, 0, left)
        self.styles.height = bottom
        self.refresh()

    def _says_optional(self) -> bool:
        return bool(self.ask.optional) and self.ask.kind is not Kind.SOME_OF and self.ask.default is None

    def _bracketed(self, top: int, left: int, width: int) -> tuple[int, int, int] | None:
        boxed = isinstance(self.field, LineField | TimeField | ProseField)
        return (top, left, width) if boxed else None

    def render_line(self, y: int) -> Strip:
        """The words of this line; the field draws itself over them."""
        width = self.size.width
        cells = Strip.blank(width)
        here = [drawn for drawn in self._drawn if drawn.y == y]
        if self._brackets is not None:
            top, left, field_width = self._brackets
            if top <= y < top + self.field.lines_in(field_width):
                here += [Drawn(y, left - 1, "[", Style()), Drawn(y, left + field_width, "]", Style())]
        if y == 0 and self.has_focus_within:
            here.append(Drawn(0, 0, ">", Style(bold=True)))
        for drawn in here:
            cells = _over(cells, drawn, width)
        return cells.apply_style(self.rich_style)

    def on_descendant_focus(self) -> None:
        """Mark the question that keys go to."""
        self.refresh()

    def on_descendant_blur(self) -> None:
        """Take the mark away."""
        self.refresh()


def _over(cells: Strip, drawn: Drawn, width: int) -> Strip:
    length = min(cell_len(drawn.text), width - drawn.x)
    if length <= 0:
        return cells
    text = Strip([Segment(fit(drawn.text, length), drawn.style)], length)
    return Strip.join([cells.crop(0, drawn.x), text, cells.crop(drawn.x + length, width)])
