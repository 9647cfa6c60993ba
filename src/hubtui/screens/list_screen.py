"""A screen that is a list: a windowed list, its filter line, and what Enter on a row opens."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.events import Key as KeyPress
from textual.message import Message
from textual.widgets import Input

from hubtui.screens.frame import Frame
from hubtui.widgets.line_field import LineInput
from hubtui.widgets.row_list import Column, Row, RowList, RowSource

FILTER_HINT = "Filter: (press / and type)"


class FilterLine(LineInput):
    """What the list is narrowed by. Enter keeps it, Esc clears it; it takes keys only after `/`."""

    can_focus = False

    class Left(Message):
        """Nothing more is to be typed."""

    async def _on_key(self, event: KeyPress) -> None:
        """Esc clears, Down goes into the list, as does Enter."""
        if event.key in ("escape", "down"):
            event.stop()
            event.prevent_default()
            if event.key == "escape":
                self.value = ""
            self.post_message(self.Left())
        else:
            await super()._on_key(event)


class ListScreen(Frame):
    """Rows of a source. A screen says its columns, its source for a filter, and what opening a row does."""

    COLUMNS: ClassVar[Sequence[Column]] = ()
    NONE: ClassVar[str] = "There is nothing here."
    FIRST = "RowList"

    async def source(self, find: str) -> RowSource:
        """The rows, narrowed by what stands in the filter line (empty: all)."""
        raise NotImplementedError

    async def open_row(self, row: Row) -> None:
        """What Enter on a row does."""
        del row

    async def row_changed(self, row: Row) -> None:
        """The cursor stands on another row now."""
        del row

    def body(self) -> ComposeResult:
        """The filter line, and the list below it."""
        yield FilterLine(placeholder=FILTER_HINT, id="filter")
        yield RowList(self.COLUMNS, none=self.NONE)

    @property
    def rows(self) -> RowList:
        """The list."""
        return self.query_one(RowList)

    async def start(self) -> None:
        """Show all rows before the first key."""
        await self.rows.show(await self.source(""))

    async def reload(self) -> None:
        """Read again, under the filter as it stands; the cursor stays with its row."""
        await self.rows.reload(await self.source(self.query_one(FilterLine).value))
        self.refresh_lines()

    async def returned(self) -> None:
        """Coming back from a row: what was done there shows."""
        await self.reload()

    async def action_filter(self) -> None:
        """Type into the filter line."""
        line = self.query_one(FilterLine)
        line.can_focus = True
        self.set_focus(line)

    @on(FilterLine.Left)
    def focus_list(self) -> None:
        """Back into the list."""
        self.set_focus(self.rows)
        self.query_one(FilterLine).can_focus = False

    async def action_mark(self) -> None:
        """Mark the row under the cursor."""
        await self.rows.action_mark()

    def action_open(self) -> None:
        """Open the row under the cursor."""
        self.rows.action_open()

    @on(Input.Changed, "#filter")
    async def _narrow(self, event: Input.Changed) -> None:
        event.stop()
        await self.rows.show(await self.source(event.value))

    @on(Input.Submitted, "#filter")
    def _keep_filter(self, event: Input.Submitted) -> None:
        event.stop()
        self.focus_list()

    @on(RowList.Opened)
    async def _opened(self, event: RowList.Opened) -> None:
        event.stop()
        if not isinstance(event, RowList.Moved):
            await self.open_row(event.row)

    @on(RowList.Moved)
    async def _moved(self, event: RowList.Moved) -> None:
        event.stop()
        self.refresh_lines()
        await self.row_changed(event.row)
