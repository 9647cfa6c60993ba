"""Finding people, notes and numbers on this terminal; that somebody searched is kept in the access log (REF-14)."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Key as KeyPress
from textual.message import Message
from textual.widgets import Input

from hubtui.acts.reading import look_for
from hubtui.domain.dates import local_date, show_short_day
from hubtui.screens import case_forms
from hubtui.screens.asking import HIDDEN, asked
from hubtui.screens.case import OVERVIEW, PLAN, RISK, SESSIONS, TIMELINE, CameFrom, open_case
from hubtui.screens.case_forms import open_form
from hubtui.screens.case_words import stage_word
from hubtui.screens.caseload_rows import FILTERS, narrowed
from hubtui.screens.keys import key
from hubtui.screens.list_screen import ListScreen
from hubtui.store import caseload
from hubtui.store.caseload import Wanted
from hubtui.store.search import Hit
from hubtui.store.workspace import Workspace
from hubtui.widgets.line_field import LineInput
from hubtui.widgets.lines import Words
from hubtui.widgets.pane import Pane
from hubtui.widgets.row_list import Column, ListSource, Row, RowSource

MOST = 200
TABS = {
    "session": SESSIONS,
    "noncontact": SESSIONS,
    "plan": PLAN,
    "outcome_progress": PLAN,
    "task": PLAN,
    "risk": RISK,
    "concern": RISK,
    "telling": RISK,
    "note": TIMELINE,
}
"""The page on which each kind of record stands."""
TRY = (
    "Try a name, a number or words of a note:  adeyemi  A1001AA  arrears council",
    "People by:",
    FILTERS,
)


@dataclass(frozen=True)
class Found:
    """One line of the results, and where Enter leads; without a reference it leads nowhere, and `words` says why."""

    ref: str
    row: Row
    tab: int = OVERVIEW
    words: str = ""


class SearchLine(LineInput):
    """The search box. Down goes into the results, Up brings the last search back."""

    class Into(Message):
        """To the results."""

    class Last(Message):
        """The search before."""

    async def _on_key(self, event: KeyPress) -> None:
        """Up and Down are no text."""
        if event.key in ("up", "down"):
            event.stop()
            event.prevent_default()
            self.post_message(self.Into() if event.key == "down" else self.Last())
        else:
            await super()._on_key(event)


class Search(ListScreen):
    """A box, and what was found below it."""

    DEFAULT_CSS = """
    Search #box_line { height: 1; width: 100%; }
    Search #label { width: 9; }
    """
    TRAIL = ("Search",)
    KEYS = (
        *(
            key("open"),
            key("next", "Results"),
            key("filter", "Search"),
            key("add", "New referral"),
            key("hide"),
        ),
        *(key("find"), key("back")),
    )
    FIRST = "SearchLine"
    COLUMNS = (Column("Person"), Column("Number", 8), Column("Kind", 11), Column("Date", 6), Column("Match"))
    NONE = "Type what to look for, then Enter."

    def __init__(self) -> None:
        super().__init__()
        self._found: dict[str, Found] = {}
        self._searches: list[str] = []

    def position(self) -> str:
        """What is not searched: anything elsewhere."""
        return "This terminal only"

    def body(self) -> ComposeResult:
        """The box, the results, what one may type."""
        with Horizontal(id="box_line"):
            yield Words("Search:", id="label")
            yield SearchLine(id="search")
        _, rows = super().body()
        yield rows
        hints = Pane(TRY, name="what to type")
        hints.can_focus = False
        hints.styles.height = len(TRY) + 1
        yield hints

    async def start(self) -> None:
        """Nothing is found before something is looked for."""
        self.say("Searches are kept in the access log with your name.")

    async def returned(self) -> None:
        """The results stay as they were."""

    async def source(self, find: str) -> RowSource:
        """What was found; nothing while names are hidden."""
        del find
        if self.host.names_hidden:
            self.rows.none = HIDDEN
            return ListSource(())
        return ListSource([each.row for each in self._found.values()])

    @on(Input.Submitted, "#search")
    async def search(self, event: Input.Submitted) -> None:
        """Look for it."""
        event.stop()
        typed = event.value.strip()
        if not typed:
            return
        self._searches.append(typed)
        found = await asked(self, lambda workspace: found_for(workspace, typed))
        if found is None:
            return
        self._found = {each.row.key: each for each in found}
        self.rows.none = "Nothing on this terminal holds that. F10 keys in a new referral."
        await self.rows.show(await self.source(""))
        self.say(f"{len(found)} found. Searches are kept in the access log with your name.")
        if found:
            self.set_focus(self.rows)

    @on(SearchLine.Into)
    def into_results(self) -> None:
        """Down goes to the results."""
        self.set_focus(self.rows)

    @on(SearchLine.Last)
    def last_search(self) -> None:
        """Up brings the last search back."""
        if self._searches:
            box = self.query_one(SearchLine)
            box.value = self._searches[-1]
            box.cursor_position = len(box.value)

    async def action_filter(self) -> None:
        """Back to the box."""
        self.set_focus(self.query_one(SearchLine))

    async def action_back(self) -> None:
        """From the results to the box."""
        if self.focused is self.rows:
            await self.action_filter()
        else:
            await super().action_back()

    async def action_hide(self) -> None:
        """Hide what was found; again: show it."""
        self.host.names_hidden = not self.host.names_hidden
        await self.rows.show(await self.source(""))

    async def action_add(self) -> None:
        """Whoever is not found may be new: key in a referral."""
        await open_form(self, case_forms.REFERRAL, "")

    async def open_row(self, row: Row) -> None:
        """The person, on the page where the match stands."""
        found = self._found[row.key]
        if not found.ref:
            self.say(found.words)
            return
        await open_case(self, found.ref, CameFrom(caseload.ALL, place="Search"), tab=found.tab)


def found_for(workspace: Workspace, typed: str) -> Sequence[Found]:
    """People first, by name, number or what stands after a colon; then the records that hold the words."""
    wanted = narrowed(Wanted(ended=True), typed)
    people = caseload.rows(workspace, wanted, limit=MOST)
    found = [
        Found(
            case.ref,
            Row(
                case.ref,
                (
                    case.name,
                    case.number,
                    stage_word(case.stage),
                    "",
                    f"{case.ref} {case.worker or 'not allocated'}",
                ),
            ),
        )
        for case in people
    ]
    listed = {case.id for case in people}
    by_words_alone = wanted == Wanted(ended=True, find=wanted.find)
    # Where nothing is typed but words with a colon, people are all that is asked for; yet the look is logged.
    hits = look_for(workspace, typed if by_words_alone else wanted.find, limit=MOST)
    if by_words_alone:
        found += [_of_hit(at, hit) for at, hit in enumerate(hits) if not _is_listed(hit, listed)]
    return found


def _is_listed(hit: Hit, listed: set[str]) -> bool:
    return hit.case in listed and hit.kind in ("person", "case")


def _of_hit(at: int, hit: Hit) -> Found:
    day = show_short_day(local_date(hit.at)) if hit.at else ""
    row = Row(f"{at} {hit.record}", (hit.name, "", hit.kind.replace("_", " "), day, hit.snippet))
    if not hit.readable:
        return Found("", row, words=f"Not yours to open: {hit.name}, {hit.ref}, {hit.snippet}.")
    return Found(hit.ref, row, TABS.get(hit.kind, OVERVIEW))
