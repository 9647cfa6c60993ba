"""The supervisor's board: what needs somebody first, then how each worker stands (SUP-01)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from textual.app import ComposeResult

from hubtui.domain.dates import local_date, show_short_day, show_time
from hubtui.domain.deadlines import State
from hubtui.screens.asking import asked
from hubtui.screens.keys import key
from hubtui.screens.list_screen import FilterLine, ListScreen
from hubtui.screens.split import Split, SplitScreen
from hubtui.store import board, caseload, drafts
from hubtui.store.board import Board as Found
from hubtui.store.board import SuspectRow, WorkerRow
from hubtui.store.caseload import CaseRow
from hubtui.store.due import DueRow
from hubtui.store.workspace import Workspace
from hubtui.widgets.pane import Pane
from hubtui.widgets.row_list import Column, ListSource, Row, RowSource

VIEWS = ("Now", "Staff")
NOW_COLUMNS = (Column("Needs you"), Column("Who", 19), Column("Worker", 10), Column("By", 12))
STAFF_COLUMNS = (
    *(Column("Worker"), Column("People", 6, right=True), Column("Owed", 5, right=True)),
    *(Column("Late", 5, right=True), Column("To tell", 7, right=True), Column("Drafts", 6, right=True)),
    *(Column("Unsent", 6, right=True), Column("Oldest unsent", 14)),
)
MOST = 50
QUIET_FOR = timedelta(days=3)
"""Unsent for so long, a worker's records are only on this terminal for too long."""


@dataclass(frozen=True)
class Seen:
    """All that the board shows, read at once."""

    found: Found
    drafts: dict[str, int] = field(default_factory=dict)
    cases: int = 0


def read_board(workspace: Workspace) -> Seen:
    """Read it; of drafts no more than how many each worker has."""
    found = board.board(workspace, limit=MOST)
    with workspace.reading() as db:
        counted = {login: number for login, (number, _) in drafts.counted(db).items()}
    return Seen(found, counted, caseload.count(workspace))


class Board(SplitScreen, ListScreen):
    """One line for each thing that somebody has to do something about; Enter opens the case."""

    TRAIL = ("Dashboard",)
    KEYS = (
        *(key("open"), key("view", "View"), key("filter"), key("told"), key("places"), key("hide")),
        *(key("find"), key("sync"), key("back")),
    )
    COLUMNS = NOW_COLUMNS
    FIRST = "RowList"
    NONE = "Nothing here needs you now."

    def __init__(self) -> None:
        super().__init__()
        self.view = 0
        self._seen: Seen | None = None

    # What stands in the frame

    def position(self) -> str:
        """How much is looked at."""
        if self._seen is None:
            return ""
        return f"{len(self._seen.found.workers)} workers, {self._seen.cases:,} people"

    def head(self) -> tuple[str, str]:
        """The views, and whoever has long handed nothing in."""
        listed = [f"{at} {words}" for at, words in enumerate(VIEWS, 1)]
        shown = [f"[{words}]" if at == self.view else words for at, words in enumerate(listed)]
        return ("  ".join(shown), self._quiet())

    def _quiet(self) -> str:
        now = self.host.wiring.now()
        for worker in self._workers():
            if worker.oldest_unsent is not None and now - worker.oldest_unsent > QUIET_FOR:
                days = (now - worker.oldest_unsent).days
                return f"! {worker.login}: {worker.unsent} records unsent for {days} days, here only."
        return counted_words(self._seen.found) if self._seen else ""

    def _workers(self) -> Sequence[WorkerRow]:
        return self._seen.found.workers if self._seen else ()

    def body(self) -> ComposeResult:
        """The filter once it is used, the list, and where there is room how the workers stand."""
        filter_line, rows = super().body()
        filter_line.display = False
        yield filter_line
        yield Split(rows, Pane(name="the workers", id="beside"))

    # Reading

    async def start(self) -> None:
        """Read everything, then show what needs somebody."""
        self._seen = await asked(self, read_board)
        await super().start()
        await self.show_beside()

    async def reload(self) -> None:
        """Read again."""
        self._seen = await asked(self, read_board) or self._seen
        await super().reload()
        await self.show_beside()

    async def source(self, find: str) -> RowSource:
        """The rows of the view that hold the text."""
        found = find.casefold()
        listed = self._now() if self.view == 0 else self._staff()
        return ListSource([row for row in listed if found in " ".join(row.cells).casefold()])

    def _now(self) -> list[Row]:
        return now_rows(self._seen.found, hidden=self.host.names_hidden) if self._seen else []

    def _staff(self) -> list[Row]:
        counted = self._seen.drafts if self._seen else {}
        return [staff_row(each, counted.get(each.login, 0)) for each in self._workers()]

    async def show_beside(self) -> None:
        """How the workers stand, beside the list."""
        counted = self._seen.drafts if self._seen else {}
        lines = ["! Staff", *(worker_line(each, counted.get(each.login, 0)) for each in self._workers())]
        self.query_one("#beside", Pane).show(lines)

    # Keys

    async def open_row(self, row: Row) -> None:
        """The case; of a worker, what needs somebody on his cases."""
        if self.view == 1:
            await self._show(0, row.key)
            return
        from hubtui.screens.case import CameFrom, open_case

        _, _, ref = row.key.partition(" ")
        await open_case(self, ref, CameFrom(caseload.ALL, place="Dashboard"))

    async def action_view(self, number: int) -> None:
        """What needs somebody, or the staff."""
        if number <= len(VIEWS):
            await self._show(number - 1, "")

    async def _show(self, view: int, find: str) -> None:
        self.view = view
        line = self.query_one(FilterLine)
        with self.prevent(FilterLine.Changed):
            line.value = find
        line.display = bool(find)
        self.rows.columns = NOW_COLUMNS if view == 0 else STAFF_COLUMNS
        await self.rows.show(await self.source(find))
        self.refresh_lines()

    async def action_filter(self) -> None:
        """Show the filter line, and type into it."""
        self.query_one(FilterLine).display = True
        await super().action_filter()

    def why_not(self, key_id: str) -> str:
        """Telling needs something to tell."""
        if key_id == "told" and not (self._seen and self._seen.found.untold):
            return "There is no concern that HMPPS has still to be told."
        return ""

    async def action_told(self) -> None:
        """Say who was told: of the case under the cursor, else of what waits longest."""
        from hubtui.screens import case_forms

        assert self._seen is not None, "why_not has asked"
        untold, row = self._seen.found.untold, self.rows.row
        here = [each for each in untold if row and self.view == 0 and row.key.endswith(f" {each.ref}")]
        owed = (here or untold)[0]
        subject = case_forms.subject_of(owed.name, "", owed.ref)
        await case_forms.open_form(self, case_forms.TOLD, subject, concern=owed.record)

    async def action_hide(self) -> None:
        """Hide names where somebody else can see the screen; again: show them."""
        self.host.names_hidden = not self.host.names_hidden
        self.say("Names are hidden." if self.host.names_hidden else "Names show again.")
        await self.reload()


