"""Today's and this week's sessions in time order, with place, risk and how each stands (SES-10)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hubtui.domain.dates import local_date, show_day, show_time
from hubtui.domain.roles import Role
from hubtui.screens import case_forms
from hubtui.screens.asking import asked
from hubtui.screens.case import SESSIONS, CameFrom, open_case
from hubtui.screens.case_forms import open_form, subject_of
from hubtui.screens.keys import key
from hubtui.screens.list_screen import ListScreen
from hubtui.store import caseload
from hubtui.store.session import Appointment, agenda
from hubtui.store.workspace import Workspace
from hubtui.widgets.row_list import Column, ListSource, Row, RowSource

FROM_HERE = CameFrom(caseload.ALL, place="Sessions")
WEEK = timedelta(days=6)


@dataclass(frozen=True)
class Span:
    """One view: what it is called and its first and last local date, worked out from today's."""

    words: str
    dates: Callable[[date], tuple[date, date]]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


SPANS = (
    Span("Today", lambda today: (today, today)),
    Span("This week", lambda today: (_monday(today), _monday(today) + WEEK)),
    Span(
        "Next week",
        lambda today: (_monday(today) + timedelta(days=7), _monday(today) + timedelta(days=7) + WEEK),
    ),
    Span("Last week", lambda today: (_monday(today) - timedelta(days=7), _monday(today) - timedelta(days=1))),
)


class Week(ListScreen):
    """The sessions of a day or a week; a worker sees his own, a supervisor everybody's."""

    TRAIL = ("Sessions",)
    KEYS = (
        *(key("open"), key("record", "Record this"), key("view", "View"), key("filter"), key("places")),
        *(key("hide"), key("find")),
    )
    COLUMNS = (
        *(Column("Day", 10), Column("Time", 5), Column("Name"), Column("Kind", 8)),
        *(Column("Place", 8), Column("Risk"), Column("Result", 9)),
    )
    NONE = "No session is booked in these days."

    def __init__(self) -> None:
        super().__init__()
        self.view = 0
        self._appointments: dict[str, Appointment] = {}

    def position(self) -> str:
        """How many sessions, and how many of them clash."""
        clashing = sum(bool(each.clash) for each in self._appointments.values())
        number = len(self._appointments)
        return f"{number} session{'' if number == 1 else 's'}" + (f", {clashing} clash" if clashing else "")

    def head(self) -> tuple[str]:
        """The views, and the dates of the one that shows."""
        listed = [f"{at} {span.words}" for at, span in enumerate(SPANS, 1)]
        listed[self.view] = f"[{listed[self.view]}]"
        first, last = SPANS[self.view].dates(self.host.local_now().date())
        dates = show_day(first) if first == last else f"{show_day(first)} to {show_day(last)}"
        return (f"View {' '.join(listed)}   {dates}",)

    async def source(self, find: str) -> RowSource:
        """The sessions of the view."""
        first, last = SPANS[self.view].dates(self.host.local_now().date())
        found = await asked(self, lambda workspace: appointments(workspace, first, last))
        self._appointments = {each.session.id: each for each in found or ()}
        rows = [self._row(each) for each in found or ()]
        return ListSource([row for row in rows if find.casefold() in " ".join(row.cells).casefold()])

    def _row(self, each: Appointment) -> Row:
        session = each.session
        day = local_date(session.planned_at)
        hidden = self.host.names_hidden
        result = "! CLASH" if each.clash else self._result(each)
        cells = (
            *(f"{day:%a} {day.day} {day:%b}", show_time(session.planned_at), "..." if hidden else each.name),
            *(
                session.type.value,
                session.place,
                "..." if hidden else each.risk.removeprefix("risk "),
                result,
            ),
        )
        return Row(session.id, cells, urgent=bool(each.clash) or result == "TO RECORD")

    def _result(self, each: Appointment) -> str:
        if each.session.result is not None:
            return each.result
        return "TO RECORD" if each.session.planned_at <= self.host.wiring.now() else "booked"

    async def row_changed(self, row: Row) -> None:
        """Say who is booked twice."""
        if clash := self._appointments[row.key].clash:
            self.say(f"! {clash}")

    def why_not(self, key_id: str) -> str:
        """A session is needed."""
        if key_id in ("open", "record") and self.rows.row is None:
            return "There is no session here."
        if key_id == "record" and self._here().session.result is not None:
            return "This session has its result: correct it on the person's Sessions page."
        return ""

    def _here(self) -> Appointment:
        return self._appointments[self.rows.key_at_cursor]

    async def action_view(self, number: int) -> None:
        """Other days."""
        if number <= len(SPANS):
            self.view = number - 1
            await self.rows.show(await self.source(""))
            self.refresh_lines()

    async def action_record(self) -> None:
        """Record the result of the session under the cursor."""
        here = self._here()
        reason = await asked(self, lambda workspace: case_forms.why_not_record(workspace, here.reference))
        if reason:
            self.say(reason)
        elif reason is not None:
            subject = subject_of(here.name, "", here.reference)
            await open_form(self, case_forms.RECORD, subject, case=here.reference, session=here.session.id)

    async def action_hide(self) -> None:
        """Hide names and risk where somebody else can see the screen; again: show them."""
        self.host.names_hidden = not self.host.names_hidden
        await self.reload()

    async def open_row(self, row: Row) -> None:
        """The person, on his Sessions page."""
        await open_case(self, self._appointments[row.key].reference, FROM_HERE, tab=SESSIONS)


def appointments(workspace: Workspace, first: date, last: date) -> Sequence[Appointment]:
    """The sessions that the one signed in sees: his own, or as a supervisor all (SES-10)."""
    login = None if workspace.worker.role == Role.SUPERVISOR else workspace.worker.login
    with workspace.reading() as db:
        return agenda(db, first, last, login=login)
