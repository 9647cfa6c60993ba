"""Results: attended, missed the same day or late, come to and not held, called off."""

from datetime import date
from typing import Any

import pytest

from hubtui.domain.entry import Lane
from hubtui.domain.session import Flag, Session, SessionResult, non_attendances
from hubtui.domain.stage import Stage
from hubtui.domain.trouble import NotAllowed
from hubtui.store import journal
from hubtui.store.session import agenda
from tests.acts.given import AT_TEN, TODAY, agreed, attended, case_of, held_case, kept, offered, problems
from tests.builders import Desk

HELD: dict[str, Any] = {
    "type": "initial",
    "started_at": AT_TEN,
    "minutes": 45,
    "method": "in-person",
    "place": "B2",
}
RESULT_ACTS: list[tuple[str, dict[str, Any]]] = [
    ("session.record", {**HELD, "note": "x"}),
    ("session.miss", {"planned_at": AT_TEN}),
    ("session.not_held", {"planned_at": AT_TEN, "because": "refused", "reason": "x"}),
]


@pytest.mark.req("SES-03", "SES-02", "REF-13")
def test_an_attended_initial_session_is_kept_whole_and_moves_the_case_to_assessing(terminal: Desk) -> None:
    ref = held_case(terminal)

    session = attended(
        terminal,
        ref,
        late_minutes=5,
        present=["wing officer"],
        outcomes=["o1"],
        activities=["a-ch01", "A-BH02"],
        done_how="with",
        done_each={"A-CH01": "for"},
        response="Engaged.",
        next_steps="Ring the hostel.",
    )

    held = kept(terminal, Session, session)
    assert held.attended
    assert (held.minutes, held.late_minutes, held.present) == (45, 5, ["wing officer"])
    assert (held.outcomes, held.activities) == (["O1"], ["A-CH01", "A-BH02"])
    assert (held.done_how, held.done_each) == ("with", {"A-CH01": "for"})
    assert held.offered_by is None
    assert case_of(terminal, ref).stage is Stage.ASSESSING_CUSTODY


@pytest.mark.req("SES-03")
def test_the_result_of_an_offered_session_joins_the_offer(terminal: Desk) -> None:
    ref = held_case(terminal)
    session = offered(terminal, ref)

    done = terminal.do("session.record", case=ref, session=session, minutes=40, note="Forms filled in.")

    held = kept(terminal, Session, session)
    assert done.ids == (session,)
    assert (held.place, held.result, held.offered_by) == ("B2", SessionResult.ATTENDED, "jokafor")


@pytest.mark.req("SES-03")
def test_a_session_held_at_the_very_time_of_an_offer_is_that_offer(terminal: Desk) -> None:
    ref = held_case(terminal)
    session = offered(terminal, ref)

    done = terminal.do("session.record", case=ref, started_at=AT_TEN, minutes=40, note="Forms.")

    assert done.ids == (session,)


@pytest.mark.req("SES-03")
@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"started_at": "2026-11-20T13:00:00+00:00"}, "started_at", "still to come"),
        ({"minutes": 0}, "minutes", "how many minutes"),
        ({"minutes": 1441}, "minutes", "24 hours"),
        ({"note": " "}, "note", "what was done"),
        ({"activities": ["A-XX99"]}, "activities", "no activity"),
        ({"outcomes": ["O9"]}, "outcomes", "no outcome"),
        ({"started_at": None}, "session", "Choose the session"),
    ],
    ids=["to come", "no length", "over a day", "no work", "no such activity", "no such outcome", "no time"],
)
def test_an_attended_session_that_cannot_be_is_refused(
    terminal: Desk, changes: dict[str, Any], field: str, sentence: str
) -> None:
    ref = held_case(terminal)

    refused = problems(terminal, "session.record", case=ref, **{**HELD, "note": "Talked.", **changes})

    assert sentence in refused[field]


