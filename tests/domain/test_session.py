"""Sessions: their results, what they count as, and when they can be said."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubtui.domain.dates import local_date
from hubtui.domain.session import (
    ASSUMED_LENGTH,
    OF_A_RESULT,
    CalledOffBy,
    Session,
    SessionAttended,
    SessionOffered,
    SessionResult,
    SessionType,
    non_attendances,
)
from hubtui.domain.session_result import attended_warnings, check_missed, wrong_with_attended
from hubtui.domain.trouble import RuleBroken

TEN = datetime(2026, 11, 20, 10, tzinfo=UTC)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def held(**facts: object) -> Session:
    common = {"type": SessionType.INITIAL, "planned_at": TEN, "minutes": 30, "note": "Talked."}
    return Session.model_validate({"id": "s", **common, **facts})


@pytest.mark.req("SES-06")
def test_only_a_missed_session_counts_as_his_non_attendance() -> None:
    every = [held(id=each.value, result=each) for each in SessionResult]

    assert [each.result for each in non_attendances(every)] == [SessionResult.MISSED]
    assert all(not each.result.non_attendance for each in CalledOffBy)


@pytest.mark.req("SES-03")
@given(st.integers(-100, 5000))
def test_a_session_lasts_a_minute_to_a_day_and_warns_past_eight_hours(minutes: int) -> None:
    long_ago = held(planned_at=TEN - timedelta(days=9), minutes=minutes)

    refused = wrong_with_attended(long_ago, now=NOON, plan_agreed=False)

    assert bool(refused) is not (1 <= minutes <= 1440)
    assert bool(attended_warnings(long_ago, now=NOON)) is (minutes > 480)


@pytest.mark.req("SES-03")
@pytest.mark.parametrize("type_", list(SessionType))
def test_only_plan_and_group_sessions_need_a_part_of_the_agreed_plan(type_: SessionType) -> None:
    bare = held(type=type_)

    refused = bool(wrong_with_attended(bare, now=NOON, plan_agreed=True))

    assert refused is (type_ in (SessionType.PLAN, SessionType.GROUP))
    assert not wrong_with_attended(bare, now=NOON, plan_agreed=False)


@pytest.mark.req("SES-03")
def test_a_session_not_yet_over_is_saved_with_a_warning() -> None:
    assert attended_warnings(held(minutes=180), now=NOON)
    assert not attended_warnings(held(minutes=120), now=NOON)


@pytest.mark.req("SES-04")
@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
    st.integers(0, 60 * 24 * 3),
)
def test_a_non_attendance_is_late_exactly_after_its_local_day(planned: datetime, minutes: int) -> None:
    planned_at = planned.replace(tzinfo=UTC)
    now = planned_at + timedelta(minutes=minutes)

    late = check_missed(planned_at, "reason", now=now, field="session")

    assert late is (local_date(now) > local_date(planned_at))


@pytest.mark.req("SES-04")
def test_in_summer_half_past_eleven_at_night_is_still_the_day_and_an_hour_later_is_not() -> None:
    planned_at = datetime(2026, 7, 1, 9, tzinfo=UTC)

    assert not check_missed(planned_at, "", now=datetime(2026, 7, 1, 22, 30, tzinfo=UTC), field="session")
    with pytest.raises(RuleBroken, match="after the day"):
        check_missed(planned_at, "", now=datetime(2026, 7, 1, 23, 30, tzinfo=UTC), field="session")


def test_a_session_ends_by_its_length_else_as_planned_else_after_a_while() -> None:
    assert held(minutes=30).until == TEN + timedelta(minutes=30)
    assert held(minutes=None, planned_end=NOON).until == NOON
    assert held(minutes=None).until == TEN + ASSUMED_LENGTH


def test_what_a_result_sets_are_fields_of_a_session_and_an_offers_are_not_among_them() -> None:
    assert set(OF_A_RESULT) <= set(Session.model_fields)
    assert not {"planned_at", "offered_by", "place", "type"} & set(OF_A_RESULT)


def test_a_line_of_the_timeline_says_what_was_offered_and_what_became_of_it() -> None:
    offer = {"type": "plan", "method": "in-person", "place": "B2"}

    assert SessionOffered.summary(offer) == "Plan session, In person, B2"
    assert SessionOffered.summary({"type": "seance"}) == "seance"
    assert SessionAttended.summary({"minutes": 45, "note": "Talked\nof rooms."}) == "45 min, Talked of rooms."
