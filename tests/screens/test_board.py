"""The supervisor's board by keys: what needs somebody first, the way to the case, and how the workers stand."""

import pytest

from hubtui.screens.board import Board
from tests.builders import Desk, referral
from tests.screens.snapshot import lines_of, press, text_of
from tests.screens.work_app import opened_app, with_people

BOARD = ("g", "d")
HARM = {"kind": "serious-harm", "note": "A threat.", "raises_risk": True, "source": "Heard on the wing."}


def _busy(terminal: Desk) -> list[str]:
    """A concern not told, a session without result, an urgent referral, a release next week."""
    refs = with_people(terminal)
    terminal.do("concern.raise", by="jokafor", case=refs[1], **HARM)
    offer = {
        "type": "initial",
        "planned_at": "2026-11-20T09:00:00+00:00",
        "method": "in-person",
        "place": "B2",
    }
    terminal.do("session.offer", by="jokafor", case=refs[0], **offer)
    terminal.do("release.set", by="jokafor", case=refs[2], prison="HHI", release_date="2026-11-27")
    urgent = referral(surname="Farouk", prison_number="A1556MM", urgency="urgent")
    terminal.do("referral.record", by="mreyes", **urgent)
    return refs


@pytest.mark.req("SUP-01", "RSK-07")
async def test_what_hmpps_was_not_told_stands_first_then_results_referrals_and_releases(
    terminal: Desk,
) -> None:
    _busy(terminal)

    async with opened_app(terminal, "mreyes") as pilot:
        await press(pilot, *BOARD)
        rows = lines_of(pilot.app)[6:12]

    wanted = [("NOT TOLD to HMPPS", "BRANNIGAN"), ("Record the result", "ADEYEMI")]
    wanted += [("URGENT referral", "FAROUK"), ("Release: handover is due", "EVANS")]
    shown = [row for row in rows if row.strip() and not row.lstrip().startswith("rows")]
    order = [next(at for at, row in enumerate(shown) if what in row and who in row) for what, who in wanted]
    assert order == sorted(order)
    assert order[0] == 0


@pytest.mark.req("SUP-01")
async def test_enter_opens_the_case_and_escape_comes_back_to_the_board(terminal: Desk) -> None:
    _busy(terminal)

    async with opened_app(terminal, "mreyes") as pilot:
        await press(pilot, *BOARD, "enter")
        assert "Dashboard > Case" in lines_of(pilot.app)[0]
        assert "BRANNIGAN Sean" in text_of(pilot.app)

        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, Board)


@pytest.mark.req("SUP-01")
async def test_each_worker_has_a_line_with_people_late_drafts_and_unsent(terminal: Desk) -> None:
    _busy(terminal)

    async with opened_app(terminal, "mreyes") as pilot:
        await press(pilot, *BOARD, "2")
        worker = next(line for line in lines_of(pilot.app) if "jokafor" in line)

        people, _, _, untold, drafts, unsent = worker.replace(">", "").replace("!", "").split()[1:7]
        assert (people, untold, drafts) == ("3", "1", "0")
        assert int(unsent) > 3


async def test_enter_on_a_worker_shows_what_needs_somebody_on_his_cases(terminal: Desk) -> None:
    _busy(terminal)

    async with opened_app(terminal, "mreyes") as pilot:
        await press(pilot, *BOARD, "2", "enter")
        shown = text_of(pilot.app)

    assert "[1 Now]" in shown
    assert "FAROUK" not in shown
    assert "BRANNIGAN" in shown


@pytest.mark.req("RSK-06")
async def test_t_opens_the_telling_of_the_case_under_the_cursor(terminal: Desk) -> None:
    _busy(terminal)

    async with opened_app(terminal, "mreyes") as pilot:
        await press(pilot, *BOARD, "t")

        assert "BRANNIGAN Sean" in text_of(pilot.app)
        assert "told" in lines_of(pilot.app)[0].lower()


async def test_an_empty_board_says_so(terminal: Desk) -> None:
    async with opened_app(terminal, "mreyes") as pilot:
        await press(pilot, *BOARD)

        assert "Nothing here needs you now." in text_of(pilot.app)


@pytest.mark.req("SEC-02")
async def test_a_worker_is_not_offered_the_board(terminal: Desk) -> None:
    async with opened_app(terminal, "jokafor") as pilot:
        await press(pilot, "g")

        assert "Dashboard" not in text_of(pilot.app)


async def test_names_can_be_hidden_from_a_second_pair_of_eyes(terminal: Desk) -> None:
    _busy(terminal)

    async with opened_app(terminal, "mreyes") as pilot:
        await press(pilot, *BOARD, "0")

        assert "BRANNIGAN" not in text_of(pilot.app)
        assert "HHI-A-26-" in text_of(pilot.app)


async def test_on_a_wide_terminal_the_staff_stand_beside_the_list(terminal: Desk) -> None:
    _busy(terminal)

    async with opened_app(terminal, "mreyes", size=(120, 40)) as pilot:
        await press(pilot, *BOARD)

        assert "| ! Staff" in lines_of(pilot.app)[4]
        assert "jokafor: 3 people" in text_of(pilot.app)
