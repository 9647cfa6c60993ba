"""The lock screen's pictures, for windows of every size and words from anywhere."""

import pytest

from hubtui.front.facts import Facts, plain
from hubtui.front.form import LockForm
from hubtui.front.keys import Typed
from hubtui.front.screen import Painter, draw_help, draw_lock


def facts_of_training() -> Facts:
    facts = Facts()
    facts.terminal, facts.training, facts.tries_left = "WNG-B-03", True, 2
    facts.sign_ins = [("login", "custody-worker", "four made up words")] * 4
    return facts


@pytest.mark.parametrize("recovering", [False, True], ids=["passphrase", "recovery"])
@pytest.mark.parametrize("rows", [1, 2, 10, 19, 20, 24, 40, 100])
@pytest.mark.parametrize("columns", [1, 20, 59, 60, 80, 99, 100, 250])
def test_a_picture_fills_its_window_exactly(columns: int, rows: int, recovering: bool) -> None:
    form, facts = LockForm(), facts_of_training()
    if recovering:
        form.switch()

    for picture in (
        draw_lock(form, facts, "a long message " * 20, (columns, rows)),
        draw_help(set(), facts, (columns, rows)),
    ):
        assert [len(row) for row in picture.rows] == [columns] * rows
        assert picture.cursor[0] < rows
        assert picture.cursor[1] < columns


def test_the_smallest_window_still_shows_every_sign_in_and_key() -> None:
    screen = "\n".join(draw_lock(LockForm(), facts_of_training(), "", (60, 20)).rows)

    assert screen.count("four made up words") == 4
    assert "2 tries left" in screen
    assert "F9 Quit" in screen


def test_a_shown_secret_is_in_no_row_of_the_picture() -> None:
    form = LockForm()
    form.move(1)
    form.type(Typed(bytearray(b"abcd")))

    picture = draw_lock(form, Facts(), "", (80, 24), showing=True)

    assert not any("abcd" in row for row in picture.rows)
    assert b"abcd____" in Painter().paint(picture, form.focused.text.view())


def test_a_long_secret_shows_its_end_within_the_box() -> None:
    form = LockForm()
    form.move(1)
    form.type(Typed(bytearray(("é" * 100 + "end").encode())))
    picture = draw_lock(form, Facts(), "", (80, 24), showing=True)

    painted = Painter().paint(picture, form.focused.text.view()).decode()

    assert "éend_" in painted
    assert painted.count("é") <= 12


def test_only_rows_that_differ_are_painted() -> None:
    form, painter = LockForm(), Painter()
    painter.paint(draw_lock(form, Facts(), "", (80, 24)), memoryview(b""))
    form.type(Typed(bytearray(b"x")))

    out = painter.paint(draw_lock(form, Facts(), "", (80, 24)), memoryview(b""))

    assert b"Staff ID" in out
    assert b"Passphrase" not in out


def test_text_from_outside_cannot_steer_the_terminal() -> None:
    assert plain("a\x1b[2Jb\x07\u202ec\n", 40) == "a?[2Jb??c?"
    assert len(plain("x" * 500, 30)) == 30


def test_a_wait_counts_down_in_minutes_and_then_in_seconds() -> None:
    facts = Facts()
    facts.wait(75)

    assert "Wait 2 minutes." in "\n".join(draw_lock(LockForm(), facts, "", (80, 24)).rows)
    facts = Facts()
    facts.wait(9.5)
    assert "Wait 10 seconds." in "\n".join(draw_lock(LockForm(), facts, "", (80, 24)).rows)
