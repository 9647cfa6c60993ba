"""Dates and times in boxes, as people say them: `20`, `20 11`, `20 nov 26`, `1000`, `10am`, T for today."""

from collections.abc import Callable, Sequence
from datetime import date, time, timedelta

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Key
from textual.widget import Widget
from textual.widgets import Input, Static

from hubtui.domain.dates import (
    TIME_REFUSED,
    at_local,
    date_from_boxes,
    instant_text,
    local,
    parse_date,
    parse_time,
    read_instant,
)
from hubtui.domain.trouble import RuleBroken
from hubtui.widgets.control import Answer, Control
from hubtui.widgets.line_field import LineInput

DAY, MONTH, YEAR = "Day", "Month", "Year"
_WIDTHS = {DAY: 3, MONTH: 4, YEAR: 5}
SHORTCUTS = "T today  Y yesterday"
_FIRST_SHORTCUT = "T today"
_BOXES_WIDTH = 36


class Box(LineInput):
    """One box of a date; Up, Down and Enter ask its field to go on."""

    def __init__(self, name: str, width: int) -> None:
        super().__init__(limit=12, name=name, classes="box")
        self.styles.width = width

    async def _on_key(self, event: Key) -> None:
        """Leave what the field knows to the field."""
        field = next(node for node in self.ancestors if isinstance(node, Boxes))
        if field.pressed(self, event):
            event.stop()
            event.prevent_default()
        else:
            await super()._on_key(event)


class Boxes(Control):
    """A control made of boxes in a row."""

    DEFAULT_CSS = """
    Boxes { height: 1; layout: horizontal; }
    Boxes Static { width: auto; height: 1; }
    """

    def boxes(self) -> Sequence[Box]:
        """The boxes, left to right."""
        return list(self.query(Box))

    def box(self, name: str) -> Box:
        """The box of this name."""
        return next(box for box in self.boxes() if box.name == name)

    def entry(self) -> Widget:
        """The first box."""
        return self.boxes()[0]

    def pressed(self, box: Box, event: Key) -> bool:
        """Whether the key means something to the field rather than to the box."""
        steps = {"up": -1, "down": 1, "enter": 1}
        if event.key not in steps:
            return False
        self.leave(steps[event.key])
        del box
        return True

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say it as the field's own change."""
        event.stop()
        self.echo()
        self.changed()

    def echo(self) -> None:
        """Show beside the boxes how they are read."""


class DateField(Boxes):
    """A date. The weekday is shown as soon as it is known. `today` gives the local date."""

    def __init__(
        self,
        today: Callable[[], date],
        *,
        name: str | None = None,
        id: str | None = None,
        shortcuts: str = SHORTCUTS,
    ) -> None:
        super().__init__(name=name, id=id)
        self._today = today
        self._shortcuts = shortcuts
        self._given: tuple[str, str, str] = ("", "", "")

    def compose(self) -> ComposeResult:
        """Day, month and year, and how they are read."""
        for word, text in zip((DAY, MONTH, YEAR), self._given, strict=True):
            yield Static(f"{word} [", markup=False)
            box = Box(word, _WIDTHS[word])
            box.value = text
            yield box
            yield Static("] ", markup=False)
        yield Static(self._shortcuts, markup=False, classes="echo")

    @property
    def typed(self) -> tuple[str, str, str]:
        """What stands in the three boxes."""
        if not self.is_mounted:
            return self._given
        day, month, year = (self.box(word).value.strip() for word in (DAY, MONTH, YEAR))
        return day, month, year

    @property
    def answer(self) -> Answer:
        """The date as ISO text; None where all boxes are empty; as typed where it cannot be read."""
        if not any(self.typed):
            return None
        try:
            return self.read().isoformat()
        except RuleBroken:
            return "/".join(self.typed)

    @answer.setter
    def answer(self, answer: Answer) -> None:
        try:
            day = date.fromisoformat(str(answer))
            self._put(str(day.day), str(day.month), str(day.year))
        except ValueError:
            typed = "" if answer is None else str(answer)
            day_text, month_text, year_text = (*typed.split("/"), "", "", "")[:3]
            self._put(day_text, month_text, year_text)

    def read(self) -> date:
        """The date that stands here. Raises RuleBroken with the format."""
        day, month, year = self.typed
        if day and not month and not year:
            return parse_date(day, today=self._today())
        return date_from_boxes(day, month, year, today=self._today())

    def complaint(self) -> str:
        """Say the format where the boxes are no date."""
        if not any(self.typed):
            return ""
        try:
            self.read()
        except RuleBroken as broken:
            return broken.message
        return ""

    def pressed(self, box: Box, event: Key) -> bool:
        """T and Y in the day box, plus and minus in any."""
        letter = event.character or ""
        if letter in ("+", "-"):
            self._step(1 if letter == "+" else -1)
        elif box.name == DAY and letter.lower() in ("t", "y") and letter:
            self._put_date(self._today() - timedelta(days=letter.lower() == "y"))
        else:
            return super().pressed(box, event)
        return True

    def _step(self, days: int) -> None:
        try:
            self._put_date(self.read() + timedelta(days=days))
        except RuleBroken:
            self._put_date(self._today())

    def _put_date(self, day: date) -> None:
        self._put(str(day.day), str(day.month), str(day.year))

    def _put(self, day: str, month: str, year: str) -> None:
        self._given = (day, month, year)
        if self.is_mounted:
            for word, text in zip((DAY, MONTH, YEAR), self._given, strict=True):
                box = self.box(word)
                box.value = text
                box.cursor_position = len(text)

    def on_mount(self) -> None:
        """Say the weekday of what was filled in before."""
        self.echo()

    def echo(self) -> None:
        """The weekday, beside the keys."""
        weekday = "" if not any(self.typed) or self.complaint() else f"{self.read():%a}  "
        room = self.size.width - _BOXES_WIDTH - len(weekday)
        shortcuts = self._shortcuts if len(self._shortcuts) <= room else _FIRST_SHORTCUT
        self.query_one(".echo", Static).update(f"{weekday}{shortcuts if self._shortcuts else ''}")

    def on_resize(self) -> None:
        """Name as many keys as there is room for."""
        self.echo()


