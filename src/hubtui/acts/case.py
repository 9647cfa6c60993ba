"""The life of a case: one step of the diagram, matching it to fact, and cover for its worker."""

from hubtui.acts.cases import case_to_read, case_to_record, flag, move, person_of
from hubtui.acts.registry import Input, Saved, act, saved
from hubtui.domain.case import CaseCovered
from hubtui.domain.gates import unmet
from hubtui.domain.roles import CASE_WORKERS, SUPERVISORS, Role
from hubtui.domain.stage import JUDGED_HERE, Fact, Stage, judge_fact, judge_move
from hubtui.domain.text import GivenLine, GivenProse, Line
from hubtui.domain.trouble import RuleBroken
from hubtui.store.facts import case_facts
from hubtui.store.worker import get_worker, not_ready
from hubtui.store.workspace import Workspace

RECORDED_ELSEWHERE = {
    Stage.DIED: "Record his death: it asks who told us.",
    Stage.RELEASED: "Record the day of release: it asks when he was released.",
    Stage.RETURNED: "Return the referral: it asks why.",
    Stage.ALLOCATED_CUSTODY: "Allocate the case: it asks to whom.",
    Stage.ALLOCATED_COMMUNITY: "Allocate the case: it asks to whom.",
}
"""Stages that a case reaches by a record of its own."""


class MoveCase(Input):
    """One step of the diagram, and why."""

    case: GivenLine
    to: Stage
    reason: GivenProse


@act("case.move", roles=CASE_WORKERS, serves=("REF-13",))
def move_case(workspace: Workspace, data: MoveCase) -> Saved:
    """Move a case one step, when everything that the step needs is there."""
    with workspace.writing() as tx:
        supervisor = workspace.worker.role == Role.SUPERVISOR
        find = case_to_read if supervisor else case_to_record
        case = find(tx.db, workspace, data.case)
        if data.to in RECORDED_ELSEWHERE and data.to is not case.position.came_from:
            raise RuleBroken("to", RECORDED_ELSEWHERE[data.to])
        facts = case_facts(tx.db, case, today=workspace.today())
        missing = {gate: unmet(gate, facts) for gate in JUDGED_HERE}
        if problems := judge_move(case.position, data.to, unmet=missing, supervisor=supervisor):
            raise RuleBroken.all(problems)
        moved = move(tx, case, case.position.moved(data.to), why=data.reason)
        name = person_of(tx.db, case).name
        return saved(tx, case.reference, f"{name} is now: {moved.stage.words.lower()}.")


class MatchCase(Input):
    """The stage that a case has in truth, and what happened."""

    case: GivenLine
    to: Stage
    reason: GivenProse


@act("case.match", roles=SUPERVISORS, serves=("REF-13",))
def match_case(workspace: Workspace, data: MatchCase) -> Saved:
    """Set a case to the stage that it really has, whatever the diagram says, with the reason."""
    with workspace.writing() as tx:
        case = case_to_read(tx.db, workspace, data.case)
        if problems := judge_fact(Fact.MATCHED, data.to, reason=data.reason, supervisor=True):
            raise RuleBroken.all(problems)
        if data.to is case.stage:
            raise RuleBroken("to", f"{case.reference} is {case.stage.words.lower()} already.")
        moved = move(tx, case, case.position.moved(data.to), why=data.reason)
        warning = flag(tx, case, f"Matched to fact: {moved.stage.words.lower()}")
        return saved(
            tx,
            case.reference,
            f"Matched to fact: {person_of(tx.db, case).name} is {moved.stage.words.lower()}.",
            warnings=(warning,),
        )


class CoverCase(Input):
    """Who stands in for the worker of a case, or no longer does."""

    case: GivenLine
    worker: GivenLine
    ended: bool = False
    reason: Line = ""


@act("case.cover", roles=SUPERVISORS, serves=("REF-10",))
def cover_case(workspace: Workspace, data: CoverCase) -> Saved:
    """Let another worker stand in on a case, or end the cover."""
    with workspace.writing() as tx:
        case = case_to_read(tx.db, workspace, data.case)
        worker = get_worker(tx.db, data.worker)
        if data.ended and worker.login not in case.cover:
            raise RuleBroken("worker", f"{worker.name} does not cover this case.")
        if not data.ended and (why_not := not_ready(tx.db, worker, on=workspace.today())):
            raise RuleBroken("worker", why_not)
        tx.record(CaseCovered(case=case.id, worker=worker.login, ended=data.ended), case.id, why=data.reason)
        word = "Cover ended" if data.ended else f"Covered by {worker.name}"
        return saved(tx, case.reference, f"{word}: {person_of(tx.db, case).name}.")
