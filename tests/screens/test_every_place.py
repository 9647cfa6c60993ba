"""What every place keeps to, whoever signs in: focus, one screen of 80 columns, help on F1, and the way back."""

from typing import Any

import pytest
from textual.pilot import Pilot

from hubtui.screens.frame import Frame
from hubtui.screens.help import Help
from hubtui.screens.places import places_for
from tests.builders import STAFF, Desk
from tests.screens.snapshot import lines_of, press, text_of
from tests.screens.work_app import opened_app, with_people


@pytest.mark.parametrize("login", STAFF)
async def test_each_place_stands_at_80x24_with_focus_training_and_its_keys_on_f1(
    terminal: Desk, login: str
) -> None:
    with_people(terminal)

    async with opened_app(terminal, login) as pilot:
        for place in places_for(STAFF[login][1]):
            await press(pilot, "g", place.letter.lower())
            _stands(pilot, place.name)
            await _explains_itself(pilot, place.name)


def _stands(pilot: Pilot[Any], name: str) -> None:
    lines, focused = lines_of(pilot.app), pilot.app.focused
    assert focused is not None, f"{name}: focus is nowhere"
    assert focused.region.area > 0, f"{name}: what has focus cannot be seen"
    assert "TRAINING" in lines[0]
    assert len(lines) == 24
    assert all(len(line) <= 80 for line in lines)
    assert lines[-2].endswith("F1 Keys"), f"{name}: the key line is cut"


async def _explains_itself(pilot: Pilot[Any], name: str) -> None:
    place = pilot.app.screen
    assert isinstance(place, Frame)
    await press(pilot, "f1")
    assert isinstance(pilot.app.screen, Help), f"{name}: F1 does not help"
    assert place.keys()[0].help in text_of(pilot.app), f"{name}: its first key is not explained"
    await press(pilot, "escape")
    assert pilot.app.screen is place, f"{name}: Esc does not come back"


@pytest.mark.parametrize("login", STAFF)
async def test_each_place_fills_a_wide_terminal(terminal: Desk, login: str) -> None:
    with_people(terminal)

    async with opened_app(terminal, login, size=(120, 40)) as pilot:
        for place in places_for(STAFF[login][1]):
            await press(pilot, "g", place.letter.lower(), "down", "up")

            assert len(lines_of(pilot.app)) == 40
            assert all(len(line) <= 120 for line in lines_of(pilot.app))
