"""A person's pages: who he is and the risk on top of each, five tabs, and every form about him by a key."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any, ClassVar

from rich.cells import cell_len

from hubtui.domain.dates import age_on, show_short_day
from hubtui.screens import case_forms
from hubtui.screens.asking import HIDDEN, asked, database_of
from hubtui.screens.case_forms import CaseForm, open_form, subject_of
from hubtui.screens.case_read import CaseShown, read_case
from hubtui.screens.case_words import born_words
from hubtui.screens.frame import Action, Frame, position_words
from hubtui.screens.keys import Key, key
from hubtui.screens.split import SplitScreen
from hubtui.store import caseload
from hubtui.store.caseload import Wanted
from hubtui.store.workspace import Workspace

TABS = (
    ("Overview", "case_overview", "CaseOverview"),
    ("Plan", "case_plan", "CasePlan"),
    ("Sessions", "case_sessions", "CaseSessions"),
    ("Risk", "case_risk", "CaseRisk"),
    ("Timeline", "case_timeline", "CaseTimeline"),
)
NOT_TOLD = "! HMPPS NOT TOLD: T"
OVERVIEW, PLAN, SESSIONS, RISK, TIMELINE = range(5)


@dataclass(frozen=True)
class CameFrom:
    """The place one came from; of a list, what it shows, where this person stands in it (from 0), of how many."""

    wanted: Wanted
    at: int = 0
    total: int = 0
    place: str = "Caseload"


async def open_case(screen: Frame, ref: str, came_from: CameFrom | None = None, tab: int = OVERVIEW) -> None:
    """Open a person's page over the screen; where he may not be opened, the message line says why."""
    shown = await asked(screen, lambda workspace: read_case(workspace, ref))
    if shown is not None:
        await screen.app.push_screen(page_of(tab, shown, came_from or CameFrom(caseload.ALL)))


def page_of(tab: int, shown: CaseShown, came_from: CameFrom) -> "CaseFrame":
    """One of the five pages; its module is read when it is first shown."""
    _, module, name = TABS[tab]
    page: type[CaseFrame] = getattr(import_module(f"hubtui.screens.{module}"), name)
    return page(shown, came_from)


