"""What every screen has: its frame, its keys, help, jumps, the actions box, the lock."""

from datetime import UTC, datetime, timedelta

import pytest
from textual.app import ComposeResult
from textual.widgets import Input

from hubtui.screens import keys as key_map
from hubtui.screens.frame import Frame
from hubtui.screens.host import DEFECT, Display
from hubtui.screens.keys import key
from hubtui.widgets.line_field import LineInput
from hubtui.widgets.status import StatusFacts
from tests.screens.kit_builders import NOW, Case, Caseload, Missed, kit_app
from tests.screens.snapshot import SIZE, lines_of, press, text_of


async def test_the_frame_holds_its_lines_at_eighty_by_twentyfour() -> None:
    app = kit_app(status=lambda: StatusFacts(who="J OKAFOR", role="case worker", queue=3))
    async with app.run_test(size=SIZE):
        lines = lines_of(app)

    assert lines[0] == " hubtui TRAINING > Caseload                                    Fri 20 Nov 14:32"
    assert lines[1] == "-" * 80
    assert lines[-2] == " Enter Open  F2 Record  / Filter  Space Mark  G Go to  F10 Actions  F1 Keys"
    assert lines[-1] == " OPEN 05:00 | J OKAFOR case worker | OFFLINE | queue 3 | conflicts 0 | drafts 0"


async def test_training_is_said_in_words_on_every_screen() -> None:
    app = kit_app()
    async with app.run_test(size=SIZE) as pilot:
        for keys in (("enter",), ("f1",), ("escape", "escape", "f2"), ("f10",)):
            await press(pilot, *keys)
            assert "TRAINING" in lines_of(app)[0]


async def test_ascii_mode_draws_nothing_but_ascii_and_letters() -> None:
    plain, drawn = kit_app(lambda: Case()), kit_app(lambda: Case(), display=Display())
    async with plain.run_test(size=SIZE):
        assert text_of(plain).isascii()
    async with drawn.run_test(size=SIZE):
        assert "─" in text_of(drawn)


async def test_one_colour_mode_sends_no_colour() -> None:
    app = kit_app(display=Display(one_colour=True))
    async with app.run_test(size=SIZE):
        strips = app.screen._compositor.render_strips()
        styles = [segment.style for strip in strips for segment in strip if segment.style]

    assert all(style.color is None or style.color.is_default for style in styles)


@pytest.mark.req("LNG-05")
@pytest.mark.parametrize("pressed", ["f1", "question_mark"])
async def test_help_lists_the_keys_of_the_place_and_the_same_key_or_escape_closes_it(pressed: str) -> None:
    app = kit_app()
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, pressed)
        assert "Keys on: Caseload" in text_of(app)
        assert "record a session for this person" in text_of(app)

        await press(pilot, "escape")
        assert isinstance(app.screen, Caseload)


@pytest.mark.req("LNG-05")
async def test_a_key_that_means_nothing_does_nothing() -> None:
    app = kit_app()
    async with app.run_test(size=SIZE) as pilot:
        before = text_of(app)

        await press(pilot, "f11", "z", "ctrl+at", "ctrl+o", "alt+x", "percent_sign")

        assert text_of(app) == before


async def test_a_key_that_cannot_work_now_says_why() -> None:
    app = kit_app(lambda: Caseload([]))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f2")

        assert lines_of(app)[-3] == " Nobody is chosen."


@pytest.mark.parametrize("digit", ["ctrl+g", "f2"])
async def test_every_function_key_has_a_twin_after_ctrl_g(digit: str) -> None:
    app = kit_app()
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *(("ctrl+g", "2") if digit == "ctrl+g" else ("f2",)))

        assert isinstance(app.screen, Missed)


async def test_jumping_puts_a_letter_on_each_question_and_goes_there() -> None:
    app = kit_app()
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f2", "ctrl+g")
        assert "[A]" in text_of(app)
        assert "[S]" in text_of(app)

        await press(pilot, "a", "t")
        assert "Day [20 ]" in text_of(app)


async def test_g_shows_the_places_and_a_letter_goes_there_and_back_to_what_was_open() -> None:
    app = kit_app()
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "down", "enter", "g")
        assert "Go to: C Caseload  R Register" in lines_of(app)[-3]

        await press(pilot, "r")
        assert text_of(app).count("> ADEYEMI Tunde 0") == 1

        await press(pilot, "g", "c")
        assert "To do now" in text_of(app)


async def test_the_actions_box_finds_by_typing_and_does_it() -> None:
    app = kit_app()
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f10", "type:record")
        assert " > Record a session for this person" in text_of(app)

        await press(pilot, "enter")
        assert isinstance(app.screen, Missed)


async def test_the_actions_box_lists_what_cannot_be_done_with_the_reason() -> None:
    app = kit_app(lambda: Caseload([]))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "colon", "type:record a")
        assert "not now: Nobody is chosen." in text_of(app)

        await press(pilot, "enter")
        assert lines_of(app)[-3] == " Nobody is chosen."
        assert isinstance(app.screen, Caseload)


