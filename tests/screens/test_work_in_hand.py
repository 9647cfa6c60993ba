"""Work in hand by keys: a form left half done is found, taken up, discarded and brought back."""

import pytest

from hubtui.screens.session_record import SessionRecord
from tests.builders import Desk
from tests.screens.snapshot import lines_of, press, text_of
from tests.screens.work_app import opened_app, with_people

IN_HAND = ("g", "w")
HALF_DONE = ("f2", "ctrl+g", "escape", "tab", "type:2", "f9")


@pytest.mark.req("SEC-03")
async def test_a_form_closed_half_done_is_listed_and_enter_takes_it_up(terminal: Desk) -> None:
    with_people(terminal)

    async with opened_app(terminal) as pilot:
        await press(pilot, *HALF_DONE, *IN_HAND)
        listed = text_of(pilot.app)
        await press(pilot, "enter")

        assert "hubtui TRAINING > Work in hand" in listed
        assert "ADEYEMI Tunde" in listed
        assert "1 draft, yours alone" in listed
        assert isinstance(pilot.app.screen, SessionRecord)
        assert "ADEYEMI Tunde" in text_of(pilot.app)


@pytest.mark.req("SEC-03")
async def test_w_discards_by_name_and_u_brings_it_back(terminal: Desk) -> None:
    with_people(terminal)

    async with opened_app(terminal) as pilot:
        await press(pilot, *HALF_DONE, *IN_HAND, "w")
        assert "Discarded:" in lines_of(pilot.app)[-3]
        assert "Nothing is half done." in text_of(pilot.app)

        await press(pilot, "u")
        assert "Back:" in lines_of(pilot.app)[-3]
        assert "ADEYEMI Tunde" in text_of(pilot.app)


async def test_with_no_draft_the_keys_say_why_not(terminal: Desk) -> None:
    async with opened_app(terminal) as pilot:
        await press(pilot, *IN_HAND, "w")

        assert "There is no draft to do that with." in lines_of(pilot.app)[-3]


async def test_drafts_are_the_workers_own(terminal: Desk) -> None:
    with_people(terminal)
    async with opened_app(terminal) as pilot:
        await press(pilot, *HALF_DONE)

    async with opened_app(terminal, "mreyes") as pilot:
        await press(pilot, *IN_HAND)

        assert "Nothing is half done." in text_of(pilot.app)
