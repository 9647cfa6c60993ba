"""A list of any length: it reads the rows on the screen and their neighbours only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from hubtui.domain.trouble import NotFound
from hubtui.widgets.cells import fit

HEADER_LINES = 2
FOOTER_LINES = 1
MARKER_CELLS = 3
WINDOW_SCREENS = 3
"""How many screenfuls are read at once: the one shown, and one on either side."""


@dataclass(frozen=True)
class Column:
    """One column: its heading, its width in cells (0: what the others leave), the side its text leans to."""

    words: str
    width: int = 0
    right: bool = False


@dataclass(frozen=True)
class Row:
    """One row: what it stands for, and a text a column; `urgent` rows are bold and have a `!`."""

    key: str
    cells: tuple[str, ...]
    urgent: bool = False


class RowSource(Protocol):
    """Where rows come from, in their order. Both methods may wait for the database."""

    async def count(self) -> int:
        """How many rows there are."""

    async def rows(self, offset: int, limit: int) -> Sequence[Row]:
        """At most `limit` rows from `offset` on."""


class ListSource:
    """Rows that are in memory already."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows

    async def count(self) -> int:
        """How many there are."""
        return len(self._rows)

    async def rows(self, offset: int, limit: int) -> Sequence[Row]:
        """A slice of them."""
        return self._rows[offset : offset + limit]


