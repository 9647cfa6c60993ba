"""Recording a session by keys, on a real encrypted store: what is asked, in how many keys, and what is kept."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from hubtui.domain.concern import Concern
from hubtui.domain.noncontact import NonContact
from hubtui.domain.session import Session, SessionResult
from hubtui.domain.telling import Telling
from hubtui.screens.session_record import SessionRecord
from hubtui.store import records
from tests.builders import Desk, desk
from tests.screens.snapshot import lines_of, press, text_of
from tests.screens.work_app import opened_app, with_people

AT_TEN = "2026-11-20T10:00:00+00:00"
NOTE = "Talked about what he wants after release, and what stands in the way of it. He asked about a hostel."


@pytest.fixture
def terminal(tmp_path: Path) -> Desk:
    """Three people; the first was to be seen at ten this morning."""
    terminal = desk(tmp_path)
    refs = with_people(terminal)
    offer = {"type": "initial", "planned_at": AT_TEN, "method": "in-person", "place": "B2 room 1"}
    terminal.do("session.offer", by="jokafor", case=refs[0], **offer)
    return terminal


def found(terminal: Desk, kind: Any) -> list[Any]:
    with terminal.workspace.reading() as db:
        return records.find(db, kind, "1", order="recorded_at, id")


class Counted:
    """Presses keys and counts them; text is typed and not counted."""

    def __init__(self, pilot: Pilot[Any]) -> None:
        self.pilot = pilot
        self.keys = 0

    async def press(self, *keys: str) -> None:
        self.keys += sum(not key.startswith("type:") for key in keys)
        await press(self.pilot, *keys)


@pytest.mark.req("SES-04")
async def test_a_non_attendance_takes_at_most_14_keys_besides_text(terminal: Desk) -> None:
    async with opened_app(terminal) as pilot:
        keys = Counted(pilot)

        await keys.press("f2", "2", "tab", "type:Would not come out of his cell.", "f8")
        await keys.press("1", "f8", "f8", "f8")

        assert keys.keys <= 14
        missed = found(terminal, Session)[0]
        assert missed.result is SessionResult.MISSED
        assert missed.reason == "Would not come out of his cell."
        assert lines_of(pilot.app)[-3].startswith(" Non-attendance recorded: ADEYEMI Tunde.")


@pytest.mark.req("SES-03")
async def test_an_attended_session_takes_at_most_22_keys_besides_the_note(terminal: Desk) -> None:
    async with opened_app(terminal) as pilot:
        keys = Counted(pilot)

        await keys.press("f2", "1", "tab", "4", "5", "f8")
        await keys.press(f"type:{NOTE}", "f8", "1", "f8", "f8", "f8")

        assert keys.keys <= 22
        held = found(terminal, Session)[0]
        assert held.result is SessionResult.ATTENDED
        assert (held.minutes, held.note, held.started_at) == (45, NOTE, held.planned_at)


@pytest.mark.req("RSK-06", "RSK-07")
async def test_a_concern_in_a_session_becomes_a_record_of_its_own_with_whom_one_told(terminal: Desk) -> None:
    async with opened_app(terminal) as pilot:
        await press(pilot, "f2", "2", "f8", "7", "tab", "type:He sees no point in January.", "tab", "y")
        assert "Danger to life now: tell the nearest officer first." in text_of(pilot.app)

        await press(pilot, "tab", "y", "tab", "1", "tab", "type:Officer Hale", "tab", "type:Wing officer")
        await press(pilot, "f8", "f8", "f8")

        raised, told = found(terminal, Concern)[0], found(terminal, Telling)[0]
        assert [theme.value for theme in raised.themes] == ["self-harm"]
        assert (told.concern, told.name, raised.outstanding) == (raised.id, "Officer Hale", False)
        assert found(terminal, Session)[0].result is SessionResult.MISSED


async def test_silence_about_concerns_is_not_taken_for_an_answer(terminal: Desk) -> None:
    async with opened_app(terminal) as pilot:
        await press(pilot, "f2", "2", "f8", "f8")
        assert "Tick what you saw or heard, or 'Nothing to record'." in text_of(pilot.app)

        await press(pilot, "tab", "1", "2", "f8")
        assert "You ticked 'Nothing to record' and something else" in text_of(pilot.app)


@pytest.mark.req("SES-01", "SES-04")
async def test_the_next_session_is_offered_in_the_same_breath(terminal: Desk) -> None:
    async with opened_app(terminal) as pilot:
        await press(pilot, "f2", "2", "f8", "1", "f8", "y", "tab", "type:24", "enter", "type:1000", "f8")
        assert "Tue 24 Nov 2026 10:00" in text_of(pilot.app)

        await press(pilot, "f8")

        offered = found(terminal, Session)[1]
        assert offered.instead_of == found(terminal, Session)[0].id
        assert (offered.place, offered.result) == ("B2 room 1", None)


@pytest.mark.req("SES-06")
async def test_a_session_that_did_not_go_ahead_or_was_called_off_is_no_non_attendance(terminal: Desk) -> None:
    async with opened_app(terminal) as pilot:
        await press(pilot, "f2", "4", "tab", "2", "tab", "type:The wing was locked down.", "f8")
        await press(pilot, "1", "f8", "f8", "f8")

        assert found(terminal, Session)[0].result is SessionResult.CANCELLED_BY_REGIME


@pytest.mark.req("NCA-01")
async def test_work_without_him_is_chosen_here_and_asked_about_on_one_page(terminal: Desk) -> None:
    async with opened_app(terminal) as pilot:
        await press(pilot, "f2", "shift+tab", "3", "f8")
        assert "Non-contact work" in lines_of(pilot.app)[0]

        await press(pilot, "1", "tab", "tab", "tab", "tab", "type:10", "tab", "type:The council", "tab")
        await press(pilot, "tab", "type:They ring back on Monday.", "f8", "f8")

        work = found(terminal, NonContact)[0]
        assert (work.type.value, work.minutes, work.contacted) == ("call", 10, "The council")


async def test_a_refusal_stands_at_its_question_and_nothing_is_recorded(terminal: Desk) -> None:
    terminal.clock.instant = terminal.clock.instant.replace(hour=9)
    async with opened_app(terminal) as pilot:
        await press(pilot, "f2", "2", "f8", "1", "f8", "f8")

        assert "This session is still to come: it cannot have been missed yet." in text_of(pilot.app)
        assert lines_of(pilot.app)[0].startswith(" hubtui TRAINING > Error: Record a session")
        assert found(terminal, Session)[0].result is None


async def test_a_closed_form_is_taken_up_where_it_was_left(terminal: Desk) -> None:
    async with opened_app(terminal) as pilot:
        await press(pilot, "f2", "2", "tab", "type:Not today.", "escape", "f2", "enter")

        assert "Not today." in text_of(pilot.app)

        await press(pilot, "f8", "1", "f8", "f8", "f8")
        assert found(terminal, Session)[0].reason == "Not today."


async def test_beside_a_wide_form_stand_the_plan_and_what_to_watch_for(terminal: Desk) -> None:
    form = lambda: SessionRecord("ADEYEMI Tunde", {"case": "A1001AA"})  # noqa: E731
    async with opened_app(terminal, size=(120, 40), first=form) as pilot:
        assert "| No plan yet" in text_of(pilot.app).replace("! ", "")
        assert "RISK not received" in text_of(pilot.app)
