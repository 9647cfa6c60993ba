"""The fields of a form, by keys."""

from datetime import date

import pytest
from textual.app import ComposeResult
from textual.events import Paste

from hubtui.screens.frame import Frame
from hubtui.widgets.control import Choice, Control
from hubtui.widgets.date_field import DateField, MomentField, TimeField
from hubtui.widgets.line_field import LineField, NumberField
from hubtui.widgets.prose_field import ProseField
from hubtui.widgets.toggles import RadioRow, TickList, YesNo
from hubtui.widgets.typed import PROSE_LIMIT
from tests.screens.kit_builders import kit_app
from tests.screens.snapshot import SIZE, press, text_of

THREE = (Choice("a", "First"), Choice("b", "Second"), Choice("c", "Third"))


def today() -> date:
    return date(2026, 11, 20)


def one_field(field: Control) -> type[Frame]:
    class OneField(Frame):
        TRAIL = ("One field",)

        def body(self) -> ComposeResult:
            yield field

    return OneField


async def answer_after(field: Control, *keys: str) -> object:
    """What the field answers after these keys."""
    app = kit_app(one_field(field))
    async with app.run_test(size=SIZE) as pilot:
        app.screen.set_focus(field.entry())
        await press(pilot, *keys)
        return field.answer


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        pytest.param(("2",), "b", id="by its number"),
        pytest.param(("right", "right", "space"), "c", id="by arrows and space"),
        pytest.param(("1", "3"), "c", id="the last one chosen holds"),
        pytest.param((), None, id="nothing chosen"),
    ],
)
async def test_one_of_several_is_chosen(keys: tuple[str, ...], answer: str | None) -> None:
    assert await answer_after(RadioRow(THREE), *keys) == answer


async def test_any_of_several_are_ticked_in_the_order_offered() -> None:
    assert await answer_after(TickList(THREE), "3", "1", "2", "2") == ["a", "c"]


@pytest.mark.parametrize(("key", "answer"), [("y", True), ("n", False), ("1", True), ("2", False)])
async def test_yes_and_no_have_their_letters_and_their_numbers(key: str, answer: bool) -> None:
    assert await answer_after(YesNo(), key) is answer


@pytest.mark.req("LNG-05")
async def test_on_and_off_differ_in_plain_text() -> None:
    field = TickList(THREE)
    app = kit_app(one_field(field))
    async with app.run_test(size=SIZE) as pilot:
        app.screen.set_focus(field)
        await press(pilot, "2")

        assert "[ ] 1 First" in text_of(app)
        assert "[x] 2 Second" in text_of(app)


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        pytest.param(("t",), "2026-11-20", id="T is today"),
        pytest.param(("y",), "2026-11-19", id="Y is yesterday"),
        pytest.param(("type:20",), "2026-11-20", id="a day of this month"),
        pytest.param(("type:5", "tab", "type:dec"), "2026-12-05", id="a month by name"),
        pytest.param(("type:1", "tab", "type:2", "tab", "type:27"), "2027-02-01", id="three boxes"),
        pytest.param(("t", "plus", "plus", "minus"), "2026-11-21", id="plus and minus a day"),
        pytest.param(("type:31", "tab", "type:2"), "31/2/", id="an impossible day stays as typed"),
        pytest.param((), None, id="empty"),
    ],
)
async def test_a_date_is_typed_as_people_say_it(keys: tuple[str, ...], answer: str | None) -> None:
    assert await answer_after(DateField(today), *keys) == answer


@pytest.mark.req("SEC-07")
async def test_an_impossible_date_is_refused_with_the_format() -> None:
    field = DateField(today)
    app = kit_app(one_field(field))
    async with app.run_test(size=SIZE) as pilot:
        app.screen.set_focus(field.entry())
        await press(pilot, "type:31", "tab", "type:2")

        assert "DD/MM/YYYY" in field.complaint()


@pytest.mark.parametrize("typed", ["1000", "10:00", "10.00", "10am"])
async def test_a_time_is_taken_in_any_shape(typed: str) -> None:
    assert await answer_after(TimeField(), f"type:{typed}") == "10:00"


async def test_a_moment_in_summer_is_kept_in_utc() -> None:
    keys = ("type:1", "tab", "type:7", "tab", "type:26", "enter", "type:1000")

    assert await answer_after(MomentField(today), *keys) == "2026-07-01T09:00:00Z"


async def test_a_number_is_a_number_and_anything_else_is_refused() -> None:
    assert await answer_after(NumberField(), "type:45") == 45

    field = NumberField()
    await answer_after(field, "type:4x")
    assert field.complaint() == "Enter a whole number, such as 45."


@pytest.mark.req("LNG-05")
@pytest.mark.parametrize("field", [LineField(), ProseField()], ids=["a line", "a note"])
async def test_welsh_letters_and_brackets_are_taken_as_typed(field: Control) -> None:
    assert await answer_after(field, "type:Siân [b]ŵ") == "Siân [b]ŵ"


HOSTILE = "\x1b[31mred\x00\x1b]52;c;aGk=\x07 \ud800\u202eok [bold"


@pytest.mark.parametrize("kind", [LineField, ProseField], ids=["a line", "a note"])
async def test_a_hostile_paste_leaves_its_words_only(kind: type[Control]) -> None:
    field = kind()
    app = kit_app(one_field(field))
    async with app.run_test(size=SIZE) as pilot:
        app.screen.set_focus(field)
        app.post_message(Paste(HOSTILE))
        await press(pilot)

        assert field.answer == "red ok [bold"


@pytest.mark.parametrize("kind", [LineField, ProseField], ids=["a line", "a note"])
async def test_a_megabyte_of_paste_is_cut_and_said_so(kind: type[Control]) -> None:
    field = kind()
    app = kit_app(one_field(field))
    async with app.run_test(size=SIZE) as pilot:
        app.screen.set_focus(field)
        app.post_message(Paste("word " * 200_000))
        await press(pilot)

        assert 0 < len(str(field.answer)) <= PROSE_LIMIT
        assert "Only the first" in app.message
