from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubtui.domain import deadlines
from hubtui.domain.dates import at_local, end_of_day
from hubtui.domain.deadlines import Deadline, State
from hubtui.domain.working_days import is_working_day, working_days_between

FRIDAY_18_DECEMBER = date(2026, 12, 18)
LISTED_YEARS = st.dates(date(2019, 2, 1), date(2028, 12, 31))


@pytest.mark.req("SES-04", "SES-05")
@pytest.mark.parametrize("sum_", [deadlines.non_attendance, deadlines.session_result])
def test_a_saturday_session_is_due_that_saturday(sum_: Callable[[date], Deadline]) -> None:
    due = sum_(date(2026, 12, 5))

    assert due.met_at(at_local(date(2026, 12, 5), time(23, 59, 59)))
    assert not due.met_at(at_local(date(2026, 12, 6), time(0, 0)))
    assert not due.met_at(at_local(date(2026, 12, 6), time(0, 1)))


@pytest.mark.req("SES-04")
def test_a_summer_day_ends_an_hour_before_the_utc_day() -> None:
    due = deadlines.non_attendance(date(2026, 7, 1))

    assert due.met_at(datetime(2026, 7, 1, 22, 59, tzinfo=UTC))
    assert not due.met_at(datetime(2026, 7, 1, 23, 0, tzinfo=UTC))
    assert due.day == date(2026, 7, 1)


@pytest.mark.req("REL-01")
def test_the_handover_window_has_twenty_one_dates() -> None:
    window = deadlines.handover(FRIDAY_18_DECEMBER)

    assert (window.first, window.last) == (date(2026, 11, 28), FRIDAY_18_DECEMBER)


@pytest.mark.req("REL-03")
@pytest.mark.parametrize(
    ("release", "first", "last"),
    [
        pytest.param(FRIDAY_18_DECEMBER, date(2026, 12, 4), date(2026, 12, 17), id="before Christmas"),
        pytest.param(date(2027, 1, 6), date(2026, 12, 18), date(2027, 1, 5), id="over Christmas"),
    ],
)
def test_the_pre_release_window_holds_ten_working_days(release: date, first: date, last: date) -> None:
    window = deadlines.pre_release_meeting(release)

    assert (window.first, window.last) == (first, last)


@pytest.mark.req("REL-03")
def test_a_saturday_inside_the_pre_release_window_is_in_time() -> None:
    window = deadlines.pre_release_meeting(FRIDAY_18_DECEMBER)

    assert date(2026, 12, 12) in window
    assert date(2026, 12, 3) not in window
    assert FRIDAY_18_DECEMBER not in window


@pytest.mark.req("REL-03")
@given(release=LISTED_YEARS)
def test_the_pre_release_window_never_opens_before_the_handover(release: date) -> None:
    window = deadlines.pre_release_meeting(release)

    assert deadlines.handover(release).first < window.first
    assert is_working_day(window.first)
    assert working_days_between(window.first - timedelta(days=1), window.last) == 10


@pytest.mark.req("REL-03")
def test_the_longest_look_back_in_the_listed_years_is_nineteen_days() -> None:
    releases = [date(2019, 2, 1) + timedelta(days=n) for n in range(3600)]

    longest = max((day - deadlines.pre_release_meeting(day).first).days for day in releases)

    assert longest == 19


@pytest.mark.req("RDT-06")
def test_a_window_past_the_list_of_holidays_carries_a_warning() -> None:
    assert "provisional" in deadlines.pre_release_meeting(date(2029, 1, 10)).warning
    assert "provisional" in deadlines.after_working_days(date(2028, 12, 29), 1, "PLN-05").warning
    assert deadlines.pre_release_meeting(FRIDAY_18_DECEMBER).warning == ""


@pytest.mark.req("REF-09")
@pytest.mark.parametrize(
    ("release", "usual"),
    [
        pytest.param(date(2026, 12, 19), "Fri 18 Dec 2026", id="Saturday"),
        pytest.param(date(2026, 12, 20), "Fri 18 Dec 2026", id="Sunday"),
        pytest.param(date(2026, 12, 28), "Thu 24 Dec 2026", id="bank holiday Monday"),
    ],
)
def test_a_release_date_that_is_no_working_day_is_warned_about(release: date, usual: str) -> None:
    assert usual in deadlines.release_day_warning(release)


def test_a_release_date_on_a_working_day_needs_no_warning() -> None:
    assert deadlines.release_day_warning(FRIDAY_18_DECEMBER) == ""