def counted_words(found: Found) -> str:
    """How much of everything there is, in a line."""
    parts = (
        (len(found.untold), "to tell"),
        (len(found.unrecorded), "without result"),
        (len(found.unallocated), "unallocated"),
        (len(found.releases), "released soon"),
        (sum(each.unsent for each in found.workers), "unsent"),
    )
    return "   ".join(f"{number} {words}" for number, words in parts)


def now_rows(found: Found, *, hidden: bool) -> list[Row]:
    """What needs somebody, the tellings first; each row's key ends with the reference of its case."""
    allocated_later = {each.id for each in found.urgent}
    rows = [
        *(_due_row("told", "NOT TOLD to HMPPS", each, hidden) for each in found.untold),
        *(_due_row("read", "Concern to read", each, hidden) for each in found.unread),
        *(_due_row("result", each.what, each, hidden) for each in found.unrecorded),
        *(_case_row("urgent", "URGENT referral", each, hidden) for each in found.urgent),
        *(
            _case_row("allocate", "Nobody has this case", each, hidden)
            for each in found.unallocated
            if each.id not in allocated_later
        ),
        *(_release_row(each, hidden) for each in found.releases),
        *(_suspect_row(each) for each in found.clock_suspect),
    ]
    return [Row(f"{at}{row.key}", row.cells, row.urgent) for at, row in enumerate(rows)]


def _due_row(kind: str, words: str, each: DueRow, hidden: bool) -> Row:
    by = show_short_day(local_date(each.due_at)) if each.due_at else ""
    late = each.state in (State.OVERDUE, State.LATE)
    whose = each.ref if hidden else each.name
    return Row(f"{kind} {each.ref}", (words, whose, each.worker, f"{by} LATE" if late else by), urgent=late)


def _case_row(kind: str, words: str, each: CaseRow, hidden: bool) -> Row:
    by = show_short_day(local_date(each.nearest_at)) if each.nearest_at else ""
    late = each.state in (State.OVERDUE, State.LATE)
    cells = (words, each.ref if hidden else each.name, each.worker, f"{by} LATE" if late else by)
    return Row(f"{kind} {each.ref}", cells, urgent=late or each.urgent)


def _release_row(each: CaseRow, hidden: bool) -> Row:
    on = show_short_day(each.release_on) if each.release_on else ""
    whose = each.ref if hidden else each.name
    return Row(f"release {each.ref}", ("Release: handover is due", whose, each.worker, on))


def _suspect_row(each: SuspectRow) -> Row:
    when = f"{show_short_day(local_date(each.at))} {show_time(each.at)}"
    return Row(f"clock-{each.eid} {each.ref}", ("The clock had jumped back", each.ref, each.by, when))


def staff_row(each: WorkerRow, kept: int) -> Row:
    """A worker's line."""
    numbers = (each.cases, each.owed, each.overdue, each.untold, kept, each.unsent)
    oldest = show_short_day(local_date(each.oldest_unsent)) if each.oldest_unsent else ""
    return Row(each.login, (each.login, *(str(number) for number in numbers), oldest), urgent=each.untold > 0)


def worker_line(each: WorkerRow, kept: int) -> str:
    """A worker in a narrow pane."""
    late = f", {each.overdue} late" if each.overdue else ""
    unsent = f", {each.unsent} unsent" if each.unsent else ""
    drafted = f", {kept} drafts" if kept else ""
    return f"{each.login}: {each.cases} people, {each.owed} owed{late}{unsent}{drafted}"
