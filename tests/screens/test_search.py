"""Search and the week's sessions by keys."""

import pytest

from hubtui.screens.case_risk import CaseRisk
from hubtui.screens.case_sessions import CaseSessions
from hubtui.store import access_log
from tests.builders import Desk
from tests.screens.snapshot import lines_of, press, text_of
from tests.screens.test_caseload import SELF_HARM, at
from tests.screens.work_app import opened_app, with_people

SEARCH = ("g", "f")
WEEK = ("g", "k")


@pytest.mark.req("REF-14")
@pytest.mark.parametrize("typed", ["adey", "a1001", "26-00001", "ete: tunde"])
async def test_a_person_is_found_by_part_of_a_name_or_any_number(terminal: Desk, typed: str) -> None:
    with_people(terminal)

    async with opened_app(terminal) as pilot:
        await press(pilot, *SEARCH, f"type:{typed}", "enter")

        assert any(line.startswith(" > ADEYEMI Tunde") for line in lines_of(pilot.app))
        assert "1 found." in lines_of(pilot.app)[-3]


@pytest.mark.req("REF-14", "SEC-04")
async def test_words_of_a_note_are_found_and_enter_opens_their_page_and_the_search_is_logged(
    terminal: Desk,
) -> None:
    ref = with_people(terminal)[0]
    terminal.do("concern.raise", by="jokafor", case=ref, **SELF_HARM)

    async with opened_app(terminal) as pilot:
        await press(pilot, *SEARCH)
        assert "Searches are kept in the access log with your name." in lines_of(pilot.app)[-3]
        assert "This terminal only" in lines_of(pilot.app)[0]

        await press(pilot, "type:meals", "enter", "enter")
        assert isinstance(pilot.app.screen, CaseRisk)

    with terminal.workspace.reading() as db:
        said = [(line.what, line.detail) for line in access_log.lines(db)]
    assert ("search", "1 found") in said


@pytest.mark.req("RSK-11", "SEC-02")
async def test_of_another_workers_case_only_name_reference_and_holder_are_shown(terminal: Desk) -> None:
    ref = with_people(terminal)[0]
    terminal.do("concern.raise", by="jokafor", case=ref, **SELF_HARM)

    async with opened_app(terminal, "rlindqvist") as pilot:
        await press(pilot, *SEARCH, "type:adeyemi", "enter")
        assert "held by jokafor" in text_of(pilot.app)
        await press(pilot, "enter")
        assert "Not yours to open: ADEYEMI Tunde" in lines_of(pilot.app)[-3]

        await press(pilot, "slash", "ctrl+u", "type:meals", "enter")
        assert "0 found." in lines_of(pilot.app)[-3]


@pytest.mark.req("REF-14")
async def test_nothing_found_says_so_and_offers_a_new_referral(terminal: Desk) -> None:
    async with opened_app(terminal) as pilot:
        await press(pilot, *SEARCH, 'type:"nobody (', "enter")

        assert "Nothing on this terminal holds that. F10 keys in a new referral." in text_of(pilot.app)


async def test_up_brings_the_last_search_back_and_escape_goes_from_results_to_the_box(terminal: Desk) -> None:
    with_people(terminal)

    async with opened_app(terminal) as pilot:
        await press(pilot, *SEARCH, "type:adey", "enter", "escape", "ctrl+u", "up")

        assert " Search: adey" in text_of(pilot.app)


@pytest.mark.req("SES-10")
async def test_todays_and_this_weeks_sessions_stand_in_time_order_with_place_risk_and_result(
    terminal: Desk,
) -> None:
    refs = with_people(terminal)
    for ref, when in zip(refs, ("20T15:00", "20T11:00", "18T10:00"), strict=True):
        terminal.do("session.offer", by="jokafor", case=ref, **at(f"2026-11-{when}:00+00:00"))

    async with opened_app(terminal) as pilot:
        await press(pilot, *WEEK)
        assert lines_of(pilot.app)[1].startswith(" View [1 Today] 2 This week")
        today = [line[3:] for line in lines_of(pilot.app) if "Fri 20 Nov" in line[:14]]
        assert [line[:31].split()[3] for line in today] == ["11:00", "15:00"]
        assert "BRANNIGAN" in today[0]
        assert "TO RECORD" in today[0]
        assert "not received" in today[1]
        assert "booked" in today[1]

        await press(pilot, "2")
        assert "3 sessions" in lines_of(pilot.app)[0]
        assert "Wed 18 Nov 10:00 EVANS" in text_of(pilot.app)


@pytest.mark.req("SES-10")
async def test_a_worker_booked_twice_is_marked_and_named(terminal: Desk) -> None:
    refs = with_people(terminal)
    when = at("2026-11-20T15:00:00+00:00")
    terminal.do("session.offer", by="jokafor", case=refs[0], **when)
    terminal.do("session.offer", by="jokafor", case=refs[1], **when, clash_confirmed=True)

    async with opened_app(terminal) as pilot:
        await press(pilot, *WEEK, "down")

        assert text_of(pilot.app).count("! CLASH") == 2
        assert lines_of(pilot.app)[-3].startswith(" ! ")


@pytest.mark.req("SES-10")
async def test_enter_on_a_session_opens_its_persons_sessions(terminal: Desk) -> None:
    ref = with_people(terminal)[0]
    terminal.do("session.offer", by="jokafor", case=ref, **at("2026-11-20T15:00:00+00:00"))

    async with opened_app(terminal) as pilot:
        await press(pilot, *WEEK, "enter")

        assert isinstance(pilot.app.screen, CaseSessions)
