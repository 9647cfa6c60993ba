"""A person's pages by keys, over a real encrypted store."""

from typing import Any

import pytest

from hubtui.screens import case_forms
from hubtui.screens.case import CaseFrame
from hubtui.screens.case_forms import CaseForm
from hubtui.screens.caseload import Caseload
from hubtui.screens.form import Form
from hubtui.screens.frame import Frame
from hubtui.screens.host import Host
from tests.builders import Desk
from tests.screens.snapshot import lines_of, press, text_of
from tests.screens.test_caseload import SELF_HARM, at
from tests.screens.work_app import opened_app, with_people

WIDE = (120, 40)
IN_FIRST = ("2", "slash", "type:adey", "enter", "enter")
"""From the caseload to the first person's overview."""


@pytest.mark.req("RSK-01")
async def test_every_page_says_who_he_is_and_that_risk_is_not_received(terminal: Desk) -> None:
    with_people(terminal)

    async with opened_app(terminal) as pilot:
        await press(pilot, "2", "enter")
        for page in "12345":
            await press(pilot, page)
            lines = lines_of(pilot.app)
            assert lines[1] == " ADEYEMI Tunde  A1001AA  b. 14 Feb 1991 (35)  HHI"
            assert lines[2] == " RISK: risk not received"
            assert f"[{page} " in lines[3]


@pytest.mark.req("RSK-01")
async def test_old_risk_information_may_be_out_of_date_on_every_page(terminal: Desk) -> None:
    ref = with_people(terminal)[0]
    risk = {"rosh_public": "high", "source": "P Marsh", "source_date": "2024-11-01"}
    terminal.do("risk.record", by="jokafor", case=ref, **risk)

    async with opened_app(terminal) as pilot:
        await press(pilot, *IN_FIRST, "4")

        assert lines_of(pilot.app)[2] == " RISK: RoSH high, may be out of date"
        assert "From HMPPS (P Marsh) of Fri 1 Nov 2024: RoSH high, may be out of date" in text_of(pilot.app)
        assert "RoSH to the public high" in text_of(pilot.app)


async def test_the_overview_says_what_is_to_do_whom_to_ring_and_when_he_was_last_seen(terminal: Desk) -> None:
    ref = with_people(terminal)[0]
    chain = {"practitioner_name": "P Marsh", "practitioner_phone": "01632 960144"}
    terminal.do("contact_chain.set", by="jokafor", case=ref, **chain)
    terminal.do("release.set", by="jokafor", case=ref, release_date="2027-01-07")
    terminal.do("session.offer", by="jokafor", case=ref, **at("2026-11-24T10:00:00+00:00"))

    async with opened_app(terminal) as pilot:
        await press(pilot, *IN_FIRST)
        shown = text_of(pilot.app)

    for words in (
        "release 7 Jan 2027",
        "Handover from 18 Dec",
        "Risk information not received:",
        "Allocated   J Okafor",
        "P Marsh, Probation practitioner",
        "01632 960144",
        "Last session   not seen yet",
        "Next session   24 Nov 10:00  in person  B2 room 1",
    ):
        assert words in shown


@pytest.mark.req("RSK-07")
async def test_a_banner_on_every_page_stays_until_somebody_was_told(terminal: Desk) -> None:
    ref = with_people(terminal)[0]
    concern = terminal.do("concern.raise", by="jokafor", case=ref, **SELF_HARM).ids[0]

    async with opened_app(terminal) as pilot:
        await press(pilot, "enter")
        assert "Saving or uploading tells nobody" in lines_of(pilot.app)[-3]
        for page in "12345":
            await press(pilot, page)
            assert lines_of(pilot.app)[3].endswith("! HMPPS NOT TOLD: T")

    terminal.clock.forward(minutes=5)
    terminal.do(
        "concern.told", by="jokafor", concern=concern, means="phone", name="P Marsh", role="Duty Officer"
    )
    async with opened_app(terminal) as pilot:
        await press(pilot, *IN_FIRST, "4")
        assert "NOT TOLD" not in text_of(pilot.app)
        assert "told P Marsh 20 Nov 12:05" in text_of(pilot.app)


