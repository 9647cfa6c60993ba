"""A person's page that is a list, with the row under the cursor to read below it, or beside it where there is room."""

from collections.abc import Sequence

from textual.app import ComposeResult

from hubtui.screens.asking import HIDDEN
from hubtui.screens.case import CaseFrame
from hubtui.screens.list_screen import FilterLine, ListScreen
from hubtui.screens.split import Split
from hubtui.widgets.lines import Words
from hubtui.widgets.pane import Pane
from hubtui.widgets.row_list import ListSource, Row, RowSource


class CaseList(CaseFrame, ListScreen):
    """A page says the line above the list, its rows, and what there is to read about one of them."""

    FIRST = "RowList"

    def above(self) -> str:
        """The line above the list."""
        return ""

    def listed(self) -> Sequence[Row]:
        """All rows."""
        return ()

    def reading(self, row: Row) -> Sequence[str]:
        """The text about one row."""
        del row
        return ()

    def body(self) -> ComposeResult:
        """The line above, the filter once it is used, the list and the text."""
        yield Words(id="above")
        filter_line, rows = super().body()
        filter_line.display = False
        yield filter_line
        yield Split(rows, Pane(name="the text", id="below"))

    async def source(self, find: str) -> RowSource:
        """The rows that hold the text; none while names and notes are hidden."""
        if self.host.names_hidden:
            self.rows.none = HIDDEN
            return ListSource(())
        self.rows.none = self.NONE
        found = find.casefold()
        return ListSource([row for row in self.listed() if found in " ".join(row.cells).casefold()])

    async def show(self) -> None:
        """Read the list anew, keeping the cursor with its row."""
        self.query_one("#above", Words).words = "" if self.host.names_hidden else self.above()
        await self.rows.reload(await self.source(self.query_one(FilterLine).value))
        self._show_reading(self.rows.row)

    async def row_changed(self, row: Row) -> None:
        """The text follows the cursor."""
        self._show_reading(row)

    def _show_reading(self, row: Row | None) -> None:
        self.query_one("#below", Pane).show(self.reading(row) if row else ())

    async def open_row(self, row: Row) -> None:
        """Enter goes into the text, to read all of it."""
        del row
        self.set_focus(self.query_one("#below", Pane))

    async def action_filter(self) -> None:
        """Show the filter line, and type into it."""
        self.query_one(FilterLine).display = True
        await super().action_filter()

    def focus_list(self) -> None:
        """Back into the list; an empty filter line goes."""
        super().focus_list()
        line = self.query_one(FilterLine)
        line.display = bool(line.value)

    async def action_back(self) -> None:
        """From the text to its row, from the list to where one came from."""
        if self.focused is self.query_one("#below", Pane):
            self.set_focus(self.rows)
        else:
            await super().action_back()
