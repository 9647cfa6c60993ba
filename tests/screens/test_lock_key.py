"""The lock key: at once, but for one word about sessions that have no result."""

import pytest

from hubtui.screens.host import Host
from tests.builders import Desk
from tests.screens.snapshot import lines_of, press
from tests.screens.test_caseload import at
from tests.screens.work_app import opened_app, with_people

ONE_OWED = "! 1 session has no result yet. F12 again locks, Esc goes back"


@pytest.mark.req("SES-05")
async def test_a_session_that_began_since_is_named_once_and_the_key_again_locks(terminal: Desk) -> None:
    ref = with_people(terminal)[0]
    terminal.do("session.offer", by="jokafor", case=ref, **at("2026-11-20T13:00:00+00:00"))

    async with opened_app(terminal) as pilot:
        terminal.clock.forward(hours=2)
        await press(pilot, "x", "f12")
        await pilot.pause()
        shown = "\n".join(lines_of(pilot.app))
        assert ONE_OWED in shown
        assert "ADEYEMI" not in shown.upper()
        assert pilot.app.return_value is None

        await press(pilot, "f12")
        await pilot.app.workers.wait_for_complete()

    assert pilot.app.return_value == "lock"


@pytest.mark.req("SES-05", "SEC-03")
async def test_who_walks_away_after_the_word_leaves_the_terminal_open_for_seconds_only(
    terminal: Desk,
) -> None:
    ref = with_people(terminal)[0]
    terminal.do("session.offer", by="jokafor", case=ref, **at("2026-11-20T11:00:00+00:00"))

    async with opened_app(terminal) as pilot:
        await press(pilot, "f12")
        terminal.clock.forward(seconds=16)
        assert isinstance(pilot.app, Host)
        pilot.app._tick()
        await pilot.app.workers.wait_for_complete()

    assert pilot.app.return_value == "lock"


@pytest.mark.req("SES-05")
async def test_a_session_of_tomorrow_does_not_hold_the_key_up(terminal: Desk) -> None:
    ref = with_people(terminal)[0]
    terminal.do("session.offer", by="jokafor", case=ref, **at("2026-11-21T10:00:00+00:00"))

    async with opened_app(terminal) as pilot:
        await press(pilot, "f12")
        await pilot.app.workers.wait_for_complete()

    assert pilot.app.return_value == "lock"


@pytest.mark.req("SES-05")
async def test_escape_goes_back_to_the_work(terminal: Desk) -> None:
    ref = with_people(terminal)[0]
    terminal.do("session.offer", by="jokafor", case=ref, **at("2026-11-20T11:00:00+00:00"))

    async with opened_app(terminal) as pilot:
        await press(pilot, "f12")
        await pilot.pause()
        await press(pilot, "escape")
        await pilot.pause()

        assert "Caseload" in lines_of(pilot.app)[0]
        assert pilot.app.return_value is None