@pytest.mark.req("RSK-07")
async def test_the_risk_page_says_whom_to_reach_first_and_that_nothing_is_sent(terminal: Desk) -> None:
    ref = with_people(terminal)[0]
    chain = {"practitioner_name": "P Marsh", "practitioner_phone": "01632 960144"}
    terminal.do("contact_chain.set", by="jokafor", case=ref, **chain)
    terminal.do("concern.raise", by="jokafor", case=ref, **SELF_HARM)

    async with opened_app(terminal, size=WIDE) as pilot:
        await press(pilot, "enter", "4")
        shown = text_of(pilot.app)

    assert "NOT YET TOLD - 0m" in shown
    assert shown.index("tell the nearest officer") < shown.index("Ring P Marsh")
    assert "hubtui tells nobody" in shown


async def test_brackets_go_through_the_list_one_came_from_on_the_same_page(terminal: Desk) -> None:
    with_people(terminal)

    async with opened_app(terminal) as pilot:
        await press(pilot, "2", "down", "enter", "3")
        assert "2 of 3" in lines_of(pilot.app)[0]

        await press(pilot, "right_square_bracket")
        assert "3 of 3" in lines_of(pilot.app)[0]
        assert lines_of(pilot.app)[1].startswith(" EVANS Gethin")
        assert "[3 Sessions]" in lines_of(pilot.app)[3]

        await press(pilot, "right_square_bracket")
        assert lines_of(pilot.app)[-3] == " There is nobody further in the list you came from."

        await press(pilot, "left_square_bracket", "left_square_bracket", "escape")
        assert isinstance(pilot.app.screen, Caseload)


@pytest.mark.req("RSK-01")
@pytest.mark.parametrize("page", list("12345"))
async def test_one_key_hides_name_risk_and_notes_on_every_page(terminal: Desk, page: str) -> None:
    ref = with_people(terminal)[0]
    terminal.do("concern.raise", by="jokafor", case=ref, **SELF_HARM)

    async with opened_app(terminal) as pilot:
        await press(pilot, "enter", page)
        assert "ADEYEMI" in text_of(pilot.app)

        await press(pilot, "0")
        shown = text_of(pilot.app)
        assert "ADEYEMI" not in shown
        assert "risk not received" not in shown
        assert "self-harm" not in shown
        assert "meals" not in shown

        await press(pilot, "0")
        assert "ADEYEMI" in text_of(pilot.app)


@pytest.mark.req("SES-05")
async def test_a_session_that_waits_for_its_result_stands_first_and_says_so(terminal: Desk) -> None:
    ref = with_people(terminal)[0]
    terminal.do("session.offer", by="jokafor", case=ref, **at("2026-11-20T13:00:00+00:00"))
    urgent = {**at("2026-11-23T10:00:00+00:00"), "type": "urgent"}
    terminal.do("session.offer", by="jokafor", case=ref, **urgent)
    terminal.clock.forward(hours=2)

    async with opened_app(terminal) as pilot:
        await press(pilot, "enter", "3")
        lines = lines_of(pilot.app)

    assert lines[5] == " Offered 2   Attended 0   Did not attend 0 (1 to record)   Non-contact 0"
    assert lines[8].startswith(" > 20 Nov 13:00 Initial contact     in person TO RECORD")
    assert lines[9].startswith("   23 Nov 10:00 Urgent              in person offered")


async def test_enter_goes_into_the_text_of_a_row_and_escape_back_to_it(terminal: Desk) -> None:
    ref = with_people(terminal)[0]
    terminal.do("concern.raise", by="jokafor", case=ref, **SELF_HARM)

    async with opened_app(terminal) as pilot:
        await press(pilot, "enter", "4", "enter", "end")
        assert "From: wing officer" in text_of(pilot.app)

        await press(pilot, "escape")
        assert pilot.app.screen.focused is pilot.app.screen.query_one("RowList")


async def test_a_filter_on_a_page_narrows_its_list(terminal: Desk) -> None:
    ref = with_people(terminal)[0]
    terminal.do("session.offer", by="jokafor", case=ref, **at("2026-11-23T10:00:00+00:00"))
    urgent = {**at("2026-11-24T13:00:00+00:00"), "type": "urgent"}
    terminal.do("session.offer", by="jokafor", case=ref, **urgent)

    async with opened_app(terminal) as pilot:
        await press(pilot, *IN_FIRST, "3", "slash", "type:24 nov", "enter")
        assert "rows 1-1 of 1" in text_of(pilot.app)

        await press(pilot, "slash", "escape")
        assert "rows 1-2 of 2" in text_of(pilot.app)


