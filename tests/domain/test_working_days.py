from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubtui.domain.trouble import RuleBroken
from hubtui.domain.working_days import (
    add_working_days,
    checked,
    coverage_warning,
    easter_sunday,
    england_and_wales,
    holidays_by_rule,
    is_working_day,
    past_list_warning,
    working_day_on_or_before,
    working_days_before,
    working_days_between,
)

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
COUNTS = st.integers(1, 30)


@pytest.mark.req("RDT-06")
@pytest.mark.parametrize(
    ("day", "working"),
    [
        pytest.param(date(2026, 12, 24), True, id="Christmas Eve, a Thursday"),
        pytest.param(date(2026, 12, 25), False, id="Christmas Day"),
        pytest.param(date(2026, 12, 28), False, id="Boxing Day taken on the Monday"),
        pytest.param(date(2026, 12, 29), True, id="the Tuesday after"),
        pytest.param(date(2026, 11, 21), False, id="a Saturday"),
        pytest.param(date(2022, 9, 19), False, id="the State Funeral"),
        pytest.param(date(2023, 5, 8), False, id="the Coronation"),
        pytest.param(date(2031, 4, 14), False, id="Easter Monday beyond the list"),
    ],
)
def test_a_working_day_is_monday_to_friday_and_no_bank_holiday(day: date, working: bool) -> None:
    assert is_working_day(day) is working


@pytest.mark.req("RDT-06")
@pytest.mark.parametrize(
    ("start", "number", "end"),
    [
        (date(2026, 12, 23), 5, date(2027, 1, 4)),
        (date(2026, 11, 21), 10, date(2026, 12, 4)),
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
    ],
)
def test_working_days_are_counted_from_the_day_after(start: date, number: int, end: date) -> None:
    assert add_working_days(start, number) == end


@pytest.mark.req("RDT-06")
@given(start=DAYS, number=COUNTS)
def test_a_sum_ends_on_a_working_day_with_as_many_between(start: date, number: int) -> None:
    end = add_working_days(start, number)

    assert is_working_day(end)
    assert working_days_between(start, end) == number


@given(end=DAYS, number=COUNTS)
def test_counting_back_mirrors_counting_on(end: date, number: int) -> None:
    first = working_days_before(end, number)

    assert is_working_day(first)
    assert working_days_between(first - timedelta(days=1), end - timedelta(days=1)) == number


def test_the_working_day_before_a_holiday_weekend_is_found() -> None:
    assert working_day_on_or_before(date(2026, 12, 28)) == date(2026, 12, 24)
    assert working_day_on_or_before(date(2026, 12, 24)) == date(2026, 12, 24)


def test_working_days_are_counted_from_one() -> None:
    with pytest.raises(ValueError, match="from 1"):
        add_working_days(date(2026, 11, 20), 0)


@pytest.mark.req("RDT-06")
def test_a_sum_that_runs_past_the_list_says_so() -> None:
    assert past_list_warning(date(2028, 12, 20), date(2028, 12, 29)) == ""
    assert "ends in 2028" in past_list_warning(date(2028, 12, 20), date(2029, 1, 4))


@pytest.mark.req("RDT-06")
def test_a_list_that_does_not_reach_two_years_on_is_reported() -> None:
    assert coverage_warning(date(2026, 11, 21)) == ""
    assert "bring in a newer one" in coverage_warning(date(2027, 1, 1))


@pytest.mark.req("RDT-06")
def test_a_list_with_a_day_twice_or_at_a_weekend_is_refused_with_every_such_day() -> None:
    christmas, saturday = date(2029, 12, 25), date(2029, 12, 29)

    with pytest.raises(RuleBroken) as refusal:
        checked([christmas, christmas, saturday])

    assert [problem.message for problem in refusal.value.problems] == [
        "25/12/2029 stands in the list twice.",
        "29/12/2029 is a Saturday: enter the working day taken instead.",
    ]


def test_an_empty_list_is_refused() -> None:
    with pytest.raises(RuleBroken, match="empty"):
        checked([])


@pytest.mark.req("RDT-06")
def test_a_list_of_ones_own_is_what_is_counted_with() -> None:
    holidays = checked([date(2026, 11, 24)])

    assert add_working_days(date(2026, 11, 23), 1, holidays) == date(2026, 11, 25)


@pytest.mark.parametrize("year", range(2019, 2029))
def test_the_rule_gives_what_the_list_gives(year: int) -> None:
    assert holidays_by_rule(year) == {day for day in england_and_wales().days if day.year == year}


@pytest.mark.parametrize(
    ("year", "easter"),
    [(1996, (4, 7)), (2008, (3, 23)), (2011, (4, 24)), (2027, (3, 28)), (2038, (4, 25))],
)
def test_easter_falls_where_the_calendar_has_it(year: int, easter: tuple[int, int]) -> None:
    assert easter_sunday(year) == date(year, *easter)


@pytest.mark.parametrize(
    ("year", "days"),
    [
        pytest.param(2033, {(1, 3), (12, 26), (12, 27)}, id="New Year and Christmas at a weekend"),
        pytest.param(2012, {(1, 2), (12, 25), (12, 26)}, id="New Year on a Sunday"),
    ],
)
def test_days_at_a_weekend_move_to_the_next_free_weekday(year: int, days: set[tuple[int, int]]) -> None:
    found = {(day.month, day.day) for day in holidays_by_rule(year)}

    assert {day for day in found if day[0] in {1, 12}} == days
