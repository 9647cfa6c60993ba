"""The queue: what still has to go and in what order, what was held and why, what arrived, and the receipts for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from textual.app import ComposeResult

from hubtui.domain.dates import local_date, show_instant, show_short_day, show_time
from hubtui.domain.roles import Role
from hubtui.screens.asking import asked, database_of
from hubtui.screens.keys import key
from hubtui.screens.list_screen import FilterLine, ListScreen
from hubtui.screens.receipts import ReceiptLine, receipt_lines
from hubtui.screens.split import Split, SplitScreen
from hubtui.store import outbox, queue, sending
from hubtui.store.sending import FIRST, Part, SendingRow
from hubtui.store.workspace import Workspace
from hubtui.sync.running import seconds_until_due
from hubtui.sync.vault_queue import VaultQueue
from hubtui.widgets.pane import Pane
from hubtui.widgets.row_list import Column, ListSource, Row, RowSource

VIEWS = ("To upload", "Held", "Uploaded", "Receipts")
PARTS = (Part.WAITING, Part.HELD, Part.RECEIVED)
RECEIPTS = 3
MOST_RECEIPTS = 500
ORDER = "Concerns and risk go first. Then the oldest."
SAFE = "The records are safe on this terminal, encrypted."


@dataclass(frozen=True)
class Line:
    """How the terminal stands with its server. Instants are UTC."""

    counts: tuple[int, int, int, int] = (0, 0, 0, 0)
    bytes_waiting: int = 0
    server: str = ""
    enrolled: bool = False
    state: str = "active"
    last_success: str = ""
    next_try: datetime | None = None


class QueueRows:
    """The rows of one part, read as they are shown."""

    def __init__(self, screen: "SyncQueue", part: Part) -> None:
        self._screen = screen
        self._part = part
        self.read: dict[str, SendingRow] = {}

    async def count(self) -> int:
        """How many there are."""
        return await database_of(self._screen).ask(self._count)

    def _count(self, workspace: Workspace) -> int:
        with workspace.reading() as db:
            return sending.count(db, workspace.worker, self._part)

    async def rows(self, offset: int, limit: int) -> Sequence[Row]:
        """A screenful."""

        def read(workspace: Workspace) -> list[SendingRow]:
            with workspace.reading() as db:
                return sending.rows(db, workspace.worker, self._part, offset=offset, limit=limit)

        found = await database_of(self._screen).ask(read)
        self.read = {each.eid: each for each in found}
        return [row_of(each, hidden=self._screen.host.names_hidden) for each in found]


def row_of(each: SendingRow, *, hidden: bool) -> Row:
    """A row of the list: when, whose case, what kind, by whom, how often tried, how it stands."""
    whose = each.ref if hidden or not each.name else each.name
    when = f"{show_short_day(local_date(each.at))} {show_time(each.at)}"
    cells = (when, whose, each.kind, each.by, str(each.tries or ""), each.state)
    return Row(each.eid, cells, urgent=each.state in (FIRST, "HELD"))


class SyncQueue(SplitScreen, ListScreen):
    """One line a record, the first to go on top; below or beside it what is known of it."""

    TRAIL = ("Sync",)
    KEYS = (
        *(key("sync", "Try now", "hand in now"), key("stop", "Stop", "stop the upload after its bundle")),
        *(key("choices", "Carry by hand", "write a sealed transfer file, or take receipts in"),),
        *(key("view", "View"), key("places"), key("hide"), key("open", "Look", "read about it"), key("back")),
    )
    COLUMNS = (
        *(Column("Recorded", 12), Column("Whose", 18), Column("What"), Column("By", 10)),
        *(Column("Tries", 5, right=True), Column("State", 8)),
    )
    FIRST = "RowList"
    DEFAULT_CSS = "SyncQueue Split.-wide > #below { width: 40; }"
    NONE = "Everything recorded on this terminal is with the server."

    def __init__(self) -> None:
        super().__init__()
        self.view = 0
        self._line = Line()
        self._source: QueueRows | None = None
        self._receipts: dict[str, ReceiptLine] = {}
        self._round_seen = False

    # What stands in the frame

    def position(self) -> str:
        """Whose queue it is."""
        return "Queue and receipts"

    def head(self) -> tuple[str, str]:
        """The views with their numbers, and how the line stands."""
        listed = [f"{at + 1} {words} {self._line.counts[at]:,}" for at, words in enumerate(VIEWS)]
        shown = [f"[{words}]" if at == self.view else words for at, words in enumerate(listed)]
        return ("  ".join(shown), self._link())

    def refresh_head(self) -> None:
        """Follow a round; when one that began by itself has ended, read the list again."""
        super().refresh_head()
        uploads = self.host.wiring.uploads
        under_way = uploads is not None and uploads.progress is not None
        if self._round_seen and not under_way:
            self.call_later(self.reload)
        self._round_seen = under_way

    def _link(self) -> str:
        uploads = self.host.wiring.uploads
        if uploads is not None and (progress := uploads.progress) is not None:
            total = progress.sent + progress.waiting
            return f"Uploading: {progress.sent} of {total}. S stops after the bundle under way."
        if not self._line.enrolled:
            return "! No server knows this terminal yet: ask the sync operator for a code."
        if self._line.state != "active":
            return f"! The server says this device is {self._line.state}: ask the sync operator."
        if not self._line.server:
            return f"This terminal hands in by stick: F4. {SAFE}"
        return f"{self.host.wiring.status().link}. {self._next_try()}{SAFE}"

    def _next_try(self) -> str:
        if not self._line.counts[0]:
            return "Nothing waits. "
        at = self._line.next_try
        due = at is None or at <= self.host.wiring.now()
        return (
            "hubtui tries by itself within a minute. " if due or at is None else f"Next try {show_time(at)}. "
        )

    def body(self) -> ComposeResult:
        """The list, and what is known of one record."""
        filter_line, rows = super().body()
        filter_line.display = False
        yield filter_line
        yield Split(rows, Pane(name="about the record", id="below"))

    # Reading

    async def start(self) -> None:
        """Count, then show what waits."""
        await self._count()
        await super().start()
        self._show_about(self.rows.row)

    async def _count(self) -> None:
        self._line = await asked(self, read_line) or self._line
        await self.host.wiring.recount()

    async def source(self, find: str) -> RowSource:
        """The rows of the view."""
        del find
        if self.view == RECEIPTS:
            found = await asked(self, lambda workspace: receipt_lines(workspace, MOST_RECEIPTS)) or []
            self._receipts = {each.rid: each for each in found}
            return ListSource([each.row() for each in found])
        self._source = QueueRows(self, PARTS[self.view])
        return self._source

    async def reload(self) -> None:
        """Read and count again."""
        await self._count()
        await self.rows.reload(await self.source(self.query_one(FilterLine).value))
        self._show_about(self.rows.row)
        self.refresh_lines()

    async def row_changed(self, row: Row) -> None:
        """The text follows the cursor."""
        self._show_about(row)

    def _show_about(self, row: Row | None) -> None:
        self.query_one("#below", Pane).show(self._about(row) if row else [ORDER, SAFE])

    def _about(self, row: Row) -> list[str]:
        if self.view == RECEIPTS:
            return self._receipts[row.key].about() if row.key in self._receipts else []
        each = self._source.read.get(row.key) if self._source else None
        role = Role(database_of(self).workspace.worker.role)
        return about(each, role) if each else []

    async def open_row(self, row: Row) -> None:
        """Enter goes into the text, to read all of it."""
        del row
        self.set_focus(self.query_one("#below", Pane))

    async def action_back(self) -> None:
        """From the text to its row, from the list to where one came from."""
        if self.focused is self.query_one("#below", Pane):
            self.set_focus(self.rows)
        else:
            await super().action_back()

    # Keys

    def why_not(self, key_id: str) -> str:
        """Uploading and carrying need a server; stopping needs something under way."""
        uploads = self.host.wiring.uploads
        if key_id == "stop" and not (uploads is not None and uploads.busy):
            return "No upload is under way."
        if key_id == "choices" and not self._line.enrolled:
            return "No server knows this terminal yet: only its sealed files could be carried."
        return ""

    async def action_view(self, number: int) -> None:
        """Change to a view."""
        if number <= len(VIEWS):
            self.view = number - 1
            self.rows.none = self.NONE if number == 1 else f"{VIEWS[self.view]}: none."
            await self._count()
            await self.rows.show(await self.source(""))
            self._show_about(self.rows.row)
            self.refresh_lines()

    def action_sync(self) -> None:
        """Hand in now; the list and its keys stay usable meanwhile."""
        self.say("Trying now...")
        super().action_sync()

    async def uploaded(self) -> None:
        """The round has ended: what arrived leaves the list."""
        if self.is_mounted:
            await self.reload()

    def action_stop(self) -> None:
        """Stop after the bundle under way; the rest stays queued (SYN-02)."""
        uploads = self.host.wiring.uploads
        assert uploads is not None, "why_not has asked"
        uploads.stop()
        self.say("Stopping after the bundle under way. The rest stays queued.")

    async def action_choices(self) -> None:
        """Carry by hand."""
        from hubtui.screens.carry import Carry

        await self.app.push_screen(Carry(self._line.counts[0], self._line.bytes_waiting))

    async def action_hide(self) -> None:
        """Hide names where somebody else can see the screen; again: show them."""
        self.host.names_hidden = not self.host.names_hidden
        self.say("Names are hidden." if self.host.names_hidden else "Names show again.")
        await self.reload()


def read_line(workspace: Workspace) -> Line:
    """Everything the head of the screen says."""
    with workspace.reading() as db:
        counts = [sending.count(db, workspace.worker, part) for part in PARTS]
        server = outbox.pinned(db)
        waiting = sending.waiting_bytes(db)
        success = queue.last_success(db)
        number = len(outbox.receipts(db))
    wait = seconds_until_due(VaultQueue(workspace)) if server else 0
    return Line(
        counts=(counts[0], counts[1], counts[2], number),
        bytes_waiting=waiting,
        server=server.url if server else "",
        enrolled=server is not None,
        state=server.state if server else "",
        last_success=success or "",
        next_try=workspace.now() + timedelta(seconds=wait) if server else None,
    )


def about(each: SendingRow, role: Role) -> list[str]:
    """What is known of one record on its way; never what was written in it."""
    whose = "  ".join(part for part in (each.name, each.ref) if part) or "no case"
    lines = [
        f"! {each.kind}: {whose}",
        f"Recorded {show_instant(each.at)} by {each.by}. {_size(each.size)}, {each.place}.",
    ]
    if each.problem:
        lines.append(f"{each.state}: {each.problem}")
    if each.received_at is not None:
        lines.append(f"The server signed for it {show_instant(each.received_at)}.")
    elif each.tries:
        lines.append(f"Tried {each.tries} times; no receipt yet.")
    else:
        lines.append("Not tried yet.")
    if role == Role.SYNC_OPERATOR:
        lines.append("You see the kind of record, never its words: your role is sync operator.")
    return lines


def _size(size: int) -> str:
    return f"{max(size / 1024, 0.1):.1f} KB"