async def test_a_plan_shows_its_outcomes_activities_and_draft_state(terminal: Desk) -> None:
    ref = with_people(terminal)[0]
    plan: dict[str, Any] = {
        "outcomes": [{"outcome": "O1", "activities": [{"activity": "A-CH01", "by_on": "2026-12-01"}]}],
        "frequency": "weekly",
        "method": "in-person",
        "contact_method": "wing",
        "end_on": "2027-03-01",
    }
    terminal.do("session.offer", by="jokafor", case=ref, **at("2026-11-20T13:00:00+00:00"))
    terminal.do("plan.write", by="jokafor", case=ref, **plan)

    async with opened_app(terminal) as pilot:
        await press(pilot, "2", "slash", "type:adey", "enter", "enter", "2")
        shown = text_of(pilot.app)

    assert "Action plan v1, DRAFT, not agreed: D agrees." in shown
    assert "(O1)" in shown
    assert "1 Dec" in shown
    assert "Contact: wing" in shown


@pytest.mark.req("SEC-02")
async def test_what_a_role_may_not_do_is_not_offered_and_what_the_stage_forbids_says_why(
    terminal: Desk,
) -> None:
    with_people(terminal)

    async with opened_app(terminal, "mreyes") as pilot:
        await press(pilot, "3", "enter", "f10", "type:allocate to")
        assert "Allocate to a worker" in text_of(pilot.app)
        await press(pilot, "escape", "f10", "type:add a note")
        assert "not now:" in text_of(pilot.app)
    async with opened_app(terminal, "jokafor") as pilot:
        await press(pilot, "2", "enter", "f10", "type:allocate to")
        assert "Nothing here is called that." in text_of(pilot.app)


@pytest.mark.req("SEC-02")
async def test_a_case_of_another_worker_does_not_open(terminal: Desk) -> None:
    ref = with_people(terminal)[0]

    async with opened_app(terminal, "rlindqvist") as pilot:
        from hubtui.screens.case import open_case

        assert isinstance(pilot.app.screen, Frame)
        await open_case(pilot.app.screen, ref)

        assert "You do not hold or cover" in lines_of(pilot.app)[-3]
        assert not isinstance(pilot.app.screen, CaseFrame)


async def test_wide_pages_put_the_text_beside_the_list(terminal: Desk) -> None:
    ref = with_people(terminal)[0]
    terminal.do("session.offer", by="jokafor", case=ref, **at("2026-11-23T10:00:00+00:00"))

    async with opened_app(terminal, size=WIDE) as pilot:
        await press(pilot, *IN_FIRST, "3")
        beside = next(line for line in lines_of(pilot.app) if "Outcomes" in line)

        assert "| Initial contact, Mon 23 Nov 2026 10:00" in beside


@pytest.mark.req("SEC-02")
@pytest.mark.parametrize("form", case_forms.ON_THE_BOX, ids=lambda form: form.module)
async def test_every_form_about_him_opens_from_the_actions_box_and_closes_again(
    terminal: Desk, form: CaseForm
) -> None:
    ref = with_people(terminal)[0]
    terminal.do("session.offer", by="jokafor", case=ref, **at("2026-11-24T10:00:00+00:00"))
    login = "jokafor" if case_forms.allowed(form, "custody-worker") else "mreyes"

    async with opened_app(terminal, login) as pilot:
        await press(pilot, "3", "enter", "f10", f"type:{form.words.lower()}", "enter")
        opened = pilot.app.screen
        assert isinstance(opened, Form)
        assert opened.ACT in (form.act, "plan.amend")

        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, CaseFrame)


@pytest.mark.req("LNG-05")
async def test_undo_takes_the_last_save_back_and_the_page_shows_it(terminal: Desk) -> None:
    with_people(terminal)

    async with opened_app(terminal) as pilot:
        app = pilot.app
        await press(pilot, *IN_FIRST, "3")
        assert isinstance(app, Host)
        session = at("2026-11-24T10:00:00+00:00")
        await app.wiring.perform("session.offer", {"case": "A1001AA", **session}, False)
        assert isinstance(app.screen, CaseFrame)
        await app.screen.reload()
        assert "Offered 1" in text_of(app)

        await press(pilot, "u")
        assert "Offered 0" in text_of(app)