async def test_the_message_line_stays_and_its_history_is_kept() -> None:
    app = kit_app()
    async with app.run_test(size=SIZE) as pilot:
        app.say("The first thing.")
        app.notify("[b]The second[/b]")
        await press(pilot, "down")
        assert lines_of(app)[-3] == " [b]The second[/b]"

        await press(pilot, "m")
        assert "14:32  The first thing." in text_of(app)


class WithText(Frame):
    TRAIL = ("Text",)
    KEYS = (key("add"),)

    def body(self) -> ComposeResult:
        yield LineInput()

    def action_add(self) -> None:
        self.say("Added.")


async def test_letters_never_act_while_a_text_field_has_focus_but_function_keys_do() -> None:
    app = kit_app(WithText)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a", "g", "m", "question_mark", "colon")
        assert app.screen.query_one(Input).value == "agm?:"

        await press(pilot, "f1")
        assert "Keys on: Text" in text_of(app)


@pytest.mark.req("SEC-03")
@pytest.mark.parametrize("pressed", ["f12", "ctrl+l"])
async def test_the_lock_key_leaves_nothing_to_read_and_ends_the_app(pressed: str) -> None:
    app = kit_app()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(pressed)
        await pilot.pause()

        assert text_of(app).strip() == ""
    assert app.return_value == "lock"


class Clock:
    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


@pytest.mark.req("SEC-03")
async def test_the_screen_locks_itself_after_five_idle_minutes_and_warns_before() -> None:
    clock = Clock()
    app = kit_app(now=clock)
    async with app.run_test(size=SIZE) as pilot:
        clock.at += timedelta(minutes=4, seconds=30)
        app._tick()
        await pilot.pause()
        assert "locks in under a minute" in lines_of(app)[-3]
        assert "OPEN 00:30" in lines_of(app)[-1]

        await press(pilot, "down")
        clock.at += timedelta(minutes=4, seconds=50)
        app._tick()
        assert not app.blanked

        clock.at += timedelta(seconds=11)
        app._tick()
        await pilot.pause()
        assert text_of(app).strip() == ""
    assert app.return_value == "lock"


async def test_closing_at_the_bottom_ends_the_program_and_anywhere_else_goes_up() -> None:
    app = kit_app()
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "enter", "f9")
        assert isinstance(app.screen, Caseload)

        await pilot.press("f9")
        await pilot.pause()
    assert app.return_value == "quit"


class Broken(Frame):
    TRAIL = ("Broken",)
    KEYS = (key("add"),)

    def action_add(self) -> None:
        passphrase = "correct horse"
        raise ValueError(f"no {len(passphrase)}")


async def test_a_defect_ends_in_one_line_with_a_reference_and_no_variables(
    capsys: pytest.CaptureFixture[str],
) -> None:
    app = kit_app(Broken, crashed=lambda error: "H-0042")

    with pytest.raises(ValueError, match="no 13"):
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press("a")
            await pilot.pause()
    app._print_error_renderables()

    said = capsys.readouterr().err
    assert said.strip() == "hubtui has stopped because of a defect. Reference: H-0042"
    assert app.return_code == DEFECT


async def test_a_window_too_small_says_so_and_everything_comes_back_with_room() -> None:
    app = kit_app()
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "down")
        await pilot.resize_terminal(40, 10)
        await pilot.pause()
        assert "Too small" in text_of(app)

        await pilot.resize_terminal(*SIZE)
        await pilot.pause()
        assert " > BRANNIGAN Sean 1" in text_of(app)


async def test_nothing_is_sent_to_the_clipboard_of_the_terminal() -> None:
    app = kit_app()
    async with app.run_test(size=SIZE):
        assert app._driver is not None
        written: list[str] = []
        app._driver.write = written.append  # type: ignore[method-assign, assignment]

        app.copy_to_clipboard("ADEYEMI")

        assert written == []


def test_every_function_key_but_lock_and_f11_has_its_digit() -> None:
    digits = {each.digit: each.shown for each in key_map.ALL.values() if each.digit}

    assert digits == {str(number % 10): f"F{number}" for number in range(1, 11)}


@pytest.mark.parametrize(
    ("keymap", "message"),
    [
        ({"lock": "f2"}, "F12 cannot be changed."),
        ({"nonsense": "f2"}, "There is no key called nonsense."),
        ({"sync": "f1"}, "f1 already does: the keys of this place; again: close."),
    ],
)
def test_a_keymap_that_would_lose_a_key_is_refused(keymap: dict[str, str], message: str) -> None:
    assert [problem.message for problem in key_map.refused(keymap)] == [message]


def test_the_stock_keymap_is_free_of_clashes() -> None:
    assert key_map.refused({}) == []


async def test_a_changed_key_works_and_shows_on_the_key_line() -> None:
    app = kit_app(keymap={"record": "f11"})
    async with app.run_test(size=SIZE) as pilot:
        assert "F11 Record" in lines_of(app)[-2]

        await press(pilot, "f11")
        assert isinstance(app.screen, Missed)


def test_the_clock_shows_local_time_in_summer() -> None:
    app = kit_app(now=lambda: datetime(2026, 7, 1, 9, 0, tzinfo=UTC))

    assert f"{app.local_now():%H:%M}" == "10:00"