class RowList(Widget, can_focus=True):
    """Rows under their headings, with a cursor that needs no colour and marks for group actions."""

    DEFAULT_CSS = "RowList { height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "leaf(-1)", show=False),
        Binding("pagedown", "leaf(1)", show=False),
        Binding("home", "first", show=False),
        Binding("end", "last", show=False),
        Binding("enter,l,right", "open", show=False),
        Binding("space", "mark", show=False),
    ]

    class Opened(Message):
        """Enter on a row."""

        def __init__(self, rows: "RowList", row: Row) -> None:
            super().__init__()
            self.rows = rows
            self.row = row

        @property
        def control(self) -> "RowList":
            """The list it happened in."""
            return self.rows

    class Moved(Opened):
        """The cursor now stands on another row."""

    def __init__(
        self,
        columns: Sequence[Column],
        source: RowSource | None = None,
        *,
        none: str = "There is nothing here.",
        name: str | None = None,
        id: str | None = None,
    ) -> None:
        super().__init__(name=name or "the list", id=id)
        self.columns = tuple(columns)
        self.none = none
        self.total = 0
        self.at = 0
        self.marked: set[str] = set()
        self._source: RowSource = source or ListSource(())
        self._top = 0
        self._first_read = 0
        self._read: Sequence[Row] = ()

    # What is in it

    @property
    def row(self) -> Row | None:
        """The row under the cursor; None where the list is empty."""
        return self._row_at(self.at)

    @property
    def key_at_cursor(self) -> str:
        """What the row under the cursor stands for.

        Raises NotFound where the list is empty.
        """
        if self.row is None:
            raise NotFound(self.none)
        return self.row.key

    def position(self) -> str:
        """`rows 1-8 of 27`, and how many are marked."""
        if not self.total:
            return ""
        last = min(self._top + self._page(), self.total)
        marks = f"   {len(self.marked)} marked" if self.marked else ""
        return f"rows {self._top + 1}-{last} of {self.total:,}{marks}"

    async def show(self, source: RowSource) -> None:
        """Show other rows, from the first."""
        self._source = source
        self.at = self._top = 0
        self.marked.clear()
        await self._reread()

    async def reload(self, source: RowSource | None = None) -> None:
        """Read again, from `source` where given; the cursor stays with its row if near, else at its place."""
        before = self.row
        self._source = source or self._source
        await self._reread()
        if before is not None:
            for offset, row in enumerate(self._read):
                if row.key == before.key:
                    await self.go_to(self._first_read + offset)

    async def go_to(self, at: int) -> None:
        """Put the cursor on row `at`, counted from 0, and read what comes into sight."""
        before, lines_before, read_before = self.row, (self._top, self.at), self._read
        self.at = min(max(at, 0), max(self.total - 1, 0))
        page = self._page()
        self._top = max(min(self._top, self.at), self.at - page + 1, 0)
        self._top = min(self._top, max(self.total - page, 0))
        await self._read_window()
        if self._read is read_before:
            self._redraw(*lines_before)
        else:
            self.refresh()
        if self.row is not None and self.row != before:
            self.post_message(self.Moved(self, self.row))

    def _redraw(self, top_before: int, at_before: int) -> None:
        """Only the two rows that differ, where nothing has scrolled."""
        if self._top != top_before:
            self.refresh()
            return
        for at in {self.at, at_before}:
            self.refresh(Region(0, HEADER_LINES + at - self._top, self.size.width, 1))

    async def _reread(self) -> None:
        self.total = await self._source.count()
        self._read = ()
        await self.go_to(self.at)
        self.refresh()

    async def _read_window(self) -> None:
        """Read what is to be seen and its neighbours; again where the list got another size meanwhile."""
        read_for = 0
        while (page := self._page()) != read_for and not self._holds(page):
            first = max(self._top - page, 0)
            rows = await self._source.rows(first, page * WINDOW_SCREENS)
            self._first_read, self._read, read_for = first, rows, page

    def _holds(self, page: int) -> bool:
        wanted = range(self._top, min(self._top + page, self.total))
        held = range(self._first_read, self._first_read + len(self._read))
        return not wanted or (wanted[0] in held and wanted[-1] in held)

    def _row_at(self, at: int) -> Row | None:
        offset = at - self._first_read
        return self._read[offset] if 0 <= offset < len(self._read) else None

    def _page(self) -> int:
        return max(self.size.height - HEADER_LINES - FOOTER_LINES, 1)

    # Keys

    async def on_mount(self) -> None:
        """Read the first screenful before anything can be pressed."""
        await self._reread()

    async def on_resize(self, event: Resize) -> None:
        """Read what the new size shows."""
        del event
        await self.go_to(self.at)

    async def action_move(self, by: int) -> None:
        """A row up or down."""
        await self.go_to(self.at + by)

    async def action_leaf(self, by: int) -> None:
        """A screenful up or down; the cursor keeps its line."""
        self._top = max(self._top + by * self._page(), 0)
        await self.go_to(self.at + by * self._page())

    async def action_first(self) -> None:
        """The first row."""
        await self.go_to(0)

    async def action_last(self) -> None:
        """The last row."""
        await self.go_to(self.total - 1)

    def action_open(self) -> None:
        """Open the row under the cursor."""
        if self.row is not None:
            self.post_message(self.Opened(self, self.row))

    async def action_mark(self) -> None:
        """Mark the row or take the mark away, and move on."""
        if self.row is not None:
            self.marked ^= {self.row.key}
            await self.go_to(self.at + 1)
            self.refresh()

    def on_focus(self) -> None:
        """The marker is drawn in another way where keys go."""
        self.refresh()

    def on_blur(self) -> None:
        """And so when they go elsewhere."""
        self.refresh()

    # Drawing

    def render_line(self, y: int) -> Strip:
        """Headings, a rule, the rows, and at the foot which of how many."""
        width = self.size.width
        text, style = self._line(y, width)
        return Strip([Segment(fit(text, width), style)], width).apply_style(self.rich_style)

    def _line(self, y: int, width: int) -> tuple[str, Style]:
        if y == 0:
            return self._drawn("   ", [column.words for column in self.columns], width), Style(bold=True)
        if y == 1:
            return "─" * width, Style()
        at = self._top + y - HEADER_LINES
        if y - HEADER_LINES >= self._page() or at >= self.total + 1:
            return (f"   {self.position()}" if at == self._foot() else ""), Style()
        if not self.total:
            return (f" > {self.none}", Style(reverse=self.has_focus)) if at == 0 else ("", Style())
        if at == self.total:
            return f"   {self.position()}", Style()
        return self._row_line(at, width)

    def _foot(self) -> int:
        return min(self._top + self._page(), self.total)

    def _row_line(self, at: int, width: int) -> tuple[str, Style]:
        row = self._row_at(at)
        if row is None:
            return "", Style()
        here = at == self.at
        marker = f" {'>' if here else ' '}{'*' if row.key in self.marked else ' '}"
        return self._drawn(marker, row.cells, width), Style(reverse=here and self.has_focus, bold=row.urgent)

    def _drawn(self, marker: str, cells: Sequence[str], width: int) -> str:
        widths = self._widths(width)
        drawn = [
            fit(cell, cell_width, right=column.right)
            for cell, cell_width, column in zip(cells, widths, self.columns, strict=False)
            if cell_width > 0
        ]
        return marker + " ".join(drawn)

    def _widths(self, width: int) -> list[int]:
        """Those without a width share what the others leave; the last ones go where there is no room."""
        left = width - MARKER_CELLS
        fixed = sum(column.width + 1 for column in self.columns if column.width)
        growing = sum(1 for column in self.columns if not column.width)
        share = max((left - fixed) // growing - 1, 8) if growing else 0
        widths: list[int] = []
        for column in self.columns:
            wish = column.width or share
            widths.append(max(min(wish, left), 0))
            left -= widths[-1] + 1
        return widths


def widest(rows: Sequence[Row], column: int) -> int:
    """The cells that the longest text of one column needs, for short lists that set their own widths."""
    return max((cell_len(row.cells[column]) for row in rows), default=0)
