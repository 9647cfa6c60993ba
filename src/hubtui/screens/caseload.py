"""The caseload: who is on it, what is due first, and the way to each person by one key (REF-14)."""

from dataclasses import replace
from functools import partial
from typing import Any

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.timer import Timer

from hubtui.screens import case_forms
from hubtui.screens.asking import HIDDEN, asked, database_of
from hubtui.screens.case_forms import CaseForm, open_form, subject_of
from hubtui.screens.case_words import FLAGS_EXPLAINED
from hubtui.screens.caseload_preview import preview
from hubtui.screens.caseload_rows import FILTERS, CaseloadRows, View, narrowed, views
from hubtui.screens.frame import Action
from hubtui.screens.keys import key
from hubtui.screens.list_screen import FilterLine, ListScreen
from hubtui.screens.split import Split, SplitScreen
from hubtui.store import caseload, due
from hubtui.store.caseload import CaseRow, Sort, Wanted
from hubtui.store.workspace import Workspace
from hubtui.widgets.pane import Pane
from hubtui.widgets.row_list import Column, Row, RowSource

REST_SECONDS = 0.15
"""The preview follows the cursor after so long a rest, so that holding Down stays cheap."""


NOBODY_FOUND = "Nobody here fits that. A keys in a new referral."


class Caseload(SplitScreen, ListScreen):
    """One line a person, what is due first on top; where a worker begins and comes back to."""

    TRAIL = ("Caseload",)
    KEYS = (
        *(key("open"), key("record"), key("new", "Offer", "offer a session"), key("filter"), key("places")),
        *(key("concern"), key("view", "View"), key("sort"), key("told"), key("add", "New referral")),
        *(key("mark"), key("hide"), key("find")),
    )
    COLUMNS = (
        *(Column("Name"), Column("Number", 8), Column("Stage", 9), Column("Needs", 7)),
        *(Column("Next or due"), Column("Flag", 4), Column("Sync", 6)),
    )
    NONE = "Nobody is in this view."

    def __init__(self) -> None:
        super().__init__()
        self.view = 0
        self.sort = Sort.DUE
        self._views: tuple[View, ...] = ()
        self._counts: dict[int, int] = {}
        self._untold: list[due.DueRow] = []
        self._results_due = 0
        self._source: CaseloadRows | None = None
        self._rest: Timer | None = None

    # What stands in the frame

    def position(self) -> str:
        """Whose list it is, and how many are on it."""
        total = self.rows.total if self.is_mounted else 0
        who = database_of(self).workspace.worker.name
        return f"{who}: {total:,} {'person' if total == 1 else 'people'}"

    def head(self) -> tuple[str, str]:
        """The views with their numbers; then what HMPPS has still to be told, and the sort."""
        listed = [f"{at} {self._view_words(at - 1)}" for at in range(1, len(self._views) + 1)]
        shown = [f"[{words}]" if at == self.view else words for at, words in enumerate(listed)]
        sort = f"Sort: {self.sort} (S)"
        banner = self._banner()
        gap = max(self.app.size.width - 2 - cell_len(banner) - cell_len(sort), 2)
        return ("View " + " ".join(shown), banner + " " * gap + sort)

    def _view_words(self, at: int) -> str:
        count = self._counts.get(at)
        return self._views[at].words + (f" {count:,}" if count is not None else "")

    def _banner(self) -> str:
        """What HMPPS has still to be told, until somebody was told: neither saving nor uploading clears it (RSK-07).

        Else the sessions that nobody should leave the desk with (SES-05).
        """
        if not self._untold:
            due_now = self._results_due
            sessions = "1 session has" if due_now == 1 else f"{due_now} sessions have"
            return f"! {sessions} no result yet: F2 records it" if due_now else ""
        number = len(self._untold)
        return f"! {number} concern{'' if number == 1 else 's'} NOT TOLD to HMPPS yet: T when told"

    def body(self) -> ComposeResult:
        """The filter, the list, and where there is room the person under the cursor."""
        filter_line, rows = super().body()
        yield filter_line
        yield Split(rows, Pane(name="the person", id="beside"))

    # Reading

    async def start(self) -> None:
        """Begin in the first view that has somebody in it."""
        workspace = database_of(self).workspace
        self._views = views(workspace.worker, workspace.unit, workspace.today())
        for at in range(3):
            self.view = at
            await super().start()
            if self.rows.total:
                break
        else:
            self.view = 0
        await self._read_head()

    async def source(self, find: str) -> RowSource:
        """The view, narrowed by the filter line."""
        wanted = replace(narrowed(self._views[self.view].wanted, find), sort=self.sort)
        self.rows.none = NOBODY_FOUND if find.strip() else self.NONE
        self._source = CaseloadRows(database_of(self), wanted, names_hidden=self.host.names_hidden)
        return self._source

    async def _read_head(self) -> None:
        """What has still to be told and recorded, at once; how many each view has, without anybody waiting for it."""
        found = await asked(
            self,
            lambda workspace: (
                due.rows(workspace, due.Wanted(rules=("RSK-06",))),
                due.count(workspace, due.RESULTS),
            ),
        )
        if found is not None:
            self._untold, self._results_due = found
        await self.host.wiring.recount()
        self.refresh_lines()
        self.run_worker(self._count_views(), group="counts", exclusive=True)

    async def _count_views(self) -> None:
        for at, view in enumerate(self._views):
            number = await asked(self, partial(_count, wanted=view.wanted))
            if number is not None:
                self._counts[at] = number
            self.refresh_lines()

    async def reload(self) -> None:
        """Read the list again, and what the head says of all views."""
        await super().reload()
        await self._read_head()
        await self.show_beside()

    @property
    def find(self) -> str:
        """What stands in the filter line."""
        return self.query_one(FilterLine).value

    @property
    def case(self) -> CaseRow | None:
        """The case under the cursor."""
        row = self.rows.row
        return self._source.cases.get(row.key) if row and self._source else None

    # The person under the cursor

    async def row_changed(self, row: Row) -> None:
        """Show the person once the cursor has come to rest."""
        del row
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(REST_SECONDS, self.show_beside)

    async def show_beside(self) -> None:
        """The person under the cursor, where there is room for him."""
        case = self.case
        if not self.wide or case is None:
            return
        if self.host.names_hidden:
            self.query_one("#beside", Pane).show([HIDDEN])
            return
        lines = await asked(self, lambda workspace: preview(workspace, case))
        self.query_one("#beside", Pane).show(lines or [])

    # Keys

    def why_not(self, key_id: str) -> str:
        """Most keys need a person; telling needs something to tell."""
        if key_id in ("open", "record", "new", "mark") and self.case is None:
            return "Nobody is on this list to do that for."
        if key_id == "told" and not self._untold:
            return "There is no concern that HMPPS has still to be told."
        return ""

    def actions(self) -> list[Action]:
        """What else the actions box offers: everything about the person under the cursor."""
        case, role = self.case, database_of(self).workspace.worker.role
        if case is None:
            return []
        return [
            Action(f"{form.words}: {case.name}", lambda form=form: self._open(form))  # type: ignore[misc]
            for form in case_forms.ON_THE_BOX
            if case_forms.allowed(form, role)
        ]

    async def action_view(self, number: int) -> None:
        """Change to a view."""
        if number <= len(self._views):
            self.view = number - 1
            await self.rows.show(await self.source(self.find))
            await self.show_beside()
            self.refresh_lines()

    async def action_sort(self) -> None:
        """The next order of the list."""
        orders = list(Sort)
        self.sort = orders[(orders.index(self.sort) + 1) % len(orders)]
        await self.rows.show(await self.source(self.find))
        self.say(f"Sorted by {self.sort}.")

    async def action_filter(self) -> None:
        """Type into the filter line; say what it understands."""
        await super().action_filter()
        self.say(f"Part of a name or number, or: {FILTERS}")

    async def action_hide(self) -> None:
        """Hide names and risk where somebody else can see the screen; again: show them (RSK-01)."""
        self.host.names_hidden = not self.host.names_hidden
        self.say("Names are hidden." if self.host.names_hidden else f"Flags: {FLAGS_EXPLAINED}.")
        await self.reload()

    async def action_undo(self) -> None:
        """Undo the last save; the list shows it."""
        await super().action_undo()
        await self.reload()

    async def open_row(self, row: Row) -> None:
        """His page."""
        from hubtui.screens.case import CameFrom, open_case

        assert self._source is not None, "a list that shows rows has read them"
        await open_case(self, row.key, CameFrom(self._source.wanted, self.rows.at, self.rows.total))

    async def action_record(self) -> None:
        """Record a session for the person under the cursor."""
        await self._open(case_forms.RECORD)

    async def action_new(self) -> None:
        """Offer him a session."""
        await self._open(case_forms.OFFER)

    async def action_concern(self) -> None:
        """Raise a concern about him, or with an empty list about anyone."""
        await self._open(case_forms.CONCERN)

    async def action_told(self) -> None:
        """Say who was told: of the person under the cursor, else of the concern that waits longest."""
        here = [each for each in self._untold if self.case and each.case == self.case.id]
        owed = (here or self._untold)[0]
        subject = subject_of(owed.name, "", owed.ref)
        await open_form(self, case_forms.TOLD, subject, concern=owed.record)

    async def action_add(self) -> None:
        """Key in a referral."""
        await open_form(self, case_forms.REFERRAL, "")

    async def _open(self, form: CaseForm) -> None:
        case = self.case
        if case is None:
            await open_form(self, form, "")
            return
        if form.records:
            reason = await asked(self, lambda workspace: case_forms.why_not_record(workspace, case.ref))
            if reason or reason is None:
                if reason:
                    self.say(reason)
                return
        given: dict[str, Any] = {"case": case.ref}
        await open_form(self, form, subject_of(case.name, case.number, case.ref), **given)


def _count(workspace: Workspace, wanted: Wanted) -> int:
    return caseload.count(workspace, wanted)
