from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubtui.domain.dates import (
    add_months,
    age_on,
    at_local,
    date_from_boxes,
    end_of_day,
    instant_text,
    local_date,
    parse_date,
    parse_time,
    read_instant,
    show_day,
    show_instant,
    show_short_day,
    start_of_day,
)
from hubtui.domain.trouble import RuleBroken

TODAY = date(2026, 11, 21)
DAYS = st.dates(date(2000, 1, 1), date(2045, 12, 31))


@pytest.mark.req("SEC-07")
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("20", date(2026, 11, 20)),
        ("20 11", date(2026, 11, 20)),
        ("20 nov 26", date(2026, 11, 20)),
        ("20 November 2026", date(2026, 11, 20)),
        ("20nov26", date(2026, 11, 20)),
        ("20/11/2026", date(2026, 11, 20)),
        ("20.11.26", date(2026, 11, 20)),
        ("20-11-2026", date(2026, 11, 20)),
        ("2026-11-20", date(2026, 11, 20)),
        ("20112026", date(2026, 11, 20)),
        ("1 5 67", date(1967, 5, 1)),
        ("1 5 31", date(2031, 5, 1)),
        ("29 2 2028", date(2028, 2, 29)),
        ("t", TODAY),
        ("Y", date(2026, 11, 20)),
    ],
)
def test_a_date_may_be_typed_as_it_comes(typed: str, meant: date) -> None:
    assert parse_date(typed, today=TODAY) == meant


@pytest.mark.req("SEC-07")
@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("31/11/2026", id="November has 30 days"),
        pytest.param("29/2/2027", id="no leap year"),
        pytest.param("11/20/2026", id="month first"),
        pytest.param("20/11/026", id="three-digit year"),
        pytest.param("20/11/20260", id="five-digit year"),
        pytest.param("", id="nothing"),
        pytest.param("nov", id="a month alone"),
        pytest.param("20 no", id="half a month"),
        pytest.param("20 11 26 1", id="four numbers"),
        pytest.param("0/11/2026", id="day nought"),
        pytest.param("٢٠/١١/٢٠٢٦", id="other digits"),
        pytest.param("20;11", id="a strange sign"),
        pytest.param("tomorrow", id="a word"),
    ],
)
def test_an_impossible_or_unclear_date_is_refused_with_the_format(typed: str) -> None:
    with pytest.raises(RuleBroken, match="DD/MM/YYYY") as refusal:
        parse_date(typed, today=TODAY, field="release_date")

    assert refusal.value.problems[0].field == "release_date"


@given(day=DAYS)
def test_a_date_reads_back_as_it_is_shown(day: date) -> None:
    assert parse_date(show_day(day), today=TODAY) == day
    assert parse_date(f"{day:%d/%m/%Y}", today=TODAY) == day


@given(st.text(max_size=12))
def test_whatever_is_typed_is_a_date_or_a_refusal(typed: str) -> None:
    with suppress(RuleBroken):
        assert isinstance(parse_date(typed, today=TODAY), date)


def test_the_boxes_of_a_date_may_hold_a_name_and_be_left_empty() -> None:
    assert date_from_boxes("3", "Nov", "", today=TODAY) == date(2026, 11, 3)
    assert date_from_boxes("3", "", "", today=TODAY) == date(2026, 11, 3)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1000", time(10)),
        ("10:00", time(10)),
        ("10.00", time(10)),
        ("10am", time(10)),
        ("930", time(9, 30)),
        ("9", time(9)),
        ("2.30 PM", time(14, 30)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("23:59", time(23, 59)),
    ],
)
def test_a_time_may_be_typed_as_it_comes(typed: str, meant: time) -> None:
    assert parse_time(typed) == meant


@pytest.mark.parametrize("typed", ["24:00", "10:60", "13pm", "0am", "", "noon", "1:2", "10000"])
def test_an_impossible_time_is_refused_with_the_format(typed: str) -> None:
    with pytest.raises(RuleBroken, match="HH:MM"):
        parse_time(typed)


def test_dates_are_shown_with_their_weekday_and_short_where_space_is_short() -> None:
    assert show_day(date(2026, 11, 20)) == "Fri 20 Nov 2026"
    assert show_short_day(date(2026, 11, 20)) == "20 Nov"


@pytest.mark.req("SEC-07")
def test_an_instant_is_shown_in_local_time() -> None:
    assert show_instant(datetime(2026, 7, 1, 13, 32, tzinfo=UTC)) == "Wed 1 Jul 2026 14:32"
    assert local_date(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == date(2026, 7, 2)


@pytest.mark.req("SEC-07")
@pytest.mark.parametrize(
    ("day", "hours"),
    [
        pytest.param(date(2026, 12, 5), 24, id="an ordinary day"),
        pytest.param(date(2027, 3, 28), 23, id="clocks go on"),
        pytest.param(date(2026, 10, 25), 25, id="clocks go back"),
    ],
)
def test_a_day_ends_where_the_next_begins(day: date, hours: int) -> None:
    assert end_of_day(day) - start_of_day(day) == timedelta(hours=hours, microseconds=-1)
    assert local_date(end_of_day(day)) == day


@given(day=DAYS, clock=st.times())
def test_an_instant_stored_is_the_instant_read(day: date, clock: time) -> None:
    instant = at_local(day, clock)

    assert instant_text(instant).endswith("Z")
    assert read_instant(instant_text(instant)) == instant


@pytest.mark.req("SEC-07")
def test_a_time_without_its_zone_is_no_instant() -> None:
    for convert in (instant_text, local_date):
        with pytest.raises(ValueError, match="time zone"):
            convert(datetime(2026, 11, 20, 10))
    with pytest.raises(ValueError, match="time zone"):
        read_instant("2026-11-20T10:00:00")


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 6, 15), 6, date(2026, 12, 15)),
    ],
)
def test_months_are_counted_to_the_same_day_or_the_month_end(day: date, months: int, later: date) -> None:
    assert add_months(day, months) == later


@pytest.mark.req("ELG-01")
@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2008, 11, 21), TODAY, 18),
        (date(2008, 11, 22), TODAY, 17),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
    ],
)
def test_age_is_whole_years_lived(born: date, day: date, age: int) -> None:
    assert age_on(born, day) == age