@pytest.mark.req("SES-03")
def test_over_eight_hours_is_saved_with_a_warning(terminal: Desk) -> None:
    ref = held_case(terminal)

    done = terminal.do(
        "session.record",
        case=ref,
        type="day-of-release",
        started_at="2026-11-19T06:00:00Z",
        minutes=600,
        place="gate",
        note="Met him, went to the council.",
    )

    assert any("more than 8 hours" in warning for warning in done.warnings)


@pytest.mark.req("SES-03")
def test_once_a_plan_is_agreed_a_plan_session_names_what_it_worked_on(terminal: Desk) -> None:
    ref = agreed(terminal)
    held = {**HELD, "type": "plan", "started_at": "2026-11-20T11:30:00Z", "note": "Talked.", "minutes": 20}

    assert "activities" in problems(terminal, "session.record", case=ref, **held)
    terminal.do("session.record", case=ref, **{**held, "type": "review"})

    terminal.do("session.record", case=ref, **{**held, "outcomes": ["O1"]})


@pytest.mark.req("RSK-09")
def test_new_risk_information_is_acknowledged_before_a_further_session_but_never_before_a_miss(
    terminal: Desk,
) -> None:
    ref = held_case(terminal)
    terminal.do("risk.record", case=ref, rosh_public="high", source="P Marsh, COM", source_date="2026-11-19")
    terminal.do("session.miss", case=ref, planned_at=AT_TEN)
    terminal.do("urgent.record", case=ref, type="seek-a-bed", result="Bed found.")
    terminal.do("session.record", case=ref, **{**HELD, "type": "urgent", "note": "Bed."})

    refused = problems(terminal, "session.record", case=ref, **HELD, note="Talked.")
    assert "(4)" in next(iter(refused.values()))
    terminal.do("risk.acknowledge", case=ref)

    assert attended(terminal, ref)


@pytest.mark.req("PLN-04")
def test_community_work_delivered_in_custody_is_saved_with_a_reason_and_marked(terminal: Desk) -> None:
    ref = held_case(terminal)
    held = {**HELD, "note": "Practised.", "activities": ["A-ML05"]}

    assert "community activity" in problems(terminal, "session.record", case=ref, **held)["setting_reason"]
    done = terminal.do("session.record", case=ref, setting_reason="Release is near.", **held)

    assert kept(terminal, Session, done.ids[0]).flags == [Flag.BEFORE_RELEASE]


@pytest.mark.req("SES-08")
def test_a_remote_session_that_took_place_in_a_mandated_prison_is_saved_and_flagged(terminal: Desk) -> None:
    ref = held_case(terminal)
    terminal.do("place.change", by="mreyes", code="HHI", mandated=True)
    terminal.sign_in("jokafor")
    remote = {**HELD, "method": "phone", "note": "Rang."}

    assert "remote_reason" in problems(terminal, "session.record", case=ref, **remote)
    done = terminal.do("session.record", case=ref, remote_reason="Wing locked down.", **remote)

    assert kept(terminal, Session, done.ids[0]).flags == [Flag.REMOTE_IN_MANDATED]
    assert any("supervisor" in warning for warning in done.warnings)
    assert any("remote" in each for each in case_of(terminal, ref).flags)


@pytest.mark.req("SES-07")
def test_a_remote_session_held_in_the_community_needs_its_reason_too(terminal: Desk) -> None:
    ref = held_case(terminal, worker="rlindqvist")

    refused = problems(terminal, "session.record", case=ref, **{**HELD, "method": "video", "note": "x"})

    assert "remote_reason" in refused


@pytest.mark.req("SES-04", "SYN-03")
def test_a_non_attendance_keeps_reason_notice_attempts_and_the_next_offer(terminal: Desk) -> None:
    ref = held_case(terminal)
    session = offered(terminal, ref)

    done = terminal.do(
        "session.miss",
        case=ref,
        session=session,
        reason="Would not leave his cell.",
        gave_notice=False,
        attempts="At the door at 10:10.",
        next_at="2026-11-24T10:00:00+00:00",
        next_place="B2",
    )

    missed, again = (kept(terminal, Session, each) for each in done.ids)
    assert (missed.result, missed.gave_notice, missed.attempts) == (
        SessionResult.MISSED,
        False,
        "At the door at 10:10.",
    )
    assert not missed.recorded_late
    assert (again.instead_of, again.result) == (session, None)
    with terminal.workspace.reading() as db:
        lanes = [each.content["lane"] for each in journal.entries(db) if each.kind == "session.missed"]
    assert lanes == [Lane.NON_ATTENDANCE]


