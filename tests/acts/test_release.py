"""Custody and release facts, the day of release, returns to custody, deaths."""

from datetime import date
from typing import Any

import pytest

from hubtui.acts.cases import find_case
from hubtui.acts.registry import Saved
from hubtui.domain.case import Case
from hubtui.domain.release import CustodyEpisode, LegalStatus, Release
from hubtui.domain.session import Session
from hubtui.domain.stage import OPEN, Stage
from hubtui.domain.trouble import NotAllowed, RuleBroken
from hubtui.journal.envelope import read
from hubtui.store import records
from hubtui.store.release import open_episode
from tests.builders import Desk, referral

RELEASED = {"released_at": "2026-11-20T09:30:00+00:00"}


def allocated(desk: Desk, **changes: Any) -> str:
    """A case that J Okafor holds; answers its reference."""
    ref = desk.do("referral.record", by="jokafor", **referral(**changes)).ref
    desk.do("referral.allocate", by="mreyes", case=ref, worker="jokafor")
    desk.sign_in("jokafor")
    return ref


def at(desk: Desk, stage: str) -> str:
    """A case of J Okafor's that stands at `stage`."""
    ref = allocated(desk)
    if stage != "allocated-custody":
        desk.do("case.match", by="mreyes", case=ref, to=stage, reason="For this test")
        desk.sign_in("jokafor")
    return ref


def case_of(desk: Desk, ref: str) -> Case:
    with desk.workspace.reading() as db:
        return find_case(db, ref)


def stay_of(desk: Desk, ref: str) -> CustodyEpisode:
    with desk.workspace.reading() as db:
        stay = open_episode(db, find_case(db, ref).person)
    assert stay is not None
    return stay


def refused(desk: Desk, act: str, **data: Any) -> dict[str, str]:
    """What an act is refused for, by field."""
    with pytest.raises(RuleBroken) as caught:
        desk.do(act, **data)
    return {problem.field: problem.message for problem in caught.value.problems}


def set_release(desk: Desk, ref: str, **facts: Any) -> Saved:
    return desk.do("release.set", case=ref, **facts)


@pytest.mark.req("REF-09")
def test_every_fact_of_the_stay_is_kept_and_what_is_left_out_stays(terminal: Desk) -> None:
    ref = allocated(terminal)
    set_release(
        terminal,
        ref,
        prison="holme house",
        wing="B",
        reception_date="2026-05-01",
        legal_status="sentenced",
        route="hdc",
        sentence_kind="indeterminate",
        earliest_date="2026-12-01",
        court_dates=["2026-11-30"],
        release_area="Teesside",
        probation_supervises=True,
    )

    set_release(terminal, ref, release_date="2026-12-18", wing="")

    stay = stay_of(terminal, ref)
    assert (stay.prison, stay.wing, stay.legal_status) == ("HHI", None, LegalStatus.SENTENCED)
    assert (stay.release_date, stay.earliest_date) == (date(2026, 12, 18), date(2026, 12, 1))
    assert (stay.court_dates, stay.probation_supervises) == ([date(2026, 11, 30)], True)


@pytest.mark.req("REF-09")
def test_the_journal_keeps_the_dated_history_of_every_change(terminal: Desk) -> None:
    ref = allocated(terminal)
    for day in ("2026-12-18", "2027-01-06", None):
        set_release(terminal, ref, release_date=day)
        terminal.clock.forward(hours=1)

    with terminal.workspace.reading() as db:
        rows = db.exec_driver_sql(
            "SELECT data, sig, wall FROM journal WHERE kind = 'release.facts-set' ORDER BY n"
        ).all()
    said = [
        next(op.value for op in read(data, sig).ops() if op.field == "release_date") for data, sig, _ in rows
    ]
    assert said == ["2026-12-18", "2027-01-06", None]
    assert [wall[11:16] for *_, wall in rows] == ["12:00", "13:00", "14:00"]
    assert stay_of(terminal, ref).release_date is None


