"""The windowed list."""

from collections.abc import Sequence

import pytest

from hubtui.screens.list_screen import ListScreen
from hubtui.widgets.row_list import Column, Row, RowList, RowSource
from tests.screens.kit_builders import Case, Caseload, kit_app, people
from tests.screens.snapshot import SIZE, lines_of, press, text_of


class Counting:
    """A source of any length that counts what it is asked for."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.read = 0

    async def count(self) -> int:
        return self.total

    async def rows(self, offset: int, limit: int) -> Sequence[Row]:
        end = min(offset + limit, self.total)
        self.read += end - offset
        return [Row(str(at), (f"PERSON {at}",)) for at in range(offset, end)]


class Long(ListScreen):
    COLUMNS = (Column("Name"),)

    def __init__(self, rows: Counting) -> None:
        super().__init__()
        self._rows_of = rows

    async def source(self, find: str) -> RowSource:
        return self._rows_of


async def rows_read_to_the_end(total: int) -> int:
    counting = Counting(total)
    app = kit_app(lambda: Long(counting))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "pagedown", "end", "up")
        assert f"PERSON {total - 2}" in text_of(app)
    return counting.read


async def test_fifty_thousand_rows_read_no_more_than_five_hundred_do() -> None:
    assert await rows_read_to_the_end(50_000) <= await rows_read_to_the_end(500)


@pytest.mark.req("LNG-05")
async def test_the_cursor_is_seen_without_colour_and_moves_by_arrows_and_letters() -> None:
    app = kit_app()
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "down", "j", "j", "k")

        marked = [line for line in lines_of(app) if line.startswith(" >")]

    assert marked[0].startswith(" > EVANS Siân 2")
    assert len(marked) == 1


async def test_home_end_and_pages_show_which_rows_of_how_many() -> None:
    app = kit_app(lambda: Caseload(people(50_000)))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "end")
        assert "rows 49987-50000 of 50,000" in text_of(app)

        await press(pilot, "home", "pagedown")
        assert " > EVANS Siân 14" in text_of(app)


async def test_marks_stand_beside_their_rows_and_are_counted() -> None:
    app = kit_app()
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "space", "space", "up", "space")
        rows = app.screen.query_one(RowList)

        assert rows.marked == {"A00000"}
        assert "1 marked" in text_of(app)
        assert "*ADEYEMI Tunde 0" in text_of(app)


async def test_typing_after_slash_narrows_at_once_and_escape_shows_all_again() -> None:
    app = kit_app()
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "slash", "type:evans")
        assert "of 7" in text_of(app)

        await press(pilot, "enter", "down")
        assert " > EVANS Siân 6" in text_of(app)

        await press(pilot, "slash", "escape")
        assert "of 30" in text_of(app)


@pytest.mark.req("LNG-05")
async def test_an_empty_list_says_so_on_a_row_that_has_focus() -> None:
    app = kit_app(lambda: Caseload([]))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "down", "enter", "space")

        assert " > Nobody is on this list." in text_of(app)
        assert isinstance(app.focused, RowList)


async def test_enter_opens_the_row_and_coming_back_keeps_the_cursor_on_it() -> None:
    app = kit_app()
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "down", "down", "enter")
        assert isinstance(app.screen, Case)

        await press(pilot, "escape")
        assert " > EVANS Siân 2" in text_of(app)


async def test_rows_hold_no_markup_and_no_control_characters() -> None:
    rows = [Row("1", ("[bold]x[/] \x1b[31mred\n", "[", "]"))]
    app = kit_app(lambda: Caseload(rows))
    async with app.run_test(size=SIZE):
        assert "[bold]x[/]  [31mred" in text_of(app)
