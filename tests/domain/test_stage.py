from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubtui.domain.stage import (
    CLOSED,
    COMMUNITY,
    CUSTODY,
    FACTS,
    JUDGED_HERE,
    MOVES,
    OPEN,
    Fact,
    Gate,
    Position,
    Setting,
    Stage,
    Step,
    Unmet,
    after_release,
    judge_fact,
    judge_move,
    moves_from,
    returned_to_custody,
    stage_of,
)
from hubtui.domain.trouble import NotAllowed, Problem

ALL_MET: dict[Gate, list[Unmet]] = {gate: [] for gate in JUDGED_HERE}
STAGES = st.sampled_from(Stage)
ORDINARY = {pair: move for pair, move in MOVES.items() if not move.back}


def judge(stage: Stage, to: Stage, *before: Stage, supervisor: bool = True) -> list[Problem]:
    return judge_move(Position(stage, before), to, unmet=ALL_MET, supervisor=supervisor)


@pytest.mark.req("REF-13")
@pytest.mark.parametrize("stage", Stage)
def test_every_stage_has_a_way_on(stage: Stage) -> None:
    assert moves_from(stage)


@pytest.mark.req("REF-13")
@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.DRAFT])
def test_every_stage_is_reached_by_some_step(stage: Stage) -> None:
    assert any(to is stage for _, to in MOVES)


@pytest.mark.req("REF-13")
@given(stage=STAGES, to=STAGES)
def test_every_step_outside_the_table_is_refused_with_those_that_are_inside(stage: Stage, to: Stage) -> None:
    problems = judge(stage, to)

    if (stage, to) not in ORDINARY:
        assert [problem.field for problem in problems] == ["stage"]
        assert "cannot become" in problems[0].message


@pytest.mark.req("REF-13")
@pytest.mark.parametrize(("stage", "to"), ORDINARY)
def test_every_step_of_the_table_is_taken_or_waits_for_its_gate(stage: Stage, to: Stage) -> None:
    gate = MOVES[stage, to].gate

    problems = judge(stage, to)

    if gate is None or gate in JUDGED_HERE:
        assert problems == []
    else:
        assert [problem.message for problem in problems] == [
            f"{MOVES[stage, to].words}: this step ({gate}) is not in this version of hubtui."
        ]


@pytest.mark.req("REF-13")
@pytest.mark.parametrize("setting", Setting)
def test_a_case_goes_from_received_to_in_service_through_three_gates(setting: Setting) -> None:
    way = [Stage.RECEIVED, *(stage_of(step, setting) for step in Step)]

    gates = [MOVES[pair].gate for pair in pairwise(way)]

    assert gates == [Gate.G1, None, Gate.G2, Gate.G3, Gate.G9]


@pytest.mark.req("REF-13")
@pytest.mark.parametrize(
    ("stage", "to", "gate"),
    [
        (Stage.RECEIVED, Stage.ALLOCATED_CUSTODY, Gate.G1),
        (Stage.CONTACT_OFFERED_COMMUNITY, Stage.ASSESSING_COMMUNITY, Gate.G2),
        (Stage.ASSESSING_CUSTODY, Stage.IN_SERVICE_CUSTODY, Gate.G3),
    ],
)
def test_a_gate_lists_everything_still_missing(stage: Stage, to: Stage, gate: Gate) -> None:
    missing = [Unmet("Complete the assessment.", "ASM-01"), Unmet("Write a plan.", "PLN-01", "plan")]

    problems = judge_move(Position(stage), to, unmet={**ALL_MET, gate: missing}, supervisor=True)

    assert problems == [Problem("", "Complete the assessment."), Problem("plan", "Write a plan.")]


def test_a_gate_that_nobody_judged_is_a_defect_and_never_open() -> None:
    with pytest.raises(KeyError):
        judge_move(Position(Stage.ASSESSING_CUSTODY), Stage.IN_SERVICE_CUSTODY, unmet={})


