"""Offers: kept whatever becomes of them, and refused where the place or the person does not allow them."""

from typing import Any

import pytest

from hubtui.domain.session import Session, SessionResult
from hubtui.domain.stage import Stage
from hubtui.domain.trouble import NotAllowed
from tests.acts.given import AT_TEN, case_of, held_case, kept, offered, problems
from tests.builders import Desk

TUESDAY = "2026-11-24T10:00:00+00:00"
OFFER = {"type": "plan", "planned_at": TUESDAY, "method": "in-person", "place": "B2 room 1"}


@pytest.mark.req("SES-01")
def test_an_offer_is_kept_with_who_made_it_how_he_was_told_and_his_reply(terminal: Desk) -> None:
    ref = held_case(terminal)

    session = offered(terminal, ref, purpose="first steps", told_how="slip under the door", reply="refused")

    kept_offer = kept(terminal, Session, session)
    assert (kept_offer.offered_by, kept_offer.told_how, kept_offer.reply) == (
        "jokafor",
        "slip under the door",
        "refused",
    )
    assert kept_offer.result is None


@pytest.mark.req("SES-01", "SEC-07")
def test_a_time_typed_in_summer_is_kept_as_the_same_instant_in_utc(terminal: Desk) -> None:
    ref = held_case(terminal)

    session = offered(terminal, ref, planned_at="2027-06-01T10:00:00+01:00")

    with terminal.workspace.reading() as db:
        row = db.exec_driver_sql("SELECT planned_at FROM session WHERE id = ?", (session,)).one()
    assert row[0] == "2027-06-01T09:00:00Z"


@pytest.mark.req("SES-01")
@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"planned_at": None}, "planned_at", "date and time"),
        ({"method": ""}, "method", "Choose method"),
        ({"place": ""}, "place", "where"),
        ({"planned_end": "2026-11-24T09:00:00+00:00"}, "planned_end", "before it starts"),
    ],
    ids=["no time", "no method", "no place", "end before start"],
)
def test_an_offer_without_time_place_or_sense_is_refused(
    terminal: Desk, changes: dict[str, Any], field: str, sentence: str
) -> None:
    ref = held_case(terminal)

    refused = problems(terminal, "session.offer", case=ref, **{**OFFER, **changes})

    assert sentence in refused[field]


@pytest.mark.req("SES-01")
def test_rearranging_links_the_new_offer_to_the_old_and_asks_why(terminal: Desk) -> None:
    ref = held_case(terminal)
    old = offered(terminal, ref)

    assert "rearranged_because" in problems(terminal, "session.offer", case=ref, instead_of=old, **OFFER)
    new = offered(
        terminal, ref, planned_at=TUESDAY, instead_of=old, rearranged_because="a visit came the same hour"
    )

    assert kept(terminal, Session, new).instead_of == old
    assert kept(terminal, Session, old).result is SessionResult.REARRANGED


@pytest.mark.req("SES-02", "REF-13")
def test_the_first_offer_of_an_initial_session_moves_an_allocated_case_on(terminal: Desk) -> None:
    ref = held_case(terminal)
    offered(terminal, ref)
    assert case_of(terminal, ref).stage is Stage.ALLOCATED_CUSTODY

    offered(terminal, ref, type="initial", planned_at=TUESDAY)

    assert case_of(terminal, ref).stage is Stage.CONTACT_OFFERED_CUSTODY


@pytest.mark.req("SES-02")
def test_a_second_initial_session_is_refused_until_the_first_was_not_attended(terminal: Desk) -> None:
    ref = held_case(terminal)
    first = offered(terminal, ref, type="initial")
    again = {**OFFER, "type": "initial"}

    assert "rearrange" in problems(terminal, "session.offer", case=ref, **again)["type"]
    terminal.do("session.miss", case=ref, session=first)

    assert offered(terminal, ref, type="initial", planned_at=TUESDAY)


@pytest.mark.req("SES-07")
def test_a_remote_session_in_the_community_needs_a_reason_in_the_person(terminal: Desk) -> None:
    ref = held_case(terminal, worker="rlindqvist")
    remote = {**OFFER, "method": "phone", "place": ""}

    assert "circumstances" in problems(terminal, "session.offer", case=ref, **remote)["remote_reason"]

    terminal.do("session.offer", case=ref, remote_reason="He looks after his mother.", **remote)


def _mandate(terminal: Desk, *, mandated: bool) -> None:
    terminal.do("place.change", by="mreyes", code="HHI", mandated=mandated)
    terminal.sign_in("jokafor")