class CaseFrame(SplitScreen):
    """What the five pages share. A page says its `TAB`, its own keys, and in `show` what it shows."""

    TAB: ClassVar[int] = OVERVIEW
    OWN_KEYS: ClassVar[tuple[Key, ...]] = ()
    KEYS = (
        *(key("record"), key("new", "Offer", "offer a session"), key("concern"), key("edit", "Edit plan")),
        *(key("told", "Told", "say who was told of a concern"), key("add", "Add"), key("done")),
        *(replace(key("view", "Tab", "the five pages"), shown="1-5"), key("before")),
        *(replace(key("after", "Person", "next person"), shown="[ ]"), key("hide"), key("back")),
        *(key("open"), key("filter"), key("find"), key("kinds"), key("verify"), key("history")),
    )
    ORDER: ClassVar[tuple[str, ...]] = ("record", "new", "concern", "view", "after", "before", "hide", "back")

    def __init__(self, shown: CaseShown, came_from: CameFrom) -> None:
        super().__init__()
        self.shown_case = shown
        self.came_from = came_from

    # What a page says of itself

    async def show(self) -> None:
        """Fill the page with `shown_case`."""
        raise NotImplementedError

    def why_not(self, key_id: str) -> str:
        """Work may be recorded by whom the rights allow; everybody may raise a concern."""
        if key_id in ("record", "new", "edit"):
            return self.shown_case.why_not_record
        if key_id == "told" and not self.shown_case.view.outstanding:
            return "There is no concern about him that HMPPS has still to be told."
        if key_id in ("before", "after") and self._neighbour(-1 if key_id == "before" else 1) is None:
            return "There is nobody further in the list you came from."
        return ""

    # The frame

    def trail(self) -> tuple[str, str]:
        """From where one came."""
        return (self.came_from.place, "Case")

    def keys(self) -> Sequence[Key]:
        """The keys of this page: its own first, then those of all pages."""
        every = {each.id: each for each in self.KEYS}
        own = {each.id: each for each in self.OWN_KEYS}
        others = dict.fromkeys((*self.ORDER, "told"))
        return [*own.values(), *(every[name] for name in others if name not in own)]

    def position(self) -> str:
        """Which of how many in the list one came from."""
        where = position_words(self.came_from.at + 1, self.came_from.total)
        return f"{where}  [ previous ] next" if where else ""

    def head(self) -> tuple[str, str, str]:
        """Who he is; the headline of the risk; the tabs, and beside them what HMPPS has still to be told, until it
        is (RSK-01, RSK-07).
        """
        tabs = [f"{at} {words}" for at, (words, _, _) in enumerate(TABS, 1)]
        tabs[self.TAB] = f"[{tabs[self.TAB]}]"
        line = "  ".join(tabs)
        if self.host.names_hidden:
            return (HIDDEN, "", line)
        banner = NOT_TOLD if self.shown_case.view.outstanding else ""
        gap = max(self.app.size.width - 2 - cell_len(line) - cell_len(banner), 2)
        return (self.who(), f"RISK: {self.shown_case.view.row.risk}", line + " " * gap + banner)

    def who(self) -> str:
        """Name, numbers, age, place and release in one line."""
        view = self.shown_case.view
        person, row = view.person, view.row
        born = person.date_of_birth
        parts = [
            person.name,
            person.prison_number or "",
            f"CRN {person.crn}" if person.crn else "",
            born_words(born, age_on(born, self.shown_case.today)) if born else "born: not known",
            row.unit,
            f"release {show_short_day(row.release_on)} {row.release_on.year}" if row.release_on else "",
        ]
        return "  ".join(part for part in parts if part)

    async def start(self) -> None:
        """Fill the page before the first key."""
        await self.show()
        if self.shown_case.view.outstanding:
            self.say("! Saving or uploading tells nobody: ring or speak to HMPPS, then press T.")

    async def returned(self) -> None:
        """Read again: what was recorded above shows."""
        await self.reload()

    async def reload(self) -> None:
        """Read the case again and show it."""
        ref = self.ref
        shown = await asked(self, lambda workspace: read_case(workspace, ref))
        if shown is not None:
            self.shown_case = shown
        await self.show()
        self.refresh_lines()

    async def show_beside(self) -> None:
        """A page fills its second pane itself."""
        await self.show()

    # Going

    @property
    def ref(self) -> str:
        """The case's reference."""
        return self.shown_case.view.case.reference

    @property
    def subject(self) -> str:
        """How forms name him."""
        view = self.shown_case.view
        return subject_of(view.row.name, view.row.number, view.row.ref)

    async def action_view(self, number: int) -> None:
        """Another page of the same person."""
        if number <= len(TABS) and number - 1 != self.TAB:
            await self.app.switch_screen(page_of(number - 1, self.shown_case, self.came_from))

    def _neighbour(self, by: int) -> int | None:
        at = self.came_from.at + by
        return at if 0 <= at < self.came_from.total else None

    async def action_before(self) -> None:
        """The person before, on the same page."""
        await self._go_to_neighbour(-1)

    async def action_after(self) -> None:
        """The next person, on the same page."""
        await self._go_to_neighbour(1)

    async def _go_to_neighbour(self, by: int) -> None:
        at, wanted = self.came_from.at + by, self.came_from.wanted

        def read(workspace: Workspace) -> CaseShown | None:
            found = caseload.rows(workspace, wanted, offset=at, limit=1)
            return read_case(workspace, found[0].ref) if found else None

        shown = await asked(self, read)
        if shown is not None:
            await self.app.switch_screen(page_of(self.TAB, shown, replace(self.came_from, at=at)))

    async def action_undo(self) -> None:
        """Undo the last save; the page shows it."""
        await super().action_undo()
        await self.reload()

    async def action_hide(self) -> None:
        """Hide name, risk and notes where somebody else can see the screen; again: show them (RSK-01)."""
        self.host.names_hidden = not self.host.names_hidden
        await self.show()
        self.refresh_lines()

    # Forms

    def actions(self) -> list[Action]:
        """Every form about him that this role may use, with the reason where it cannot be used now."""
        role = database_of(self).workspace.worker.role
        by_key = {"session.record", "session.offer", "concern.raise", "plan.write"}
        return [
            Action(
                form.words, self._opener(form), why_not=self.shown_case.why_not_record if form.records else ""
            )
            for form in case_forms.ON_THE_BOX
            if case_forms.allowed(form, role) and form.act not in by_key
        ]

    def _opener(self, form: CaseForm) -> Callable[[], Any]:
        return lambda: self.form(form)

    async def form(self, form: CaseForm, **given: Any) -> None:
        """Open a form about him."""
        await open_form(self, form, self.subject, **{"case": self.ref, **given})

    async def action_record(self) -> None:
        """Record a session."""
        await self.form(case_forms.RECORD)

    async def action_new(self) -> None:
        """Offer a session."""
        await self.form(case_forms.OFFER)

    async def action_concern(self) -> None:
        """Raise a concern about him."""
        await self.form(case_forms.CONCERN)

    async def action_edit(self) -> None:
        """Edit his action plan."""
        await self.form(case_forms.PLAN)

    async def action_told(self) -> None:
        """Say who was told of the concern that waits."""
        await self.tell(self.shown_case.view.outstanding[0].id)

    async def tell(self, concern: str) -> None:
        """Say who was told of one concern."""
        await open_form(self, case_forms.TOLD, self.subject, concern=concern)