class TimeField(LineInput, Control):
    """A time of day, typed as people write it and shown as 10:00 once left."""

    def __init__(self, *, name: str | None = None, id: str | None = None) -> None:
        super().__init__(limit=8, name=name, id=id)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say it as a change of the answer."""
        event.stop()
        self.changed()

    def width_in(self, width: int) -> int:
        """Room for any way to write a time."""
        return min(width, 9)

    @property
    def answer(self) -> Answer:
        """`10:00`; None: nothing typed; as typed where it cannot be read."""
        typed = self.value.strip()
        if not typed:
            return None
        try:
            return f"{parse_time(typed):%H:%M}"
        except RuleBroken:
            return typed

    @answer.setter
    def answer(self, answer: Answer) -> None:
        self.value = "" if answer is None else str(answer)[:5]

    def complaint(self) -> str:
        """Say the format where it is no time."""
        return "" if self.answer is None or _is_time(str(self.answer)) else TIME_REFUSED

    def on_blur(self) -> None:
        """Show how it was read."""
        if self.answer is not None and not self.complaint():
            self.value = str(self.answer)

    async def _on_key(self, event: Key) -> None:
        """Up, Down and Enter go to the questions beside this one."""
        steps = {"up": -1, "down": 1, "enter": 1}
        if event.key in steps:
            event.stop()
            event.prevent_default()
            self.leave(steps[event.key])
        else:
            await super()._on_key(event)


class MomentField(Boxes):
    """A date and a time of day, kept as the instant in UTC that they name in Europe/London."""

    DEFAULT_CSS = """
    MomentField { layout: horizontal; height: 1; }
    MomentField DateField { width: 40; }
    MomentField .clock { width: 17; height: 1; }
    """
    least_width = 57

    def __init__(self, today: Callable[[], date], *, name: str | None = None, id: str | None = None) -> None:
        super().__init__(name=name, id=id)
        self._date = DateField(today, shortcuts="")
        self._clock = Box("Time", 8)

    def compose(self) -> ComposeResult:
        """The three boxes, and one for the time."""
        yield self._date
        with Horizontal(classes="clock"):
            yield Static("  Time [", markup=False)
            yield self._clock
            yield Static("]", markup=False)

    def entry(self) -> Widget:
        """The day."""
        return self._date.entry()

    @property
    def answer(self) -> Answer:
        """The instant as ISO text with `Z`; None: nothing typed; as typed where it cannot be read."""
        day, clock = self._date.answer, self._clock.value.strip()
        if day is None and not clock:
            return None
        if self.complaint():
            return f"{day or ''} {clock}".strip()
        return instant_text(at_local(self._date.read(), parse_time(clock)))

    @answer.setter
    def answer(self, answer: Answer) -> None:
        try:
            moment = local(read_instant(str(answer)))
            self._date.answer = moment.date().isoformat()
            self._clock.value = f"{moment:%H:%M}"
        except ValueError:
            day, _, clock = ("" if answer is None else str(answer)).partition(" ")
            self._date.answer = day or None
            self._clock.value = clock

    def complaint(self) -> str:
        """Say the format of whichever part cannot be read, and ask for the part that is missing."""
        day, clock = self._date.answer, self._clock.value.strip()
        if day is None and not clock:
            return ""
        if day is None:
            return "Enter the date too."
        return self._date.complaint() or ("" if _is_time(clock) else TIME_REFUSED)

    def on_control_answered(self, event: Control.Answered) -> None:
        """A change of the date is a change of the moment; leaving it leads to the time."""
        if event.field is not self:
            event.stop()
            self.changed()

    def on_control_leaving(self, event: Control.Leaving) -> None:
        """Enter in the date goes to the time."""
        if event.field is not self:
            event.stop()
            if event.by > 0:
                self._clock.focus()
            else:
                self.leave(-1)


def _is_time(typed: str) -> bool:
    try:
        return isinstance(parse_time(typed), time)
    except RuleBroken:
        return False
