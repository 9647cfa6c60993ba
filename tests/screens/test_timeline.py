"""The timeline page of a person by keys."""

import pytest

from tests.builders import Desk
from tests.screens.snapshot import lines_of, press, text_of
from tests.screens.test_caseload import SELF_HARM, at
from tests.screens.work_app import opened_app, with_people

TIMELINE = ("2", "slash", "type:adey", "enter", "enter", "5")


@pytest.mark.req("REF-15")
async def test_everything_recorded_stands_in_one_list_with_author_and_upload_state(terminal: Desk) -> None:
    ref = with_people(terminal)[0]
    terminal.clock.forward(days=1)
    terminal.do("session.offer", by="jokafor", case=ref, **at("2026-11-24T10:00:00+00:00"))

    async with opened_app(terminal, size=(80, 40)) as pilot:
        await press(pilot, *TIMELINE)
        lines = lines_of(pilot.app)

    assert lines[5] == " Show: all (F to choose)      newest first"
    assert lines[8].startswith(" > 24 Nov 26 10:00 Session offered")
    assert lines[8].endswith("J Okafor     queued")
    assert any("M Reyes" in line and "Allocated" in line for line in lines)


@pytest.mark.req("REF-15")
async def test_the_text_of_an_entry_says_when_it_was_recorded_and_what_it_said(terminal: Desk) -> None:
    ref = with_people(terminal)[0]
    terminal.do("concern.raise", by="jokafor", case=ref, **SELF_HARM)

    async with opened_app(terminal, size=(120, 40)) as pilot:
        await press(pilot, *TIMELINE)
        shown = text_of(pilot.app)

    assert "| Concern raised, Fri 20 Nov 2026 12:00, by J" in shown
    assert "| Recorded Fri 20 Nov 2026 12:00; on this" in shown
    assert "note: Refused two meals." in shown


@pytest.mark.req("REF-15")
async def test_f_goes_through_the_kinds(terminal: Desk) -> None:
    ref = with_people(terminal)[0]
    terminal.do("session.offer", by="jokafor", case=ref, **at("2026-11-24T10:00:00+00:00"))

    async with opened_app(terminal) as pilot:
        await press(pilot, *TIMELINE, "f")

        assert "Show: sessions" in text_of(pilot.app)
        assert "rows 1-1 of 1" in text_of(pilot.app)


@pytest.mark.req("REF-15")
async def test_a_typed_date_shows_what_happened_up_to_it_and_a_wrong_one_says_how(terminal: Desk) -> None:
    ref = with_people(terminal)[0]
    terminal.do("session.offer", by="jokafor", case=ref, **at("2026-11-24T10:00:00+00:00"))

    async with opened_app(terminal) as pilot:
        await press(pilot, *TIMELINE, "slash", "type:20 nov", "enter")
        assert "up to 20 Nov 2026" in text_of(pilot.app)
        assert "Session offered" not in text_of(pilot.app)

        await press(pilot, "slash", "type:x")
        assert "Type the date as DD/MM/YYYY" in lines_of(pilot.app)[-3]


@pytest.mark.req("REF-15")
async def test_a_restricted_record_of_another_shows_as_withheld_to_those_without_the_right(
    terminal: Desk,
) -> None:
    ref = with_people(terminal)[0]
    terminal.do("case.cover", by="mreyes", case=ref, worker="rlindqvist")
    terminal.do(
        "concern.raise",
        by="jokafor",
        case=ref,
        kind="safeguarding-child",
        note="A child was named.",
        raises_risk=False,
    )

    async with opened_app(terminal) as pilot:
        await press(pilot, *TIMELINE)
        assert "Safeguarding concern raised" in text_of(pilot.app)

    terminal.do("case.cover", by="mreyes", case=ref, worker="rlindqvist", ended=True)


@pytest.mark.req("REF-15")
async def test_a_correction_stands_beside_the_original(terminal: Desk) -> None:
    ref = with_people(terminal)[0]
    note = terminal.do("note.add", by="jokafor", case=ref, note="He rang on Munday.").ids[0]
    terminal.clock.forward(minutes=5)
    changes = {"note": "He rang on Monday."}
    terminal.do("record.correct", by="jokafor", record=note, changes=changes, reason="spelling")

    async with opened_app(terminal, size=(120, 40)) as pilot:
        await press(pilot, *TIMELINE, "down")
        shown = text_of(pilot.app)

    assert "Note (corrected): He rang" in shown
    assert "spelling" in shown
