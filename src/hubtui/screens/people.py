"""The people of this terminal, for a supervisor: what each of them does, whether trained, here or absent (STF-02)."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult

from hubtui.acts.people import list_people
from hubtui.domain.trouble import Trouble
from hubtui.domain.worker import Presence, Worker
from hubtui.screens.asking import asked
from hubtui.screens.case_forms import TRAINING, open_form
from hubtui.screens.keys import key
from hubtui.screens.list_screen import FilterLine, ListScreen
from hubtui.screens.split import Split, SplitScreen
from hubtui.store.worker import Candidate, candidates
from hubtui.store.workspace import Workspace
from hubtui.widgets.pane import Pane
from hubtui.widgets.row_list import Column, ListSource, Row, RowSource

ACCOUNTS = "People are added, retired and given passphrases by: hubtui user"


@dataclass(frozen=True)
class Somebody:
    """One of them; `work` is what allocating goes by, for those who work on cases."""

    worker: Worker
    work: Candidate | None

    def row(self) -> Row:
        """His line."""
        here = "" if self.worker.presence is Presence.ACTIVE else str(self.worker.presence)
        cases = str(self.work.open_cases) if self.work else ""
        cells = (self.worker.name, self.worker.login, self.worker.role.words, cases, self.ready, here)
        return Row(self.worker.login, cells)

    @property
    def ready(self) -> str:
        """Whether he can be given a case, in a word."""
        if self.work is None:
            return ""
        return "NO" if self.work.not_ready else "yes"

    def about(self) -> list[str]:
        """What there is to know."""
        worker = self.worker
        lines = [f"! {worker.name}, {worker.role.words.lower()}, {worker.base or 'no base'}"]
        if self.work is not None:
            lines.append(f"{self.work.open_cases} open cases.")
            lines.append(self.work.not_ready or "Can be given cases: training is in date.")
        return [*lines, ACCOUNTS]


def read_people(workspace: Workspace) -> list[Somebody]:
    """All of them, by name."""
    with workspace.reading() as db:
        work = {each.login: each for each in candidates(db, on=workspace.today())}
    return [Somebody(worker, work.get(worker.login)) for worker in list_people(workspace)]


class People(SplitScreen, ListScreen):
    """One line for each; below or beside it what is known of him."""

    TRAIL = ("People",)
    KEYS = (
        *(key("add", "Training", "record training"), key("edit", "Absent or back", "say absent, or back")),
        *(key("filter"), key("places"), key("open", "Look", "read about him"), key("find"), key("back")),
    )
    COLUMNS = (
        *(Column("Name"), Column("Login", 12), Column("Role", 15), Column("Cases", 5, right=True)),
        *(Column("Ready", 5), Column("", 8)),
    )
    NONE = "Nobody here fits that."

    def __init__(self) -> None:
        super().__init__()
        self._people: dict[str, Somebody] = {}

    def position(self) -> str:
        """How many there are."""
        return f"{len(self._people)} people sign in here"

    def body(self) -> ComposeResult:
        """The list, and what is known of one of them."""
        filter_line, rows = super().body()
        yield filter_line
        yield Split(rows, Pane(name="about him", id="below"))

    async def start(self) -> None:
        """Read, then show."""
        await super().start()
        self._show_about(self.rows.row)

    async def source(self, find: str) -> RowSource:
        """Those whose line holds the text."""
        found: Sequence[Somebody] = await asked(self, read_people) or ()
        self._people = {each.worker.login: each for each in found}
        rows = [each.row() for each in found]
        return ListSource([row for row in rows if find.casefold() in " ".join(row.cells).casefold()])

    async def reload(self) -> None:
        """Read again."""
        await self.rows.reload(await self.source(self.query_one(FilterLine).value))
        self._show_about(self.rows.row)
        self.refresh_lines()

    async def row_changed(self, row: Row) -> None:
        """The text follows the cursor."""
        self._show_about(row)

    def _show_about(self, row: Row | None) -> None:
        somebody = self._people.get(row.key) if row else None
        self.query_one("#below", Pane).show(somebody.about() if somebody else ())

    async def open_row(self, row: Row) -> None:
        """Enter goes into the text."""
        del row
        self.set_focus(self.query_one("#below", Pane))

    async def action_back(self) -> None:
        """From the text to its row, from the list to where one came from."""
        if self.focused is self.query_one("#below", Pane):
            self.set_focus(self.rows)
        else:
            await super().action_back()

    def why_not(self, key_id: str) -> str:
        """Who has left stays away; a form needs somebody."""
        row = self.rows.row
        if key_id == "edit" and (row is None or self._presence(row) is Presence.RETIRED):
            return "He has left: there is nothing to say of his presence."
        return ""

    def _presence(self, row: Row) -> Presence:
        return self._people[row.key].worker.presence

    async def action_add(self) -> None:
        """Record training."""
        await open_form(self, TRAINING, "")

    async def action_edit(self) -> None:
        """Say that he is absent, or back."""
        login = self.rows.key_at_cursor
        here = self._people[login].worker.presence is Presence.ACTIVE
        to = Presence.ABSENT if here else Presence.ACTIVE
        try:
            saved = await self.host.wiring.perform(
                "worker.change", {"worker": login, "presence": to.value}, False
            )
        except Trouble as trouble:
            self.say(f"! {trouble}")
            return
        await self.reload()
        self.say(" ".join((f"{saved.message} Now {to.value}.", *saved.warnings)))