@pytest.mark.parametrize(
    ("due", "day"),
    [
        pytest.param(
            deadlines.transfer_meeting(date(2026, 12, 18)), date(2026, 12, 13), id="transfer meeting"
        ),
        pytest.param(
            deadlines.end_of_service_report(date(2026, 12, 18)), date(2026, 12, 23), id="final report"
        ),
        pytest.param(
            deadlines.duty_to_refer_review(date(2026, 12, 1)), date(2026, 12, 21), id="council review"
        ),
        pytest.param(deadlines.duty_to_refer_chase(date(2026, 12, 1)), date(2026, 12, 8), id="council chase"),
        pytest.param(deadlines.practitioner_answer(date(2026, 12, 23)), date(2027, 1, 4), id="question"),
        pytest.param(
            deadlines.significant_change_update(date(2026, 12, 24)), date(2026, 12, 29), id="change"
        ),
        pytest.param(deadlines.signature_chase(date(2026, 11, 21)), date(2026, 12, 4), id="signature"),
        pytest.param(deadlines.fresh_offer(date(2026, 11, 2)), date(2026, 11, 30), id="fresh offer"),
        pytest.param(deadlines.money_check(date(2026, 12, 23)), date(2027, 1, 4), id="money check"),
        pytest.param(
            deadlines.enforcement_information(date(2026, 12, 24)), date(2026, 12, 30), id="enforcement"
        ),
        pytest.param(deadlines.services_told(date(2026, 12, 23)), date(2027, 1, 4), id="services told"),
        pytest.param(deadlines.data_request(date(2027, 1, 31)), date(2027, 2, 28), id="data request"),
    ],
)
def test_a_deadline_of_days_ends_with_its_last_day(due: Deadline, day: date) -> None:
    assert due.at == end_of_day(day)
    assert due.day == day


@pytest.mark.req("SES-02")
@pytest.mark.parametrize(
    ("working_days", "day"),
    [pytest.param(1, date(2026, 11, 23), id="urgent"), pytest.param(10, date(2026, 12, 4), id="standard")],
)
def test_a_first_offer_is_counted_from_the_local_day_of_receipt(working_days: int, day: date) -> None:
    received = at_local(date(2026, 11, 20), time(17, 0))

    assert deadlines.first_offer(received, working_days).day == day


def test_a_self_referral_received_just_after_midnight_in_summer_counts_from_that_day() -> None:
    received = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)

    assert deadlines.self_referral_reply(received).day == date(2026, 7, 8)


@pytest.mark.req("RSK-06")
@pytest.mark.parametrize(
    "sum_", [deadlines.risk_notification, deadlines.delivery_change, deadlines.incident_told]
)
def test_a_telling_is_owed_at_once_and_late_after_an_hour(sum_: Callable[[datetime], Deadline]) -> None:
    opened = datetime(2026, 12, 5, 10, 0, tzinfo=UTC)

    assert sum_(opened).met_at(opened + timedelta(minutes=60))
    assert not sum_(opened).met_at(opened + timedelta(minutes=60, seconds=1))


def test_an_incident_is_counted_down_for_three_days() -> None:
    learned = datetime(2026, 12, 5, 10, 0, tzinfo=UTC)

    assert deadlines.incident_reported(learned).at == datetime(2026, 12, 8, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param(deadlines.cas3_leave_by(date(2026, 12, 1)), date(2027, 2, 23), id="84 nights of CAS3"),
        pytest.param(deadlines.three_month_check(date(2026, 11, 30)), date(2027, 2, 28), id="month end"),
        pytest.param(deadlines.extension_prompt(date(2026, 12, 18)), date(2026, 11, 20), id="extension"),
        pytest.param(deadlines.readiness_red(FRIDAY_18_DECEMBER), date(2026, 12, 11), id="readiness"),
        pytest.param(deadlines.risk_information_old(date(2025, 11, 20)), date(2026, 11, 21), id="old risk"),
    ],
)
def test_a_date_to_act_by_is_the_expected_one(found: date, expected: date) -> None:
    assert found == expected


@pytest.mark.parametrize(
    ("release", "part_one_only"),
    [
        pytest.param(date(2030, 3, 1), False, id="exactly four years"),
        pytest.param(date(2030, 3, 2), True, id="a day more"),
    ],
)
def test_a_long_sentence_has_part_one_of_the_screening_only(release: date, part_one_only: bool) -> None:
    assert deadlines.screening_part_one_only(date(2026, 3, 1), release) is part_one_only


def test_four_years_from_a_leap_day_end_on_the_next_one() -> None:
    assert not deadlines.screening_part_one_only(date(2024, 2, 29), date(2028, 2, 29))


@pytest.mark.parametrize(
    ("reception", "carries"),
    [
        pytest.param(date(2027, 2, 28), True, id="the last day, clamped to the month end"),
        pytest.param(date(2027, 3, 1), False, id="a day later"),
    ],
)
def test_a_screening_carries_forward_for_six_months(reception: date, carries: bool) -> None:
    assert deadlines.screening_carries_forward(date(2026, 8, 31), reception) is carries


@pytest.mark.parametrize(
    ("now", "done", "state"),
    [
        pytest.param(time(8), None, State.SOON, id="due today"),
        pytest.param(time(8), time(9), State.OK, id="done in time"),
    ],
)
def test_a_deadline_of_today_is_soon_until_it_is_done(now: time, done: time | None, state: State) -> None:
    today = date(2026, 12, 5)

    due = deadlines.non_attendance(today)

    assert due.state(at_local(today, now), done=at_local(today, done) if done else None) is state


def test_a_deadline_passed_is_overdue_and_late_once_done() -> None:
    due = deadlines.non_attendance(date(2026, 12, 5))
    after = at_local(date(2026, 12, 6), time(0, 1))

    assert due.state(after) is State.OVERDUE
    assert due.state(after, done=after) is State.LATE
    assert due.state(at_local(date(2026, 12, 1), time(8))) is State.OK