@pytest.mark.req("REF-13")
@pytest.mark.parametrize(
    ("stage", "to"),
    [
        pytest.param(Stage.RECEIVED, Stage.IN_SERVICE_CUSTODY, id="no skipping of the assessment"),
        pytest.param(Stage.DRAFT, Stage.ALLOCATED_CUSTODY, id="no allocating of a draft"),
        pytest.param(Stage.IN_SERVICE_COMMUNITY, Stage.GATE, id="no gate in the community"),
        pytest.param(Stage.IN_SERVICE_COMMUNITY, Stage.SHORT_NOTICE, id="no release of a man already out"),
        pytest.param(
            Stage.ALLOCATED_CUSTODY, Stage.ALLOCATED_COMMUNITY, id="no change of setting without release"
        ),
        pytest.param(Stage.COMPLETED, Stage.IN_SERVICE_COMMUNITY, id="no going on without reopening"),
        pytest.param(Stage.DISCARDED, Stage.RECEIVED, id="no bringing back of a discarded draft"),
        pytest.param(Stage.ENDED_EARLY, Stage.COMPLETED, id="no rewording of an ending"),
    ],
)
def test_a_step_that_is_not_on_the_diagram_is_refused(stage: Stage, to: Stage) -> None:
    assert "cannot become" in judge(stage, to)[0].message


@pytest.mark.req("REF-13")
@pytest.mark.parametrize(
    ("fact", "to"),
    [
        (Fact.DEATH, Stage.DIED),
        (Fact.RELEASE, Stage.RELEASED),
        (Fact.RETURN_TO_CUSTODY, Stage.ALLOCATED_CUSTODY),
        (Fact.RETURN_TO_CUSTODY, Stage.IN_SERVICE_CUSTODY),
    ],
)
def test_a_death_a_release_and_a_return_to_custody_are_never_refused(fact: Fact, to: Stage) -> None:
    assert judge_fact(fact, to) == []


@pytest.mark.req("REF-13")
@given(to=STAGES)
def test_a_supervisor_matches_any_case_to_what_has_happened_with_a_reason(to: Stage) -> None:
    assert judge_fact(Fact.MATCHED, to, reason="He had moved already.", supervisor=True) == []
    assert judge_fact(Fact.MATCHED, to, reason="  ", supervisor=True)[0].field == "reason"
    with pytest.raises(NotAllowed):
        judge_fact(Fact.MATCHED, to, reason="He had moved already.")


@given(fact=st.sampled_from([Fact.DEATH, Fact.RELEASE, Fact.RETURN_TO_CUSTODY]), to=STAGES)
def test_a_fact_leads_only_where_it_leads(fact: Fact, to: Stage) -> None:
    assert (judge_fact(fact, to) == []) is (to in FACTS[fact])


@pytest.mark.req("REF-13")
@pytest.mark.parametrize("to", [Stage.ALLOCATED_CUSTODY, Stage.RETURNED], ids=["allocate", "return"])
def test_a_supervisors_step_is_not_a_workers(to: Stage) -> None:
    with pytest.raises(NotAllowed, match="only a supervisor"):
        judge(Stage.RECEIVED, to, supervisor=False)


@pytest.mark.req("REF-13")
@pytest.mark.parametrize("stage", [Stage.GATE, Stage.SUSPENDED, Stage.TRANSFERRING, Stage.REOPENED])
def test_the_way_back_leads_to_the_stage_the_case_came_from_and_no_other(stage: Stage) -> None:
    assert judge(stage, Stage.ASSESSING_CUSTODY, Stage.ASSESSING_CUSTODY) == []
    assert judge(stage, Stage.IN_SERVICE_CUSTODY, Stage.ASSESSING_CUSTODY) != []
    assert judge(stage, Stage.ASSESSING_CUSTODY) != []


@pytest.mark.req("REF-13")
def test_a_case_suspended_at_the_gate_finds_its_way_back_through_both() -> None:
    at_gate = Position(Stage.ASSESSING_CUSTODY).moved(Stage.GATE)
    suspended = at_gate.moved(Stage.SUSPENDED)

    assert suspended.working is Stage.ASSESSING_CUSTODY
    assert suspended.at_the_gate
    assert suspended.moved(Stage.GATE) == at_gate
    assert at_gate.moved(Stage.ASSESSING_CUSTODY) == Position(Stage.ASSESSING_CUSTODY)


