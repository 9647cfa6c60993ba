"""The person under the cursor of the caseload, in the few lines of the second pane."""

from collections.abc import Iterator
from datetime import datetime

from hubtui.acts.cases import find_case, may_look
from hubtui.domain.case import Need
from hubtui.domain.dates import local_date, show_short_day, show_time
from hubtui.domain.deadlines import State
from hubtui.domain.session import Session
from hubtui.screens.case_words import owed_words
from hubtui.store import due, records
from hubtui.store.caseload import CaseRow
from hubtui.store.due import DueRow
from hubtui.store.workspace import Workspace


def preview(workspace: Workspace, case: CaseRow) -> list[str]:
    """Who he is, the risk, what is to do, his needs, the last session and the next."""
    owed = due.rows(workspace, due.Wanted(case=case.id))
    with workspace.reading() as db:
        seen = may_look(db, workspace, find_case(db, case.ref))
        sessions = records.of_case(db, Session, case.id) if seen else []
    now = workspace.now()
    todo = [_todo(each, now) for each in owed]
    return [
        f"{case.name}  {case.number}",
        f"{case.ref}  {case.unit}",
        f"Risk: {case.risk}",
        *_stage(case),
        "",
        "To do",
        *(todo or ["  nothing is owed now"]),
        "",
        f"Needs  {', '.join(_need(need) for need in case.needs) or 'none recorded'}",
        *_last(sessions),
        *_next(case),
    ]


def _todo(thing: DueRow, now: datetime) -> str:
    mark = "!" if thing.rule == "RSK-06" or thing.state in (State.OVERDUE, State.LATE) else " "
    return f" {mark} {owed_words(thing.rule, thing.what, thing.due_at, thing.state, now)}"


def _stage(case: CaseRow) -> Iterator[str]:
    yield f"{case.stage.words}, {case.worker or 'nobody allocated'}"
    if case.release_on:
        yield f"Release {show_short_day(case.release_on)} {case.release_on.year}"


def _need(need: str) -> str:
    return Need(need).words if need in set(Need) else need


def _last(sessions: list[Session]) -> Iterator[str]:
    held = [each for each in sessions if each.attended]
    if not held:
        yield "Last   not seen yet"
        return
    last = max(held, key=lambda each: each.at)
    minutes = f" {last.minutes} min," if last.minutes else ""
    yield f"Last   {show_short_day(local_date(last.at))}{minutes} {last.method.words.lower()}"
    if last.note:
        yield f"  {last.note}"


def _next(case: CaseRow) -> Iterator[str]:
    if case.next_session:
        yield f"Next   {show_short_day(local_date(case.next_session))} {show_time(case.next_session)}"