@pytest.mark.req("SES-08")
def test_a_mandated_prison_takes_no_remote_booking_without_a_supervisors_exception(terminal: Desk) -> None:
    ref = held_case(terminal)
    _mandate(terminal, mandated=True)
    remote = {**OFFER, "method": "video", "remote_reason": "lockdown"}

    assert "mandated" in problems(terminal, "session.offer", case=ref, **remote)["method"]
    terminal.do("session.offer", case=ref, **{**remote, "type": "urgent"})
    terminal.do("session.allow_remote", by="mreyes", case=ref, note="shielding", until_on="2026-12-24")

    terminal.do("session.offer", by="jokafor", case=ref, clash_confirmed=True, **remote)


@pytest.mark.req("SES-08")
def test_an_exception_ends_on_its_last_day(terminal: Desk) -> None:
    ref = held_case(terminal)
    _mandate(terminal, mandated=True)
    terminal.do("session.allow_remote", by="mreyes", case=ref, note="shielding", until_on="2026-11-23")
    terminal.sign_in("jokafor")

    refused = problems(
        terminal, "session.offer", case=ref, **{**OFFER, "method": "video", "remote_reason": "x"}
    )

    assert "method" in refused


@pytest.mark.req("SES-08")
def test_an_exception_ends_with_its_last_day_by_the_clocks_of_britain(terminal: Desk) -> None:
    ref = held_case(terminal)
    _mandate(terminal, mandated=True)
    terminal.do("session.allow_remote", by="mreyes", case=ref, note="shielding", until_on="2027-06-10")
    terminal.sign_in("jokafor")
    half_past_midnight = {**OFFER, "planned_at": "2027-06-10T23:30:00+00:00"}

    refused = problems(
        terminal, "session.offer", case=ref, **{**half_past_midnight, "method": "video", "remote_reason": "x"}
    )

    assert "mandated" in refused["method"]


@pytest.mark.req("SES-08")
def test_an_exception_that_has_ended_already_is_refused(terminal: Desk) -> None:
    ref = held_case(terminal)
    terminal.sign_in("mreyes")

    refused = problems(terminal, "session.allow_remote", case=ref, note="shielding", until_on="2026-11-19")

    assert "passed" in refused["until_on"]


@pytest.mark.req("SES-08")
def test_another_prison_asks_only_why_and_one_not_marked_warns(terminal: Desk) -> None:
    ref = held_case(terminal)
    remote = {**OFFER, "method": "phone"}

    assert "practicable" in problems(terminal, "session.offer", case=ref, **remote)["remote_reason"]
    done = terminal.do("session.offer", case=ref, remote_reason="wing locked down", **remote)

    assert any("not marked as mandated" in warning for warning in done.warnings)


@pytest.mark.req("SES-10")
def test_one_person_cannot_be_booked_at_two_places_at_one_time(terminal: Desk) -> None:
    ref = held_case(terminal)
    offered(terminal, ref, planned_at=TUESDAY, planned_end="2026-11-24T11:00:00+00:00")

    refused = problems(
        terminal,
        "session.offer",
        case=ref,
        clash_confirmed=True,
        **{**OFFER, "planned_at": "2026-11-24T10:30:00+00:00", "place": "chapel"},
    )

    assert "two places" in refused["planned_at"]


@pytest.mark.req("SES-10")
def test_a_worker_booked_twice_confirms_it_first(terminal: Desk) -> None:
    first = held_case(terminal)
    offered(terminal, first, planned_at=TUESDAY)
    second = held_case(terminal, surname="Brannigan", prison_number="A1044DK", date_of_birth="1990-01-01")
    other_place = {**OFFER, "place": "gym"}

    assert "clash_confirmed" in problems(terminal, "session.offer", case=second, **other_place)

    terminal.do("session.offer", case=second, clash_confirmed=True, **other_place)


@pytest.mark.req("SES-01")
def test_an_offer_whose_time_has_passed_reminds_of_its_result(terminal: Desk) -> None:
    ref = held_case(terminal)

    done = terminal.do("session.offer", case=ref, **{**OFFER, "planned_at": AT_TEN})

    assert any("record its result" in warning for warning in done.warnings)


@pytest.mark.req("SEC-02", "SES-01")
@pytest.mark.parametrize("login", ["rlindqvist", "mreyes", "kstowe"])
def test_nobody_but_the_worker_in_custody_offers_a_session_there(terminal: Desk, login: str) -> None:
    ref = held_case(terminal)

    with pytest.raises(NotAllowed):
        terminal.do("session.offer", by=login, case=ref, **OFFER)


@pytest.mark.req("SEC-02", "SES-08")
@pytest.mark.parametrize("login", ["jokafor", "rlindqvist", "kstowe"])
def test_only_a_supervisor_allows_remote_sessions(terminal: Desk, login: str) -> None:
    ref = held_case(terminal)

    with pytest.raises(NotAllowed):
        terminal.do("session.allow_remote", by=login, case=ref, note="x")
