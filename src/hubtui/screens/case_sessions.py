"""Offered, attended, missed and called off, and the work without him, in one list (SES-01, NCA-01)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from hubtui.domain.activities import activities
from hubtui.domain.dates import local_date, show_instant, show_short_day, show_time, start_of_day
from hubtui.domain.due import results_owed
from hubtui.domain.noncontact import NonContact
from hubtui.domain.outcomes import outcomes
from hubtui.domain.session import Session
from hubtui.screens import case_forms
from hubtui.screens.asking import database_of
from hubtui.screens.case import SESSIONS
from hubtui.screens.case_list import CaseList
from hubtui.screens.keys import key
from hubtui.widgets.row_list import Column, Row


class CaseSessions(CaseList):
    """The third page of a person; what has still to be recorded comes first."""

    TAB = SESSIONS
    OWN_KEYS = (
        *(key("open", "Read"), key("record", "Record this"), key("new", "Offer", "offer a session")),
        *(key("edit", "Correct", "correct a record, with the reason"), key("filter")),
    )
    ORDER = ("concern", "view", "after", "before", "hide", "back", "find")
    COLUMNS = (
        *(Column("Date", 6), Column("Time", 5), Column("Kind"), Column("How", 9)),
        *(Column("Result"), Column("Min", 4, right=True), Column("Outcomes", 8)),
    )
    NONE = "No session has been offered yet: N offers one."

    def above(self) -> str:
        """How many of each."""
        sessions = self.shown_case.sessions
        due = len(self._waiting())
        held = sum(each.attended for each in sessions)
        missed = sum(each.result is not None and each.result.non_attendance for each in sessions)
        waiting = f" ({due} to record)" if due else ""
        return (
            f"Offered {len(sessions)}   Attended {held}   Did not attend {missed}{waiting}   "
            f"Non-contact {len(self.shown_case.noncontact)}"
        )

    def listed(self) -> list[Row]:
        """What waits for a result first, then everything by time, the latest on top."""
        waiting = self._waiting()
        work = [_work_row(each) for each in self.shown_case.noncontact]
        rows = [*(_session_row(each, each.id in waiting) for each in self.shown_case.sessions), *work]
        rows.sort(key=lambda pair: (pair[1].urgent, pair[0]), reverse=True)
        return [row for _, row in rows]

    def reading(self, row: Row) -> list[str]:
        """The session or the work, with its note."""
        session = self._session(row)
        if session is not None:
            return list(_about_session(session, self.shown_case.name_of(session.worker or session.result_by)))
        work = next(each for each in self.shown_case.noncontact if each.id == row.key)
        return list(_about_work(work, self.shown_case.name_of(work.recorded_by)))

    def _waiting(self) -> set[str]:
        """The sessions that have begun and have no result (SES-05)."""
        now = self.shown_case.now
        return {
            each.record for each in results_owed(self.shown_case.sessions) if each.opens and each.opens <= now
        }

    def _session(self, row: Row) -> Session | None:
        return next((each for each in self.shown_case.sessions if each.id == row.key), None)

    def why_not(self, key_id: str) -> str:
        """A record to correct is needed; whether one may is said by its act."""
        if key_id == "edit":
            role = database_of(self).workspace.worker.role
            if not case_forms.allowed(case_forms.CORRECT, role):
                return "A record is corrected by its author or the case's worker."
            return "" if self.rows.row else "There is nothing here to correct."
        return super().why_not(key_id)

    async def action_record(self) -> None:
        """Record the result of the session under the cursor; of one that has its result, a new session."""
        session = self._session(self.rows.row) if self.rows.row else None
        if session is not None and session.result is None:
            await self.form(case_forms.RECORD, session=session.id)
        else:
            await self.form(case_forms.RECORD)

    async def action_edit(self) -> None:
        """Correct the record under the cursor; both versions stay readable (SES-11)."""
        await case_forms.open_form(self, case_forms.CORRECT, self.subject, record=self.rows.key_at_cursor)


def _session_row(session: Session, waits: bool) -> tuple[datetime, Row]:
    at = session.at
    result = session.result.words if session.result else "TO RECORD" if waits else "offered"
    late = f" L{session.late_minutes}" if session.late_minutes else ""
    cells = (
        *(show_short_day(local_date(at)), show_time(at), session.type.words, session.method.words.lower()),
        *(f"{result}{late}", str(session.minutes or "-"), " ".join(session.outcomes) or "-"),
    )
    return at, Row(session.id, cells, urgent=waits)


def _work_row(work: NonContact) -> tuple[datetime, Row]:
    cells = (
        *(show_short_day(work.done_on), "", f"Non-contact: {work.type.value}", "--"),
        *(work.result or "--", str(work.minutes), " ".join(work.outcomes) or "-"),
    )
    return start_of_day(work.done_on), Row(work.id, cells)


def _about_session(session: Session, by: str) -> Iterator[str]:
    minutes = f", {session.minutes} min" if session.minutes else ""
    result = session.result.words if session.result else "no result yet"
    place = f" at {session.place}" if session.place else ""
    yield f"{session.type.words}, {show_instant(session.at)}: {result}{minutes}"
    yield f"{session.method.words}{place}, {by or 'nobody named'}"
    yield from _titles("Worked on", session.outcomes, session.activities)
    for words, text in (
        ("What we did", session.note),
        ("How he responded", session.response),
        ("Why", session.reason),
        ("How he was tried", session.attempts),
        ("Next time", session.next_steps),
        ("Recorded late because", session.late_reason),
    ):
        if text:
            yield f"{words}: {text}"
    if session.flags:
        yield f"Flagged: {'; '.join(session.flags)}"


def _about_work(work: NonContact, by: str) -> Iterator[str]:
    contacted = f" with {work.contacted}" if work.contacted else ""
    yield f"Non-contact work ({work.type.value}), {show_short_day(work.done_on)}, {work.minutes} min, {by}"
    yield f"{work.result}{contacted}"
    yield from _titles("For", work.outcomes, work.activities)
    for words, text in (("Next", work.next_step), ("Note", work.note)):
        if text:
            yield f"{words}: {text}"


def _titles(words: str, outcome_ids: Sequence[str], activity_ids: Sequence[str]) -> Iterator[str]:
    known_outcomes, known_activities = outcomes(), activities()
    named = [known_outcomes[each].title if each in known_outcomes else each for each in outcome_ids]
    named += [known_activities[each].title if each in known_activities else each for each in activity_ids]
    if named:
        yield f"{words}: {'; '.join(named)}"