@pytest.mark.req("REF-09")
def test_a_new_release_date_moves_every_window_at_once(terminal: Desk) -> None:
    ref = allocated(terminal)

    first = set_release(terminal, ref, release_date="2026-12-18").message
    second = set_release(terminal, ref, release_date="2027-01-06").message

    assert "Handover 28/11/2026 to 18/12/2026; meeting before release 04/12/2026 to 17/12/2026" in first
    assert "Handover 17/12/2026 to 06/01/2027; meeting before release 18/12/2026 to 05/01/2027" in second


@pytest.mark.req("REF-09")
def test_contradictions_are_refused_also_against_what_was_known(terminal: Desk) -> None:
    ref = allocated(terminal)
    set_release(terminal, ref, reception_date="2026-05-01", legal_status="remand")

    assert (
        "before he was received"
        in refused(terminal, "release.set", case=ref, release_date="2026-04-30")["release_date"]
    )
    assert "remand" in refused(terminal, "release.set", case=ref, route="hdc")["route"]
    assert "remand" in refused(terminal, "release.set", case=ref, route="rotl")["route"]
    assert "Nothing is filled in" in refused(terminal, "release.set", case=ref)["release_date"]


@pytest.mark.req("REF-09")
@pytest.mark.parametrize(
    ("day", "warned"),
    [("2026-12-18", False), ("2026-12-19", True), ("2026-12-25", True), ("2026-12-28", True)],
    ids=["a-friday", "a-saturday", "christmas", "boxing-day-in-lieu"],
)
def test_a_release_date_that_is_no_working_day_is_warned_of(terminal: Desk, day: str, warned: bool) -> None:
    ref = allocated(terminal)

    saved = set_release(terminal, ref, release_date=day)

    assert any("release is normally" in warning for warning in saved.warnings) is warned


@pytest.mark.req("REF-09")
def test_a_prison_outside_the_list_is_kept_as_typed_and_warned_of(terminal: Desk) -> None:
    ref = allocated(terminal)

    saved = set_release(terminal, ref, prison="Police station")

    assert stay_of(terminal, ref).prison == "Police station"
    assert "not in the list" in saved.warnings[0]


@pytest.mark.req("REL-08", "REF-13")
@pytest.mark.parametrize("stage", sorted(OPEN))
def test_a_release_that_has_happened_is_recorded_from_every_stage(terminal: Desk, stage: str) -> None:
    ref = at(terminal, stage)

    saved = terminal.do(
        "release.record", case=ref, **RELEASED, met=True, met_by="R Lindqvist", first_night="CAS3"
    )

    with terminal.workspace.reading() as db:
        release = records.get(db, Release, saved.ids[0])
    case = case_of(terminal, ref)
    already_out = stage.endswith("-community") or stage == "released"
    assert (release.met, release.met_by, release.first_night) == (True, "R Lindqvist", "CAS3")
    assert case.stage == (stage if already_out else "released")
    assert bool(saved.warnings) is already_out


@pytest.mark.req("REL-08")
def test_a_release_ends_the_stay_and_cannot_come_before_it_or_in_the_future(terminal: Desk) -> None:
    ref = allocated(terminal, reception_date="2026-11-01")
    for wrong, words in (
        ("2026-11-20T12:00:01+00:00", "in the future"),
        ("2026-10-31T09:00:00+00:00", "received into custody on 01/11/2026"),
    ):
        problems = refused(terminal, "release.record", case=ref, released_at=wrong)
        assert words in problems["released_at"]

    terminal.do("release.record", case=ref, **RELEASED)

    with terminal.workspace.reading() as db:
        (stay,) = records.find(db, CustodyEpisode, "1")
        assert open_episode(db, stay.person) is None
    assert stay.ended_on == date(2026, 11, 20)