@pytest.mark.req("SES-04")
def test_a_non_attendance_after_midnight_is_late_and_asks_why(terminal: Desk) -> None:
    ref = held_case(terminal)
    session = offered(terminal, ref)
    terminal.clock.forward(hours=12, minutes=1)

    assert "after the day" in problems(terminal, "session.miss", case=ref, session=session)["late_reason"]
    done = terminal.do("session.miss", case=ref, session=session, late_reason="Terminal was down.")

    assert kept(terminal, Session, session).recorded_late
    assert any("late" in warning for warning in done.warnings)


@pytest.mark.req("SES-04")
def test_a_non_attendance_at_one_minute_to_midnight_is_in_time(terminal: Desk) -> None:
    ref = held_case(terminal)
    session = offered(terminal, ref)
    terminal.clock.forward(hours=11, minutes=59)

    terminal.do("session.miss", case=ref, session=session)

    assert not kept(terminal, Session, session).recorded_late


@pytest.mark.req("SES-04")
def test_a_session_still_to_come_cannot_have_been_missed(terminal: Desk) -> None:
    ref = held_case(terminal)
    session = offered(terminal, ref, planned_at="2026-11-20T15:00:00+00:00")

    refused = problems(terminal, "session.miss", case=ref, session=session)

    assert "still to come" in refused["session"]


@pytest.mark.req("SES-04")
def test_a_next_offer_that_breaks_a_rule_does_not_hold_up_the_non_attendance(terminal: Desk) -> None:
    ref = held_case(terminal)
    offered(terminal, ref, planned_at="2026-11-24T10:00:00+00:00", place="chapel")

    done = terminal.do(
        "session.miss", case=ref, planned_at=AT_TEN, next_at="2026-11-24T10:00:00+00:00", next_place="gym"
    )

    assert len(done.ids) == 1
    assert any("not offered" in warning for warning in done.warnings)


@pytest.mark.req("SES-06")
@pytest.mark.parametrize(
    ("by", "result"),
    [
        ("service", SessionResult.CANCELLED_BY_SERVICE),
        ("regime", SessionResult.CANCELLED_BY_REGIME),
        ("rearranged", SessionResult.REARRANGED),
    ],
)
def test_a_session_called_off_never_counts_as_his_non_attendance(
    terminal: Desk, by: str, result: SessionResult
) -> None:
    ref = held_case(terminal)
    session = offered(terminal, ref)

    terminal.do("session.cancel", case=ref, session=session, called_off_by=by, reason="Lockdown.")

    called_off = kept(terminal, Session, session)
    assert called_off.result is result
    assert non_attendances([called_off]) == []


@pytest.mark.req("SES-06")
def test_a_session_he_came_to_that_did_not_go_ahead_says_why(terminal: Desk) -> None:
    ref = held_case(terminal)
    session = offered(terminal, ref)

    terminal.do(
        "session.not_held", case=ref, session=session, because="could-not-take-part", reason="Unwell."
    )

    result = kept(terminal, Session, session)
    assert (result.result, result.not_held_because) == (
        SessionResult.NOT_GONE_AHEAD,
        "could-not-take-part",
    )
    assert non_attendances([result]) == []


@pytest.mark.req("SES-06")
@pytest.mark.parametrize(
    ("act", "data"),
    [
        ("session.cancel", {"called_off_by": "regime"}),
        ("session.not_held", {"because": "provider"}),
    ],
)
def test_a_session_called_off_or_not_held_without_a_reason_is_refused(
    terminal: Desk, act: str, data: dict[str, Any]
) -> None:
    ref = held_case(terminal)
    session = offered(terminal, ref)

    assert "reason" in problems(terminal, act, case=ref, session=session, **data)


