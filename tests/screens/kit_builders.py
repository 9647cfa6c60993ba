"""A small app of lists and forms with invented rows, for the tests of the kit."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from pydantic import BaseModel

from hubtui.acts.registry import Saved
from hubtui.app import HubtuiApp
from hubtui.domain.text import Prose
from hubtui.domain.trouble import Problem, RuleBroken
from hubtui.screens.form import Form
from hubtui.screens.frame import Frame
from hubtui.screens.host import Display, Place, Wiring
from hubtui.screens.keys import Key, key
from hubtui.screens.layout import Ask, Layout, Page
from hubtui.screens.list_screen import ListScreen
from hubtui.screens.read_screen import ReadScreen
from hubtui.widgets.row_list import Column, ListSource, Row, RowSource

NOW = datetime(2026, 11, 20, 14, 32, tzinfo=UTC)
NAMES = ("ADEYEMI Tunde", "BRANNIGAN Sean", "EVANS Siân", "GREEN Paul")


def people(count: int) -> list[Row]:
    """That many invented rows."""
    return [Row(f"A{at:05}", (f"{NAMES[at % len(NAMES)]} {at}", f"A{at:05}", "here")) for at in range(count)]


class Case(ReadScreen):
    """A page to read."""

    TRAIL = ("Caseload", "Case")
    KEYS = (key("record"), key("back"))

    def lines(self) -> list[str]:
        """Enough to scroll."""
        return ["! To do now", *(f"line {at}" for at in range(60))]


class Caseload(ListScreen):
    """A list of people."""

    TRAIL = ("Caseload",)
    KEYS: ClassVar[tuple[Key, ...]] = (key("open"), key("record"), key("filter"), key("mark"), key("places"))
    COLUMNS = (Column("Name"), Column("Number", 8), Column("Sync", 6))
    NONE = "Nobody is on this list."

    def __init__(self, rows: list[Row] | None = None) -> None:
        super().__init__()
        self._people = people(30) if rows is None else rows
        self.results: list[object] = []

    async def source(self, find: str) -> RowSource:
        """Those whose name holds the text."""
        return ListSource([row for row in self._people if find.casefold() in row.cells[0].casefold()])

    async def open_row(self, row: Row) -> None:
        """The person's page."""
        await self.app.push_screen(Case())

    def why_not(self, key_id: str) -> str:
        """Recording needs a person."""
        return "Nobody is chosen." if key_id == "record" and self.rows.row is None else ""

    async def action_record(self) -> None:
        """A form about the person under the cursor."""
        await self.app.push_screen(Missed(self.rows.key_at_cursor), self.results.append)


class Why(StrEnum):
    """Why a person did not come."""

    ILL = "ill"
    WORK = "at-work"
    REGIME = "regime"


class Told(StrEnum):
    """More than seven, so that they come as a list."""

    A = "officer"
    B = "practitioner"
    C = "duty-officer"
    D = "manager"
    E = "police"
    F = "healthcare"
    G = "family"
    H = "council"


class Miss(BaseModel):
    """What the form's act is told."""

    case: str
    came: bool
    on: date
    why: Why | None = None
    signs: list[Why] = []
    minutes: int | None = None
    told: Told | None = None
    note: Prose = ""


class Missed(Form):
    """Two pages about a session."""

    TRAIL = ("Case", "Record a session")
    ACT = "test.miss"
    KEYS = Form.KEYS
    LAYOUT = Layout(
        (
            Page(
                "the session",
                (
                    Ask("on", "Date", default="2026-11-20"),
                    Ask("came", "Did he attend?"),
                    Ask("minutes", "Length in minutes", when=lambda answers: answers.get("came") is True),
                    Ask(
                        "why",
                        "Why not?",
                        optional=False,
                        missing="Say why he did not come",
                        when=lambda answers: answers.get("came") is False,
                    ),
                ),
            ),
            Page(
                "the rest",
                (Ask("signs", "Any signs?"), Ask("told", "Who was told?"), Ask("note", "What happened?")),
            ),
        )
    )

    def models(self) -> tuple[type[BaseModel], ...]:
        """The input of the act."""
        return (Miss,)

    def outcome(self, answers: Any) -> tuple[str, dict[str, Any]]:
        """One act, with the case."""
        return self.ACT, {"case": self.subject, **answers}


class Acts:
    """Records what is performed; refuses as it is told to."""

    def __init__(self) -> None:
        self.done: list[dict[str, Any]] = []
        self.rehearsed: list[dict[str, Any]] = []
        self.refusals: list[Problem] = []
        self.trouble: Exception | None = None
        self.warnings: tuple[str, ...] = ()

    async def perform(self, act: str, data: dict[str, Any], rehearse: bool) -> Saved:
        """Do it, or refuse it."""
        Miss.model_validate(data)
        if self.refusals:
            raise RuleBroken.all(self.refusals)
        if self.trouble is not None and not rehearse:
            raise self.trouble
        (self.rehearsed if rehearse else self.done).append(data)
        return Saved(data["case"], (), (), "Saved on this terminal.", self.warnings)


def kit_app(
    screen: Callable[[], Frame] = Caseload,
    *,
    acts: Acts | None = None,
    display: Display | None = None,
    **wiring: Any,
) -> HubtuiApp:
    """An app that begins with this screen, its clock standing still."""
    wired = Wiring(
        **{
            "now": lambda: NOW,
            "display": display or Display(ascii=True),
            "perform": (acts or Acts()).perform,
            "training": True,
            **wiring,
        }
    )
    return HubtuiApp(
        wired, [Place("caseload", "c", "Caseload", screen), Place("again", "r", "Register", Caseload)]
    )
