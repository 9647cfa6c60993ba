"""Everything recorded on a case, the latest first: for handover, inspection and whoever asks what was done (REF-15)."""

import json
import re
from collections.abc import Sequence
from datetime import date, datetime

from hubtui.acts.reading import sees_restricted
from hubtui.domain.dates import (
    DATE_REFUSED,
    local_date,
    parse_date,
    read_instant,
    show_instant,
    show_short_day,
    show_time,
)
from hubtui.domain.entry import Json
from hubtui.domain.trouble import RuleBroken
from hubtui.screens.asking import HIDDEN, database_of
from hubtui.screens.case import TIMELINE
from hubtui.screens.case_list import CaseList
from hubtui.screens.case_read import CaseShown
from hubtui.screens.database import Database
from hubtui.screens.keys import key
from hubtui.store import timeline
from hubtui.store.timeline import Line
from hubtui.store.workspace import Workspace
from hubtui.widgets.lines import Words
from hubtui.widgets.row_list import Column, ListSource, Row, RowSource

KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("all", ()),
    ("sessions", ("session",)),
    ("work without him", ("noncontact", "task", "note")),
    ("plan", ("plan", "outcome", "assessment", "score")),
    ("risk and concerns", ("risk", "concern")),
    ("person and consent", ("person", "consent", "information", "cohort", "contact_chain")),
    ("referral and stages", ("referral", "case", "release", "custody")),
    ("corrections", timeline.CORRECTIONS),
)
"""What F goes through: a name, and the concepts or kinds of entry that it shows."""


INSTANT = re.compile(r"[0-9-]{10}T[0-9:.]{8,15}Z")


class TimelineRows:
    """A window on the timeline; remembers the lines it read, by entry."""

    def __init__(self, database: Database, shown: CaseShown, wanted: timeline.Wanted) -> None:
        self.lines: dict[str, Line] = {}
        self._database = database
        self._shown = shown
        self._wanted = wanted

    async def count(self) -> int:
        """How many entries there are."""
        return await self._database.ask(self._count)

    async def rows(self, offset: int, limit: int) -> Sequence[Row]:
        """A screenful of them."""
        lines = await self._database.ask(lambda workspace: self._read(workspace, offset, limit))
        self.lines |= {line.eid: line for line in lines}
        return [self._row(line) for line in lines]

    def _count(self, workspace: Workspace) -> int:
        with workspace.reading() as db:
            return timeline.count(db, self._shown.view.case.id, self._wanted)

    def _read(self, workspace: Workspace, offset: int, limit: int) -> list[Line]:
        case = self._shown.view.case
        with workspace.reading() as db:
            return timeline.rows(
                db,
                case.id,
                self._wanted,
                reader=workspace.worker.login,
                sees_restricted=sees_restricted(workspace, case),
                offset=offset,
                limit=limit,
            )

    def _row(self, line: Line) -> Row:
        day, clock = _when(line.at)
        title = f"{line.title} (corrected)" if line.corrections else line.title
        what = f"{title}: {line.summary}" if line.summary else title
        by = self._shown.name_of(line.by)
        return Row(line.eid, (day, clock, what, by, line.sync))


def _when(at: date | datetime) -> tuple[str, str]:
    if isinstance(at, datetime):
        return f"{show_short_day(local_date(at))} {local_date(at):%y}", show_time(at)
    return f"{show_short_day(at)} {at:%y}", ""


class CaseTimeline(CaseList):
    """The fifth page of a person."""

    TAB = TIMELINE
    OWN_KEYS = (
        *(
            key("open", "Read"),
            key("kinds", "Kinds"),
            key("filter", "Go to date", "go to a date: then type it"),
        ),
        key("record"),
    )
    ORDER = ("new", "concern", "view", "after", "before", "hide", "back", "find")
    COLUMNS = (*(Column("Date", 9), Column("Time", 5), Column("What"), Column("By", 12), Column("Sync", 6)),)
    NONE = "Nothing of this kind has been recorded."

    kinds = 0
    until: date | None = None
    _source: TimelineRows | None = None

    def above(self) -> str:
        """Which kinds show, and from which date back."""
        words, _ = KINDS[self.kinds]
        back = f" up to {show_short_day(self.until)} {self.until.year}" if self.until else ""
        return f"Show: {words}{back} (F to choose)      newest first"

    async def source(self, find: str) -> RowSource:
        """The window, from the date typed into the line back."""
        if self.host.names_hidden:
            self.rows.none = HIDDEN
            return ListSource(())
        self.rows.none = self.NONE
        self.until = self._date(find)
        self.query_one("#above", Words).words = self.above()
        wanted = timeline.Wanted(kinds=KINDS[self.kinds][1], last=self.until)
        self._source = TimelineRows(database_of(self), self.shown_case, wanted)
        return self._source

    def _date(self, typed: str) -> date | None:
        try:
            return parse_date(typed, today=self.shown_case.today) if typed.strip() else None
        except RuleBroken:
            self.say(DATE_REFUSED)
            return None

    def reading(self, row: Row) -> list[str]:
        """The entry in full: what it said, field by field, and what later put it right."""
        line = self._source.lines.get(row.key) if self._source else None
        if line is None:
            return []
        if line.withheld:
            return ["Withheld", "It is for the case team and the supervisor."]
        lines = [f"{line.title}, {_in_full(line.at)}, by {self.shown_case.name_of(line.by)}"]
        lines.append(f"Recorded {show_instant(line.recorded_at)}; {_received(line)}")
        if line.clock_suspect:
            lines.append("! The terminal's clock had jumped when this was saved.")
        if line.why:
            lines.append(f"Reason: {line.why}")
        lines += _fields(line)
        for correction in line.corrections:
            by = self.shown_case.name_of(correction.by)
            lines.append(
                f"! {correction.title} {show_instant(correction.recorded_at)} by {by}: {correction.why}"
            )
            lines += [f"  {each}" for each in _fields(correction)]
        return lines

    async def action_kinds(self) -> None:
        """The next kinds."""
        self.kinds = (self.kinds + 1) % len(KINDS)
        await self.show()


def _fields(line: Line) -> list[str]:
    said = ((name.replace("_", " "), value) for name, value in line.data.items())
    return [f"{name}: {_plainly(value)}" for name, value in said if value not in (None, "", [], {})]


def _in_full(at: date | datetime) -> str:
    return show_instant(at) if isinstance(at, datetime) else f"{show_short_day(at)} {at.year}"


def _received(line: Line) -> str:
    if line.received_at is not None:
        return f"the server had it {show_instant(line.received_at)}"
    return f"on this terminal, {line.sync}"


def _plainly(value: Json) -> str:
    if isinstance(value, str) and INSTANT.fullmatch(value):
        return show_instant(read_instant(value))
    if isinstance(value, list):
        return ", ".join(_plainly(each) for each in value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
