"""The caseload as a list reads it: the views, what a typed filter asks for, and rows a screenful at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from hubtui.domain.case import Need
from hubtui.domain.roles import Role
from hubtui.domain.stage import CLOSED, Stage
from hubtui.screens.case_forms import subject_of
from hubtui.screens.case_words import (
    flag_letters,
    is_pressing,
    need_letters,
    next_words,
    stage_word,
    sync_word,
)
from hubtui.screens.database import Database
from hubtui.store import caseload, drafts
from hubtui.store.caseload import CaseRow, Wanted
from hubtui.store.workspace import SignedIn, Workspace
from hubtui.widgets.row_list import Row

SOON_RELEASED = timedelta(days=30)


@dataclass(frozen=True)
class View:
    """One of the numbered views of the caseload."""

    words: str
    wanted: Wanted


def views(worker: SignedIn, unit: str, today: date) -> tuple[View, ...]:
    """The views, in the order of their numbers. A worker's own are all that he holds or covers."""
    mine = Wanted(worker=worker.login) if worker.role == Role.SUPERVISOR else Wanted()
    return (
        View("Due today", Wanted(due_today=True)),
        View("Mine", mine),
        View(unit, Wanted(unit=unit)),
        View("Release<30d", Wanted(release_by=today + SOON_RELEASED)),
        View("Ended", Wanted(ended=True, stages=tuple(stage.value for stage in Stage if stage in CLOSED))),
    )


FILTERS = "hou: ete: fbd: cl: urgent: overdue: free: told:no unit:CODE stage:WORD"
"""What may stand in the filter line besides parts of names and numbers."""


def narrowed(wanted: Wanted, typed: str) -> Wanted:
    """The view narrowed by what was typed: parts of names or numbers, and the words of `FILTERS`."""
    plain = []
    for word in typed.split():
        found = _asked_by(word)
        if found is None:
            plain.append(word)
        else:
            wanted = replace(wanted, **found)
    return replace(wanted, find=" ".join(plain))


def _asked_by(word: str) -> dict[str, Any] | None:
    """What one word with a colon in it asks for; None for a word to look up as it is."""
    name, colon, value = word.casefold().partition(":")
    if not colon:
        return None
    needs = {need.short.casefold(): need.value for need in Need}
    if name in needs:
        return {"need": needs[name]}
    switches = {"urgent": "urgent", "overdue": "overdue", "free": "unallocated"}
    if name in switches:
        return {switches[name]: True}
    if word.casefold() == "told:no":
        return {"untold": True}
    if name == "unit" and value:
        return {"unit": value if value.startswith("hub-") else value.upper()}
    if name == "stage" and value:
        return {"stages": tuple(stage.value for stage in Stage if value in stage.value) or (value,)}
    return None


class CaseloadRows:
    """Rows of one view, read a screenful at a time; remembers what it read, by reference."""

    def __init__(self, database: Database, wanted: Wanted, *, names_hidden: bool) -> None:
        self.wanted = wanted
        self.cases: dict[str, CaseRow] = {}
        self._database = database
        self._names_hidden = names_hidden

    async def count(self) -> int:
        """How many cases the view has."""
        return await self._database.ask(lambda workspace: caseload.count(workspace, self.wanted))

    async def rows(self, offset: int, limit: int) -> Sequence[Row]:
        """A screenful of them."""
        found, with_drafts = await self._database.ask(
            lambda workspace: (
                caseload.rows(workspace, self.wanted, offset=offset, limit=limit),
                subjects_with_drafts(workspace),
            )
        )
        self.cases |= {case.ref: case for case in found}
        now = self._database.workspace.now()
        return [self._row(case, now, with_drafts) for case in found]

    def _row(self, case: CaseRow, now: datetime, with_drafts: frozenset[str]) -> Row:
        draft = subject_of(case.name, case.number, case.ref) in with_drafts
        name, coming, flags = case.name, next_words(case, now), flag_letters(case)
        if self._names_hidden:
            name = coming = flags = "..."
        plain = (case.number, stage_word(case.stage), need_letters(case.needs))
        cells = (name, *plain, coming, flags, sync_word(case, draft=draft))
        return Row(case.ref, cells, urgent=is_pressing(case) and not self._names_hidden)


def subjects_with_drafts(workspace: Workspace) -> frozenset[str]:
    """The subjects about which the one signed in has half-typed work."""
    with workspace.reading() as db:
        return frozenset(draft.subject for draft in drafts.of_worker(db, workspace.worker.login))
