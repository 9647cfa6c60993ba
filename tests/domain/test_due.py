"""What is owed on a case, by which row, and how it stands at a moment."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubtui.domain.concern import Concern, ConcernKind, Raises
from hubtui.domain.deadlines import State
from hubtui.domain.due import Facts, Owed, owed, state_of
from hubtui.domain.plan import Plan
from hubtui.domain.risk import Risk, RiskAcknowledgement
from hubtui.domain.session import Method, Session, SessionResult, SessionType
from hubtui.domain.stage import CLOSED, Stage
from hubtui.domain.task import Task, TaskState
from hubtui.domain.telling import TellingState

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
RISK = Risk(id="r", person="p", versions=["v1"], source_date=date(2026, 11, 1))
READ = RiskAcknowledgement(id="a", person="p", login="jo", at=NOON, seen=["v1"])


def facts(**changes: Any) -> Facts:
    """A case in service on which nothing is owed; `changes` say what is different."""
    return Facts(
        **{
            "stage": Stage.IN_SERVICE_CUSTODY,
            "received_at": datetime(2026, 11, 19, 10, tzinfo=UTC),
            "team": ("jo",),
            "risk": RISK,
            "acknowledgements": (READ,),
            **changes,
        }
    )


def open_now(things: list[Owed]) -> list[Owed]:
    return [thing for thing in things if thing.opens is None or thing.opens <= NOON]


def rules(**changes: Any) -> list[str]:
    return [thing.rule for thing in open_now(owed(facts(**changes)))]


def session(**changes: Any) -> Session:
    return Session(
        **{"id": "s", "type": SessionType.PLAN, "planned_at": NOON, "method": Method.PHONE, **changes}
    )


def concern(**changes: Any) -> Concern:
    return Concern(
        **{
            "id": "c",
            "type": ConcernKind.BEHAVIOUR,
            "learned_at": NOON,
            "recorded_at": NOON,
            "recorded_by": "jo",
            **changes,
        }
    )


UNTOLD: dict[str, Any] = {"raises_risk": Raises.YES, "telling": TellingState.OUTSTANDING}


def test_nothing_is_owed_on_a_case_in_order() -> None:
    assert rules() == []


@pytest.mark.req("SES-02", "REF-10")
@pytest.mark.parametrize(
    ("urgent", "last"), [(False, date(2026, 12, 3)), (True, date(2026, 11, 20))], ids=["standard", "urgent"]
)
def test_the_first_offer_is_owed_until_it_is_made(urgent: bool, last: date) -> None:
    waiting = facts(stage=Stage.RECEIVED, urgent=urgent)

    first = {thing.rule: thing.due_at for thing in open_now(owed(waiting))}

    assert set(first) == {"REF-10", "SES-02"}
    assert first["SES-02"] is not None
    assert first["SES-02"].date() == last
    offered = [session(type=SessionType.INITIAL, result=SessionResult.MISSED)]
    assert rules(stage=Stage.ALLOCATED_CUSTODY, sessions=offered) == []


@pytest.mark.req("SES-05")
def test_a_session_is_owed_its_result_from_its_start_and_is_overdue_after_its_day() -> None:
    (thing,) = open_now(owed(facts(sessions=[session()])))

    assert (thing.rule, thing.opens, thing.record) == ("SES-05", NOON, "s")
    assert thing.due_at is not None
    assert state_of(thing.rule, thing.due_at, datetime(2026, 11, 20, 23, 59, tzinfo=UTC)) is State.SOON
    assert state_of(thing.rule, thing.due_at, datetime(2026, 11, 21, 0, 1, tzinfo=UTC)) is State.OVERDUE
    assert rules(sessions=[session(result=SessionResult.ATTENDED)]) == []
    assert rules(sessions=[session(planned_at=NOON + timedelta(minutes=1))]) == []


@pytest.mark.req("RSK-06")
@pytest.mark.parametrize("stage", sorted(CLOSED))
def test_a_telling_is_owed_even_when_the_case_has_ended(stage: Stage) -> None:
    assert rules(stage=stage, concerns=[concern(**UNTOLD)]) == ["RSK-06"]


@pytest.mark.req("RSK-06")
def test_a_telling_is_late_sixty_minutes_after_it_was_saved_not_learned() -> None:
    yesterday = NOON - timedelta(days=1)
    (thing,) = open_now(owed(facts(concerns=[concern(**UNTOLD, learned_at=yesterday)])))

    assert thing.due_at == NOON + timedelta(minutes=60)
    assert state_of("RSK-06", thing.due_at, NOON + timedelta(minutes=61)) is State.LATE


@pytest.mark.req("RSK-11")
def test_a_colleagues_concern_is_read_by_each_of_the_team() -> None:
    team = {"team": ("jo", "sam"), "acknowledgements": (READ, READ.model_copy(update={"login": "sam"}))}
    raised = concern(recorded_by="sam")

    (thing,) = open_now(owed(facts(concerns=[raised], **team)))

    assert (thing.rule, thing.only_for) == ("RSK-11", "jo")
    assert rules(concerns=[raised.model_copy(update={"read_by": ["jo"]})], **team) == []


@pytest.mark.req("RSK-09", "RSK-01")
def test_risk_information_is_chased_until_it_comes_and_then_read_by_each_worker() -> None:
    chase = RiskAcknowledgement(
        id="a", person="p", login="jo", at=NOON, not_received=True, chase_again_on=date(2026, 11, 24)
    )

    (missing,) = owed(facts(risk=None, acknowledgements=()))
    (again,) = owed(facts(risk=None, acknowledgements=(chase,)))
    unread = open_now(owed(facts(team=("jo", "sam"))))

    assert (missing.rule, missing.due_at) == ("RSK-01", None)
    assert again.due_at is not None
    assert again.due_at.date() == date(2026, 11, 24)
    assert [(thing.rule, thing.only_for) for thing in unread] == [("RSK-09", "sam")]


@pytest.mark.req("RSK-01")
def test_risk_information_is_confirmed_anew_after_a_year_or_a_release() -> None:
    old = RISK.model_copy(update={"source_date": date(2025, 11, 19)})

    assert rules(risk=old) == ["RSK-01"]
    assert rules(changes_of_place=[date(2026, 11, 10)]) == ["RSK-01"]
    assert rules(changes_of_place=[date(2026, 10, 10)]) == []
    assert rules(risk=old.model_copy(update={"confirmed_on": date(2026, 11, 18)})) == []


@pytest.mark.req("NCA-03")
def test_a_task_is_owed_by_its_owner_until_it_is_finished() -> None:
    task = Task(id="t", what="Ring the council", owner="sam", due_on=date(2026, 11, 19))

    (thing,) = open_now(owed(facts(tasks=[task])))

    assert (thing.rule, thing.also_for) == ("NCA-03", "sam")
    assert state_of(thing.rule, thing.due_at, NOON) is State.OVERDUE
    assert rules(tasks=[task.model_copy(update={"state": TaskState.FINISHED})]) == []


@pytest.mark.req("PLN-03", "PLN-05")
def test_an_agreed_plan_owes_a_copy_and_a_significant_change_an_update() -> None:
    plan = Plan(id="p", agreed_on=date(2026, 11, 18), significant=True, changed_on=date(2026, 11, 19))

    found = {thing.rule: thing.due_at for thing in open_now(owed(facts(plan=plan)))}

    assert set(found) == {"PLN-03", "PLN-05"}
    assert found["PLN-05"] is not None
    assert found["PLN-05"].date() == date(2026, 11, 20)
    done = plan.model_copy(
        update={"copy_given_on": date(2026, 11, 18), "update_given_on": date(2026, 11, 19)}
    )
    assert rules(plan=done) == []


@pytest.mark.req("REF-08")
def test_a_missing_contact_chain_is_flagged_from_the_first_day() -> None:
    assert "REF-08" in rules(chain_missing=True, stage=Stage.RECEIVED)


@pytest.mark.req("REL-01", "REL-03")
def test_the_windows_before_release_open_by_the_field_guide() -> None:
    found = {thing.rule: thing for thing in owed(facts(release_on=date(2026, 12, 18)))}

    handover, meeting = found["REL-01"], found["REL-03"]
    assert handover.opens == datetime(2026, 11, 28, tzinfo=UTC)
    assert meeting.opens == datetime(2026, 12, 4, tzinfo=UTC)
    assert handover.due_at is not None
    assert meeting.due_at is not None
    assert (handover.due_at.date(), meeting.due_at.date()) == (date(2026, 12, 18), date(2026, 12, 17))
    assert "REL-03" not in [
        thing.rule for thing in owed(facts(release_on=date(2026, 12, 18), supervised=False))
    ]


@given(st.datetimes(datetime(2019, 1, 1), datetime(2028, 1, 1)), st.integers(-3000, 3000))
def test_a_state_never_goes_back_as_time_passes(due: datetime, minutes: int) -> None:
    due_at = due.replace(tzinfo=UTC)
    order = [State.OK, State.SOON, State.OVERDUE]
    earlier = due_at + timedelta(minutes=minutes)

    before, after = (state_of("SES-05", due_at, at) for at in (earlier, earlier + timedelta(hours=5)))

    assert order.index(before) <= order.index(after)