@pytest.mark.req("REF-13")
def test_work_done_at_the_gate_moves_on_what_the_gate_remembers() -> None:
    at_gate = Position(Stage.ASSESSING_CUSTODY).moved(Stage.GATE)

    agreed = at_gate.advanced(Stage.IN_SERVICE_CUSTODY)

    assert agreed == Position(Stage.GATE, (Stage.IN_SERVICE_CUSTODY,))
    assert at_gate.moved(Stage.SUSPENDED).advanced(Stage.IN_SERVICE_CUSTODY) == agreed.moved(Stage.SUSPENDED)
    assert Position(Stage.ASSESSING_CUSTODY).advanced(Stage.IN_SERVICE_CUSTODY) == Position(
        Stage.IN_SERVICE_CUSTODY
    )


@pytest.mark.req("REF-13")
@given(stage=st.sampled_from(sorted(CUSTODY | COMMUNITY)))
def test_a_case_reopened_goes_back_to_its_stage_before_closing(stage: Stage) -> None:
    reopened = Position(stage).moved(Stage.ENDED_EARLY).moved(Stage.REOPENED)

    assert reopened.came_from is stage
    assert reopened.moved(stage) == Position(stage)


@given(st.data())
def test_a_case_never_remembers_without_end(data: st.DataObject) -> None:
    position = Position(Stage.RECEIVED)

    for _ in range(30):
        steps = [
            to for to, move in moves_from(position.stage).items() if not move.back or to is position.came_from
        ]
        position = position.moved(data.draw(st.sampled_from(steps)))

    assert len(position.before) < len(Stage)


@pytest.mark.parametrize(
    ("position", "setting"),
    [
        pytest.param(Position(Stage.RECEIVED), None, id="not allocated yet"),
        pytest.param(Position(Stage.IN_SERVICE_CUSTODY), Setting.CUSTODY, id="in custody"),
        pytest.param(Position(Stage.GATE), Setting.CUSTODY, id="at the gate"),
        pytest.param(Position(Stage.RELEASED), Setting.COMMUNITY, id="released"),
        pytest.param(
            Position(Stage.SUSPENDED, (Stage.ASSESSING_COMMUNITY,)), Setting.COMMUNITY, id="suspended"
        ),
        pytest.param(
            Position(Stage.SUSPENDED, (Stage.ALLOCATED_CUSTODY, Stage.GATE)), Setting.CUSTODY, id="both"
        ),
        pytest.param(Position(Stage.COMPLETED, (Stage.FINISHING_COMMUNITY,)), None, id="ended"),
    ],
)
def test_the_position_says_where_the_person_is_served(position: Position, setting: Setting | None) -> None:
    assert position.setting is setting


@pytest.mark.req("REF-13")
def test_a_man_back_in_custody_or_out_of_it_goes_on_where_his_plan_lets_him() -> None:
    assert returned_to_custody(plan_agreed=True) is Stage.IN_SERVICE_CUSTODY
    assert returned_to_custody(plan_agreed=False) is Stage.ALLOCATED_CUSTODY
    assert after_release(plan_agreed=True, session_attended=True) is Stage.IN_SERVICE_COMMUNITY
    assert after_release(plan_agreed=False, session_attended=True) is Stage.ASSESSING_COMMUNITY
    assert after_release(plan_agreed=False, session_attended=False) is Stage.CONTACT_OFFERED_COMMUNITY


def test_a_stage_is_open_or_closed_or_not_begun() -> None:
    assert not OPEN & CLOSED
    assert set(Stage) - OPEN - CLOSED == {Stage.DRAFT, Stage.RECEIVED}


@pytest.mark.parametrize("gate", Gate)
def test_every_gate_says_what_must_be_true_and_by_which_rows(gate: Gate) -> None:
    assert gate.words
    assert gate.rows


def test_a_stage_reads_as_a_worker_says_it() -> None:
    assert Stage.CONTACT_OFFERED_CUSTODY.words == "Contact offered (custody)"
    assert Stage.ENDED_EARLY.words == "Ended early"
