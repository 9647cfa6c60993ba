"""The life of a case: moved on by its work, step by step, matched to fact, covered."""

from typing import Any

import pytest

from hubtui.acts.cases import advance, advance_after, case_to_record, find_case
from hubtui.domain.case import Case
from hubtui.domain.stage import Stage, Step
from hubtui.domain.trouble import NotAllowed, NotFound, RuleBroken
from hubtui.journal.envelope import Envelope
from hubtui.store import journal
from tests.builders import Desk, referral


def allocated(desk: Desk, **changes: Any) -> str:
    """A case that J Okafor holds; answers its reference."""
    ref = desk.do("referral.record", by="jokafor", **referral(**changes)).ref
    desk.do("referral.allocate", by="mreyes", case=ref, worker="jokafor")
    desk.sign_in("jokafor")
    return ref


def case_of(desk: Desk, ref: str) -> Case:
    with desk.workspace.reading() as db:
        return find_case(db, ref)


def latest(desk: Desk, kind: str) -> Envelope:
    with desk.workspace.reading() as db:
        return [entry for entry in journal.entries(db) if entry.kind == kind][-1]


def offer(desk: Desk, ref: str) -> str:
    saved = desk.do(
        "session.offer",
        case=ref,
        type="initial",
        planned_at="2026-11-20T14:00:00+00:00",
        place="Wing office",
        method="in-person",
    )
    return saved.ids[0]


def suspend(desk: Desk, ref: str) -> None:
    desk.do("case.move", case=ref, to="suspended", reason="In hospital")


@pytest.mark.req("REF-13")
def test_a_step_stores_who_when_and_why(terminal: Desk) -> None:
    ref = allocated(terminal)

    suspend(terminal, ref)

    moved = latest(terminal, "case.moved")
    case = case_of(terminal, ref)
    assert (moved.by, moved.wall[:16], moved.content["why"]) == ("jokafor", "2026-11-20T12:00", "In hospital")
    assert (case.stage, case.stages_before) == (Stage.SUSPENDED, [Stage.ALLOCATED_CUSTODY])


@pytest.mark.req("REF-13")
def test_a_suspended_case_goes_back_to_where_it_stood_and_nowhere_else(terminal: Desk) -> None:
    ref = allocated(terminal)
    suspend(terminal, ref)

    with pytest.raises(RuleBroken, match=r"Allocated \(custody\)"):
        terminal.do("case.move", case=ref, to="contact-offered-custody", reason="Back")
    terminal.do("case.move", case=ref, to="allocated-custody", reason="Back on the wing")

    case = case_of(terminal, ref)
    assert (case.stage, case.stages_before) == (Stage.ALLOCATED_CUSTODY, [])


@pytest.mark.req("REF-13")
@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("completed", "cannot become completed"),
        ("in-service-community", "cannot become"),
        ("gate", "not in this version"),
        ("released", "day of release"),
        ("died", "who told us"),
        ("allocated-community", "to whom"),
    ],
)
def test_a_step_that_is_not_on_the_diagram_or_has_a_record_of_its_own_is_refused(
    terminal: Desk, to: str, words: str
) -> None:
    ref = allocated(terminal)

    with pytest.raises(RuleBroken, match=words):
        terminal.do("case.move", case=ref, to=to, reason="Trying")

    assert case_of(terminal, ref).stage is Stage.ALLOCATED_CUSTODY


@pytest.mark.req("REF-13")
def test_a_step_whose_gate_is_shut_lists_everything_missing(terminal: Desk) -> None:
    ref = allocated(terminal)
    terminal.do("case.move", case=ref, to="contact-offered-custody", reason="Called at his cell")

    with pytest.raises(RuleBroken, match="initial contact session"):
        terminal.do("case.move", case=ref, to="assessing-custody", reason="Ready")
    terminal.do("case.match", by="mreyes", case=ref, to="assessing-custody", reason="Held on paper")
    with pytest.raises(RuleBroken) as shut:
        terminal.do("case.move", by="jokafor", case=ref, to="in-service-custody", reason="Ready")

    missing = " ".join(problem.message for problem in shut.value.problems)
    for words in ("plan", "assessment", "complaints", "data protection", "session that he attended"):
        assert words in missing
    assert case_of(terminal, ref).stage is Stage.ASSESSING_CUSTODY


@pytest.mark.req("REF-13")
def test_work_moves_a_case_on_through_offer_and_first_session(terminal: Desk) -> None:
    ref = allocated(terminal)

    session = offer(terminal, ref)
    offered = case_of(terminal, ref).stage
    terminal.clock.forward(hours=3)
    terminal.do("risk.record", case=ref, rosh_public="low", source="OMU", source_date="2026-11-19")
    terminal.do("risk.acknowledge", case=ref)
    terminal.do("session.record", case=ref, session=session, minutes=40, note="Met him.", done_how="with")

    assert offered is Stage.CONTACT_OFFERED_CUSTODY
    assert case_of(terminal, ref).stage is Stage.ASSESSING_CUSTODY


