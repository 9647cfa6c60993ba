"""The outcomes and activities of a plan, edited in panes: outcomes, their activities, one activity in detail."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import Key
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widgets import Static

from hubtui.domain.activities import Activity, Area, activities
from hubtui.domain.dates import show_day
from hubtui.domain.outcomes import Outcome
from hubtui.domain.plan import Who
from hubtui.screens.plan_lines import Line, read_line
from hubtui.widgets.cells import fit
from hubtui.widgets.control import Answer, Choice, Control
from hubtui.widgets.date_field import DateField
from hubtui.widgets.pick_list import PickList

HEIGHT = 14
LISTED = 9
"""The lines the list of activities has room for."""
AREAS = {
    "housing": Area.HOUSING,
    "ete": Area.ETE,
    "finance": Area.FINANCE,
    "community-link": Area.COMMUNITY_LINK,
}
"""The area whose activities stand first, by the need that an outcome serves."""


class PlanField(Control, can_focus=True):
    """Two lists side by side. Space ticks an outcome, A adds an activity, O says who does it, B by when."""

    def __init__(
        self,
        offered: Sequence[Outcome],
        plannable: Sequence[Activity],
        today: Callable[[], date],
        *,
        name: str | None = None,
    ) -> None:
        super().__init__(name=name)
        self.offered = offered
        self.plannable = plannable
        self.today = today
        self.lines: list[Line] = []
        self.at = 0
        self.activity_at = 0
        self.on_activities = False

    @property
    def answer(self) -> Answer:
        """A text for each outcome and each activity."""
        return [str(line) for line in self.lines]

    @answer.setter
    def answer(self, answer: Answer) -> None:
        self.lines = [read_line(str(each)) for each in answer] if isinstance(answer, list) else []
        self.refresh()

    def lines_in(self, width: int) -> int:
        """Always the same, so that nothing moves while one works."""
        del width
        return HEIGHT

    # What is chosen

    @property
    def outcome(self) -> Outcome:
        """The outcome that keys act on."""
        return self.offered[self.at]

    def under(self, outcome: str) -> list[Line]:
        """The activities of an outcome."""
        return [line for line in self.lines if line.outcome == outcome and line.activity]

    @property
    def chosen(self) -> Line | None:
        """The activity that keys act on."""
        under = self.under(self.outcome.id)
        return under[min(self.activity_at, len(under) - 1)] if under else None

    def is_ticked(self, outcome: str) -> bool:
        """Whether the outcome is part of the plan."""
        return any(line.outcome == outcome for line in self.lines)

    def switch(self) -> None:
        """To the other list."""
        self.on_activities = not self.on_activities
        self.refresh()

    # Keys

    def on_key(self, event: Key) -> None:
        """Take the keys that mean something here."""
        letter = (event.character or "").lower()
        letters = {"a": self.add, "o": self.change_who, "b": self.ask_by, "w": self.take_out, " ": self.tick}
        keys = {"left": self.switch, "right": self.switch, "delete": self.take_out}
        if event.key in ("up", "down"):
            self._move(-1 if event.key == "up" else 1)
        elif event.key == "enter":
            self.leave(1)
        elif run := letters.get(letter) or keys.get(event.key):
            run()
        else:
            return
        event.stop()
        event.prevent_default()

    def _move(self, by: int) -> None:
        length = len(self.under(self.outcome.id)) if self.on_activities else len(self.offered)
        at = (self.activity_at if self.on_activities else self.at) + by
        if not 0 <= at < length:
            return
        if self.on_activities:
            self.activity_at = at
        else:
            self.at, self.activity_at = at, 0
        self.refresh()

    def tick(self) -> None:
        """Make the outcome part of the plan; with no activity yet, take it out again."""
        outcome = self.outcome.id
        if not self.is_ticked(outcome):
            self._put([*self.lines, Line(outcome)])
        elif not self.under(outcome):
            self._put([line for line in self.lines if line.outcome != outcome])

    def add(self) -> None:
        """Choose an activity from the catalogue, found by typing; those of the outcome's area come first."""
        area = AREAS.get(self.outcome.need)
        have = {line.activity for line in self.under(self.outcome.id)}
        listed = sorted(self.plannable, key=lambda each: each.area is not area)
        choices = [Choice(each.id, f"{each.title} ({each.id})") for each in listed if each.id not in have]
        self.app.push_screen(PickList(choices), self._added)

    def _added(self, choice: Choice | None) -> None:
        if choice is None:
            return
        outcome = self.outcome.id
        ticked = [] if self.is_ticked(outcome) else [Line(outcome)]
        self._put([*self.lines, *ticked, Line(outcome, choice.value)])
        self.activity_at = len(self.under(outcome)) - 1
        self.refresh()

    def take_out(self) -> None:
        """Take the activity out of the plan."""
        if self.chosen is not None:
            self._put([line for line in self.lines if line is not self.chosen])
            self.activity_at = max(self.activity_at - 1, 0)

    def change_who(self) -> None:
        """The worker, the person, or both."""
        if self.chosen is not None:
            order = [who.value for who in Who]
            self._change(who=order[(order.index(self.chosen.who) + 1) % len(order)])

    def ask_by(self) -> None:
        """Ask by when it is to be done."""
        if self.chosen is not None:
            self.app.push_screen(ByWhen(self.chosen.by_on, self.today), self._by)

    def _by(self, by_on: str | None) -> None:
        if by_on is not None:
            self._change(by_on=by_on)

    def _change(self, **changes: str) -> None:
        chosen = self.chosen
        self._put([replace(line, **changes) if line is chosen else line for line in self.lines])

    def _put(self, lines: list[Line]) -> None:
        order = [each.id for each in self.offered]
        self.lines = sorted(lines, key=lambda line: (order.index(line.outcome), bool(line.activity)))
        self.refresh()
        self.changed()

    # Drawing

    def on_focus(self) -> None:
        """Show that keys act here."""
        self.refresh()

    def on_blur(self) -> None:
        """Show that they act elsewhere."""
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of both lists."""
        width = self.size.width
        left = min(width * 5 // 11, 60)
        right = width - left - 2
        on_left = self.has_focus and not self.on_activities and y - 1 == self.at
        segments = [
            Segment(fit(self._left(y, left), left), Style(reverse=on_left)),
            Segment("| "),
            Segment(fit(self._right(y), right), Style(reverse=self._is_at(y))),
        ]
        return Strip(segments).adjust_cell_length(width).apply_style(self.rich_style)

    def _left(self, y: int, width: int) -> str:
        if y == 0:
            return "Outcomes   Space ticks"
        if not 1 <= y <= len(self.offered):
            return ""
        each = self.offered[y - 1]
        marker = ">" if y - 1 == self.at else " "
        tick = "x" if self.is_ticked(each.id) else " "
        count = str(len(self.under(each.id)) or "")
        return f"{fit(f'{marker} [{tick}] {each.id} {each.title}', width - 4)} {count}"

    def _window(self) -> tuple[int, list[Line]]:
        under = self.under(self.outcome.id)
        first = max(self.activity_at - LISTED + 1, 0)
        return first, under[first : first + LISTED]

    def _is_at(self, y: int) -> bool:
        first, shown = self._window()
        return (
            self.has_focus
            and self.on_activities
            and 0 <= y - 1 < len(shown)
            and first + y - 1 == self.activity_at
        )

    def _right(self, y: int) -> str:
        first, shown = self._window()
        if y == 0:
            return f"Activities for {self.outcome.id}   A adds"
        if y - 1 < len(shown):
            marker = ">" if first + y - 1 == self.activity_at else " "
            return f"{marker} {activities()[shown[y - 1].activity].title}"
        if y == 1:
            return "  none yet: A adds from the catalogue"
        return self._detail(y - (HEIGHT - 3)) if y >= HEIGHT - 3 else ""

    def _detail(self, y: int) -> str:
        chosen = self.chosen
        if chosen is None:
            return ""
        by = show_day(date.fromisoformat(chosen.by_on)) if chosen.by_on else "no date"
        return (activities()[chosen.activity].title, f"O who: {chosen.who}   B by: {by}", "W takes it out")[y]


class ByWhen(ModalScreen[str | None], inherit_bindings=False):
    """Asks for a date; ends with it as ISO text, empty for none, or with None where it is left as it was."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f3,f9", "dismiss", show=False, priority=True),
        Binding("enter,f8", "take", show=False, priority=True),
        Binding("tab", "app.focus_next", show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", show=False, priority=True),
    ]

    def __init__(self, by_on: str, today: Callable[[], date]) -> None:
        super().__init__()
        self._field = DateField(today, name="by when")
        self._by_on = by_on

    def compose(self) -> ComposeResult:
        """The date."""
        with Vertical(id="box"):
            yield Static("By when? Enter takes it, Esc leaves it as it was.", markup=False, id="say")
            yield self._field

    def on_mount(self) -> None:
        """Begin in the day."""
        self._field.answer = self._by_on or None
        self._field.entry().focus()

    def action_take(self) -> None:
        """Take the date; say the format where it is none."""
        if complaint := self._field.complaint():
            self.query_one("#say", Static).update(f"! {complaint}")
        else:
            self.dismiss(str(self._field.answer or ""))