@pytest.mark.req("SES-06")
def test_nobody_came_to_a_session_still_to_come(terminal: Desk) -> None:
    ref = held_case(terminal)

    refused = problems(
        terminal,
        "session.not_held",
        case=ref,
        planned_at="2026-11-21T10:00:00Z",
        because="provider",
        reason="x",
    )

    assert "call it off" in refused["planned_at"]


@pytest.mark.req("SES-06")
def test_a_session_to_come_can_be_called_off_and_offered_again_at_once(terminal: Desk) -> None:
    ref = held_case(terminal)
    session = offered(terminal, ref, planned_at="2026-11-23T10:00:00Z")

    done = terminal.do(
        "session.cancel",
        case=ref,
        session=session,
        called_off_by="service",
        reason="Worker ill.",
        next_at="2026-11-24T10:00:00Z",
    )

    assert kept(terminal, Session, done.ids[1]).instead_of == session


@pytest.mark.req("SES-06", "SES-11")
def test_a_session_has_one_result(terminal: Desk) -> None:
    ref = held_case(terminal)
    session = offered(terminal, ref)
    terminal.do("session.miss", case=ref, session=session)

    refused = problems(terminal, "session.record", case=ref, session=session, minutes=30, note="x")

    assert "has a result (did not attend)" in refused["session"]


@pytest.mark.req("SES-03")
def test_a_session_of_another_case_is_refused(terminal: Desk) -> None:
    other = held_case(terminal)
    session = offered(terminal, other)
    ref = held_case(terminal, surname="Brannigan", prison_number="A1044DK", date_of_birth="1990-01-01")

    assert "session" in problems(terminal, "session.miss", case=ref, session=session)


@pytest.mark.req("SEC-02", "SES-03", "SES-04", "SES-06")
@pytest.mark.parametrize(("act", "data"), RESULT_ACTS, ids=[act for act, _ in RESULT_ACTS])
@pytest.mark.parametrize("login", ["rlindqvist", "mreyes", "kstowe"])
def test_only_who_holds_a_case_in_custody_records_results_there(
    terminal: Desk, login: str, act: str, data: dict[str, Any]
) -> None:
    ref = held_case(terminal)

    with pytest.raises(NotAllowed):
        terminal.do(act, by=login, case=ref, **data)


@pytest.mark.req("SES-10")
def test_the_week_shows_sessions_in_time_order_with_place_risk_and_result(terminal: Desk) -> None:
    ref = held_case(terminal)
    later = offered(terminal, ref, planned_at="2026-11-22T10:00:00Z", place="chapel")
    first = offered(terminal, ref)
    offered(terminal, ref, planned_at="2026-11-30T10:00:00Z")

    with terminal.workspace.reading() as db:
        week = agenda(db, date.fromisoformat(TODAY), date(2026, 11, 26), login="jokafor")
        nobodys = agenda(db, date.fromisoformat(TODAY), date(2026, 11, 26), login="rlindqvist")

    assert [each.session.id for each in week] == [first, later]
    assert [each.session.place for each in week] == ["B2", "chapel"]
    assert {(each.name, each.reference, each.result) for each in week} == {
        ("ADEYEMI Tunde", ref, "to record")
    }
    assert week[0].risk == "risk not received"
    assert nobodys == []


@pytest.mark.req("SES-10")
def test_a_double_booking_shows_in_the_day(terminal: Desk) -> None:
    first = held_case(terminal)
    offered(terminal, first)
    second = held_case(terminal, surname="Brannigan", prison_number="A1044DK", date_of_birth="1990-01-01")
    offered(terminal, second, place="gym", clash_confirmed=True)

    with terminal.workspace.reading() as db:
        day = agenda(db, date.fromisoformat(TODAY), date.fromisoformat(TODAY))

    assert all("booked already" in each.clash for each in day)