@pytest.mark.req("REF-13")
def test_work_inside_a_suspension_moves_the_stage_that_is_remembered(terminal: Desk) -> None:
    ref = allocated(terminal)
    suspend(terminal, ref)

    with terminal.workspace.writing() as tx:
        moved = advance(tx, find_case(tx.db, ref), Step.CONTACT_OFFERED)

    assert (moved.stage, moved.stages_before) == (Stage.SUSPENDED, [Stage.CONTACT_OFFERED_CUSTODY])


@pytest.mark.req("REF-13")
def test_a_case_that_is_past_a_step_is_left_where_it_is(terminal: Desk) -> None:
    ref = allocated(terminal)
    terminal.do("case.match", by="mreyes", case=ref, to="in-service-custody", reason="Held on paper")

    with terminal.workspace.writing() as tx:
        after = advance(tx, find_case(tx.db, ref), Step.CONTACT_OFFERED)

    assert after.stage is Stage.IN_SERVICE_CUSTODY


@pytest.mark.req("REF-13")
def test_a_planned_step_too_far_is_refused_whole_but_a_fact_goes_as_far_as_it_can(terminal: Desk) -> None:
    ref = allocated(terminal)

    with pytest.raises(RuleBroken, match="initial contact session"), terminal.workspace.writing() as tx:
        advance(tx, find_case(tx.db, ref), Step.IN_SERVICE)
    untouched = case_of(terminal, ref).stage
    with terminal.workspace.writing() as tx:
        case, left = advance_after(tx, find_case(tx.db, ref), Step.IN_SERVICE)

    assert untouched is Stage.ALLOCATED_CUSTODY
    assert case.stage is Stage.CONTACT_OFFERED_CUSTODY
    assert "initial contact session" in left[0]


@pytest.mark.req("REF-13", "REF-10")
def test_a_case_that_nobody_holds_is_not_moved_by_work(terminal: Desk) -> None:
    ref = terminal.do("referral.record", by="jokafor", **referral()).ref

    with pytest.raises(RuleBroken, match="not allocated yet"), terminal.workspace.writing() as tx:
        advance(tx, find_case(tx.db, ref), Step.CONTACT_OFFERED)


@pytest.mark.req("REF-13")
@pytest.mark.parametrize("to", [stage.value for stage in Stage if stage is not Stage.ALLOCATED_CUSTODY])
def test_a_supervisor_matches_a_case_to_any_stage_with_a_reason(terminal: Desk, to: str) -> None:
    ref = allocated(terminal)

    saved = terminal.do("case.match", by="mreyes", case=ref, to=to, reason="Seen on the wing list")

    assert case_of(terminal, ref).stage == to
    assert "Matched to fact" in saved.warnings[0]
    assert latest(terminal, "case.moved").content["why"] == "Seen on the wing list"


@pytest.mark.req("REF-13")
def test_matching_to_fact_needs_a_reason_and_a_supervisor(terminal: Desk) -> None:
    ref = allocated(terminal)

    with pytest.raises(RuleBroken, match="Nothing is written"):
        terminal.do("case.match", by="mreyes", case=ref, to="gate", reason=" ")
    with pytest.raises(RuleBroken, match="already"):
        terminal.do("case.match", case=ref, to="allocated-custody", reason="Same")
    with pytest.raises(NotAllowed):
        terminal.do("case.match", by="jokafor", case=ref, to="gate", reason="I think so")


@pytest.mark.req("SEC-02")
def test_cover_lets_another_worker_in_and_ending_it_keeps_him_out(terminal: Desk) -> None:
    ref = allocated(terminal)
    terminal.do("case.cover", by="mreyes", case=ref, worker="rlindqvist", reason="Leave")
    terminal.sign_in("rlindqvist")
    with terminal.workspace.reading() as db:
        assert case_to_record(db, terminal.workspace, ref, any_stage=True).reference == ref

    terminal.do("case.cover", by="mreyes", case=ref, worker="rlindqvist", ended=True)

    terminal.sign_in("rlindqvist")
    with pytest.raises(NotAllowed), terminal.workspace.reading() as db:
        case_to_record(db, terminal.workspace, ref, any_stage=True)


@pytest.mark.req("REF-10")
def test_only_a_worker_who_is_there_covers_and_only_a_cover_can_end(terminal: Desk) -> None:
    ref = allocated(terminal)
    terminal.do("worker.change", by="mreyes", worker="rlindqvist", presence="absent")

    with pytest.raises(RuleBroken, match="absent"):
        terminal.do("case.cover", case=ref, worker="rlindqvist")
    with pytest.raises(RuleBroken, match="does not cover"):
        terminal.do("case.cover", case=ref, worker="rlindqvist", ended=True)


@pytest.mark.req("SEC-02")
def test_a_case_is_found_by_reference_number_or_not_at_all(terminal: Desk) -> None:
    ref = allocated(terminal, crn="X123456")

    for written in (ref, ref.lower(), "a1001aa", "x123456"):
        assert case_of(terminal, written).reference == ref
    with pytest.raises(NotFound, match="No case here"):
        case_of(terminal, "HHI-A-26-09999")
