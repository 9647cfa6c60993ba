"""Reading dates, lengths and numbers out of other systems' rows."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubtui.importing import values


@pytest.mark.parametrize(
    ("given_text", "minutes"),
    [
        ("1 hour and 30 minutes", 90),
        ("1 hour and 0 minutes", 60),
        ("45 minutes", 45),
        ("1.5 hours", 90),
        ("1 hr 15 mins", 75),
        ("PT1H30M", 90),
        ("01:30", 90),
        (45, 45),
        ("about an hour", None),
        ("minus 5 minutes", None),
        ("", None),
        (None, None),
    ],
)
def test_a_length_is_read_however_it_is_written(given_text: object, minutes: int | None) -> None:
    assert values.minutes(given_text) == minutes


@pytest.mark.parametrize(
    ("given_text", "day"),
    [
        ("19900201", date(1990, 2, 1)),
        (19900201, date(1990, 2, 1)),
        ("2025-03-27 10:09:47.1054720", date(2025, 3, 27)),
        ("20250507 00:00:00.0000000", date(2025, 5, 7)),
        ("2025-07-01 23:30:00", date(2025, 7, 2)),
        ("01/02/2025", date(2025, 2, 1)),
        ("1 Aug 2024", date(2024, 8, 1)),
        ("99991231 23:59:59.9999999", None),
        ("0001-01-01T00:00:00", None),
        ("18500101", date(1850, 1, 1)),
        ("20250230", None),
        ("@CURRENT_TIMESTAMP", None),
        (None, None),
    ],
)
def test_a_date_is_read_however_it_is_written(given_text: object, day: date | None) -> None:
    assert values.day(given_text) == day


def test_no_end_is_known_from_no_date() -> None:
    assert values.any_day("99991231 23:59:59.9999999") == values.NO_END
    assert values.any_day("no date") is None


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00", "9999-12-31T23:59:59Z", "9999-12-31"])
def test_a_database_s_first_and_last_moments_are_no_instants(text: str) -> None:
    assert values.instant(text) is None


def test_a_time_without_a_zone_is_utc_unless_a_person_set_it_by_the_local_clock() -> None:
    text = "2026-07-01 10:00:00"

    assert values.instant(text) == datetime(2026, 7, 1, 10, tzinfo=UTC)
    assert values.instant(text, local=True) == datetime(2026, 7, 1, 9, tzinfo=UTC)


def test_pay_keeps_every_digit() -> None:
    assert values.number("1,234.50") == Decimal("1234.50")
    assert values.number("NaN") is None
    assert values.number("a lot") is None


ANYTHING = st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text(), max_size=2)


@given(ANYTHING)
def test_no_value_stops_a_reader(value: object) -> None:
    for read in (values.day, values.instant, values.minutes, values.number, values.truth, values.whole):
        read(value)
