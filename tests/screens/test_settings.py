"""Settings by keys: they apply at once, are kept with the login, and no key comes to mean two things."""

import re

from hubtui.screens.settings import read_liked
from tests.builders import Desk
from tests.screens.snapshot import lines_of, press, text_of
from tests.screens.work_app import opened_app, with_people

SETTINGS = ("g", "t")


async def test_plain_ascii_and_one_colour_apply_at_once_and_are_kept_with_the_login(terminal: Desk) -> None:
    async with opened_app(terminal) as pilot:
        await press(pilot, *SETTINGS, "tab", "2", "tab", "2")
        assert "(o) 2 Plain ASCII" in text_of(pilot.app)

    assert (read_liked(terminal.workspace).ascii, read_liked(terminal.workspace).one_colour) == (True, True)
    assert not read_liked(terminal.sign_in("mreyes")).ascii


async def test_line_drawing_shows_again_when_ascii_is_taken_back(terminal: Desk) -> None:
    async with opened_app(terminal) as pilot:
        await press(pilot, *SETTINGS, "tab", "tab", "2", "1")

        assert "───" in text_of(pilot.app)


async def test_forms_ask_one_question_a_page_once_guided_is_set(terminal: Desk) -> None:
    with_people(terminal)

    async with opened_app(terminal) as pilot:
        await press(pilot, "f2")
        several = lines_of(pilot.app)
        await press(pilot, "escape", *SETTINGS, "f8", "2", "g", "c", "f2", "s")
        guided = lines_of(pilot.app)

    assert _pages(guided) > _pages(several)


def _pages(lines: list[str]) -> int:
    return int(re.search(r"[Pp]age 1 of (\d+)", "\n".join(lines)).group(1))  # type: ignore[union-attr]


async def test_with_letters_off_a_letter_does_nothing_but_say_so(terminal: Desk) -> None:
    async with opened_app(terminal) as pilot:
        await press(pilot, *SETTINGS, "f8", "tab", "2", "g")

        assert "Single letters are switched off: F10 lists everything." in lines_of(pilot.app)[-3]


async def test_a_key_is_changed_works_at_once_and_shows_on_the_key_line(terminal: Desk) -> None:
    with_people(terminal)

    async with opened_app(terminal) as pilot:
        await press(pilot, *SETTINGS, "f8", "f8", "down", "enter", "ctrl+r", "escape", "g", "c")
        assert "CTRL+R Record" in lines_of(pilot.app)[-2]

        await press(pilot, "ctrl+r")
        assert "Record a session" in lines_of(pilot.app)[0]


async def test_a_press_that_does_something_already_is_refused_with_what_it_does(terminal: Desk) -> None:
    async with opened_app(terminal) as pilot:
        await press(pilot, *SETTINGS, "f8", "f8", "down", "enter", "f5")

        assert "! F5 already does: sync now." in lines_of(pilot.app)[-3]
        assert read_liked(terminal.workspace).keymap == {}


async def test_the_keys_that_close_and_lock_cannot_be_changed(terminal: Desk) -> None:
    async with opened_app(terminal) as pilot:
        await press(pilot, *SETTINGS, "f8", "f8")
        lines = lines_of(pilot.app)
        cursor = next(at for at, line in enumerate(lines) if line.startswith(" >"))
        lock = next(at for at, line in enumerate(lines) if "LOCK now" in line)
        await press(pilot, *["down"] * (lock - cursor), "enter")

        assert "F12 cannot be changed." in lines_of(pilot.app)[-3]


async def test_a_page_is_put_back_by_one_key(terminal: Desk) -> None:
    async with opened_app(terminal) as pilot:
        await press(pilot, *SETTINGS, "tab", "2", "r")

        assert read_liked(terminal.workspace).one_colour is False
        assert "This page is as it was at first." in lines_of(pilot.app)[-3]


async def test_the_terminal_page_says_where_one_is_and_changes_nothing(terminal: Desk) -> None:
    async with opened_app(terminal) as pilot:
        await press(pilot, *SETTINGS, "f8", "f8", "f8", "r")

        assert "Unit HHI, terminal A, training" in text_of(pilot.app)
        assert "Nothing is set on this page." in lines_of(pilot.app)[-3]