@pytest.mark.req("REF-13")
@pytest.mark.parametrize(
    ("stage", "then"),
    [
        ("in-service-community", Stage.IN_SERVICE_CUSTODY),
        ("finishing-community", Stage.IN_SERVICE_CUSTODY),
        ("contact-offered-community", Stage.ALLOCATED_CUSTODY),
        ("released", Stage.ALLOCATED_CUSTODY),
        ("assessing-custody", Stage.ASSESSING_CUSTODY),
        ("completed", Stage.COMPLETED),
    ],
)
def test_a_return_to_custody_is_recorded_from_every_stage(terminal: Desk, stage: str, then: Stage) -> None:
    ref = at(terminal, stage)

    saved = terminal.do("recall.record", case=ref, on="2026-11-19", prison="HHI", source="OMU")

    stay = stay_of(terminal, ref)
    assert case_of(terminal, ref).stage is then
    assert (stay.legal_status, stay.reception_date) == (LegalStatus.RECALL, date(2026, 11, 19))
    assert bool(saved.warnings) is (then == stage)


@pytest.mark.req("REF-13")
def test_a_return_begins_a_new_stay_and_cannot_lie_ahead(terminal: Desk) -> None:
    ref = allocated(terminal, reception_date="2026-05-01")

    assert "future" in refused(terminal, "recall.record", case=ref, on="2026-11-21")["on"]
    terminal.do("recall.record", case=ref, on="2026-11-20", reason="remand")

    with terminal.workspace.reading() as db:
        first, second = records.find(db, CustodyEpisode, "1", order="reception_date")
    assert (first.ended_on, second.ended_on) == (date(2026, 11, 19), None)
    assert second.legal_status is LegalStatus.REMAND


@pytest.mark.req("EOS-09", "REF-13")
@pytest.mark.parametrize("stage", sorted(stage for stage in Stage if stage not in (Stage.DIED, Stage.DRAFT)))
def test_a_death_is_recorded_from_every_stage(terminal: Desk, stage: str) -> None:
    ref = at(terminal, stage)

    terminal.do("death.record", case=ref, died_on="2026-11-19", told_by="Chaplain")

    assert case_of(terminal, ref).stage is Stage.DIED


@pytest.mark.req("EOS-09")
def test_a_death_stops_sessions_and_a_supervisor_restores_them_where_it_was_an_error(terminal: Desk) -> None:
    ref = allocated(terminal)
    offered = terminal.do(
        "session.offer",
        case=ref,
        type="initial",
        planned_at="2026-11-24T14:00:00+00:00",
        place="Wing office",
        method="in-person",
    )
    before = case_of(terminal, ref)

    terminal.do("death.record", case=ref, died_on="2026-11-19", told_by="Chaplain")
    with terminal.workspace.reading() as db:
        stopped = records.of_case(db, Session, before.id)
    terminal.do("death.undo", by="mreyes", case=ref, reason="Another man of that name")

    with terminal.workspace.reading() as db:
        (session,) = records.of_case(db, Session, before.id)
    assert stopped == []
    assert (session.id, session.result) == (offered.ids[0], None)
    assert case_of(terminal, ref).stage is before.stage


@pytest.mark.req("EOS-09")
def test_a_death_needs_its_source_and_a_day_that_has_been(terminal: Desk) -> None:
    ref = allocated(terminal)

    assert (
        "Nothing is written"
        in refused(terminal, "death.record", case=ref, died_on="2026-11-19", told_by="")["told_by"]
    )
    assert (
        "future"
        in refused(terminal, "death.record", case=ref, died_on="2026-11-21", told_by="Chaplain")["died_on"]
    )
    assert "No death" in refused(terminal, "death.undo", by="mreyes", case=ref, reason="x")["case"]


@pytest.mark.req("SEC-02")
@pytest.mark.parametrize("act", ["release.set", "release.record", "recall.record", "death.record"])
def test_nobody_records_on_a_case_he_does_not_hold(terminal: Desk, act: str) -> None:
    ref = allocated(terminal)
    data = {
        "release.set": {"wing": "B"},
        "release.record": RELEASED,
        "recall.record": {"on": "2026-11-20"},
        "death.record": {"died_on": "2026-11-20", "told_by": "Chaplain"},
    }[act]

    with pytest.raises(NotAllowed):
        terminal.do(act, by="rlindqvist", case=ref, **data)
