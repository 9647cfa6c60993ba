"""When a session may be offered."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubtui.domain.booking import (
    Booked,
    clashes,
    needs_exception,
    wrong_with_clashes,
    wrong_with_initial,
    wrong_with_offer,
)
from hubtui.domain.places import Place, PlaceKind
from hubtui.domain.session import Method, Session, SessionResult, SessionType
from hubtui.domain.stage import Setting

TEN = datetime(2026, 11, 24, 10, tzinfo=UTC)
PRISON = Place("HHI", "Holme House", PlaceKind.PRISON)
WANTED = Booked("him", "jokafor", "B2", SessionType.PLAN, TEN, TEN + timedelta(hours=1))
spans = st.tuples(st.integers(0, 600), st.integers(1, 300))


def session(**facts: object) -> Session:
    given_facts = {"type": SessionType.PLAN, "planned_at": TEN, "place": "B2", "setting": Setting.CUSTODY}
    return Session.model_validate({"id": "s", **given_facts, **facts})


def booked(span: tuple[int, int], **changes: object) -> Booked:
    start = TEN + timedelta(minutes=span[0])
    made = Booked("him", "jokafor", "B2", SessionType.PLAN, start, start + timedelta(minutes=span[1]))
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.mark.req("SES-10")
@given(spans, spans)
def test_two_bookings_clash_exactly_when_a_minute_is_in_both(
    one: tuple[int, int], two: tuple[int, int]
) -> None:
    minutes = set(range(one[0], sum(one))) & set(range(two[0], sum(two)))

    found = clashes(booked(one), [booked(two, worker="other")])

    assert bool(found) == bool(minutes)


@pytest.mark.req("SES-10")
def test_one_person_at_two_places_is_refused_even_when_confirmed_and_at_one_place_asked_about() -> None:
    elsewhere = clashes(WANTED, [replace(WANTED, place="chapel", worker="other")])
    same_place = clashes(WANTED, [replace(WANTED, place="b2", worker="other")])

    assert [each.field for each in wrong_with_clashes(elsewhere, confirmed=True)] == ["planned_at"]
    assert [each.field for each in wrong_with_clashes(same_place, confirmed=False)] == ["clash_confirmed"]
    assert wrong_with_clashes(same_place, confirmed=True) == []


@pytest.mark.req("SES-10")
def test_a_group_in_one_room_is_no_double_booking_of_its_worker() -> None:
    group = replace(WANTED, type=SessionType.GROUP)

    assert clashes(group, [replace(group, person="another")]) == []
    assert clashes(group, [replace(group, person="another", place="gym")])


@pytest.mark.req("SES-08")
@pytest.mark.parametrize(
    ("mandated", "type_", "setting", "needed"),
    [
        (True, SessionType.PLAN, Setting.CUSTODY, True),
        (True, SessionType.URGENT, Setting.CUSTODY, False),
        (False, SessionType.PLAN, Setting.CUSTODY, False),
        (None, SessionType.PLAN, Setting.CUSTODY, False),
        (True, SessionType.PLAN, Setting.COMMUNITY, False),
    ],
    ids=["mandated", "urgent", "not mandated", "not marked", "in the community"],
)
def test_only_a_planned_remote_session_in_a_mandated_prison_needs_an_exception(
    mandated: bool | None, type_: SessionType, setting: Setting, needed: bool
) -> None:
    remote = session(method=Method.PHONE, type=type_, setting=setting)

    assert needs_exception(remote, replace(PRISON, mandated=mandated)) is needed
    assert not needs_exception(session(type=type_, setting=setting), replace(PRISON, mandated=mandated))


@pytest.mark.req("SES-07", "SES-08")
@pytest.mark.parametrize(
    ("setting", "sentence"),
    [(Setting.CUSTODY, "practicable"), (Setting.COMMUNITY, "circumstances")],
    ids=["custody", "community"],
)
def test_every_remote_session_says_why_in_the_words_of_where_he_is(setting: Setting, sentence: str) -> None:
    remote = session(method=Method.VIDEO, setting=setting, place="")

    [problem] = wrong_with_offer(remote, unit=None, excepted=False)

    assert problem.field == "remote_reason"
    assert sentence in problem.message
    assert not wrong_with_offer(remote.model_copy(update={"remote_reason": "x"}), unit=PRISON, excepted=False)


@pytest.mark.req("SES-02")
@pytest.mark.parametrize("result", [None, *SessionResult])
def test_a_second_initial_session_follows_only_one_without_contact(result: SessionResult | None) -> None:
    first = session(type=SessionType.INITIAL, result=result)
    second = session(id="t", type=SessionType.INITIAL)

    refused = bool(wrong_with_initial(second, [first]))

    assert refused is (result in (None, SessionResult.ATTENDED))


@pytest.mark.req("SES-02")
def test_an_initial_session_in_custody_leaves_the_one_in_the_community_open() -> None:
    inside = session(type=SessionType.INITIAL, result=SessionResult.ATTENDED)

    assert not wrong_with_initial(
        session(id="t", type=SessionType.INITIAL, setting=Setting.COMMUNITY), [inside]
    )


@pytest.mark.req("SES-02", "SES-01")
def test_a_rearranged_initial_session_may_take_the_place_of_the_first() -> None:
    first = session(type=SessionType.INITIAL)

    assert not wrong_with_initial(session(id="t", type=SessionType.INITIAL, instead_of="s"), [first])
