"""Opening a case for an act, by any of its numbers and only to who may; and moving it on as its work does."""

from hubtui.domain.case import Case, CaseFlagged, CaseMoved
from hubtui.domain.gates import unmet
from hubtui.domain.person import Person
from hubtui.domain.roles import WORKERS, Role
from hubtui.domain.stage import (
    AT_THE_GATE,
    CLOSED,
    COMMUNITY,
    CUSTODY,
    JUDGED_HERE,
    Position,
    Setting,
    Stage,
    Step,
    judge_move,
    way,
)
from hubtui.domain.trouble import NotAllowed, NotFound, Problem, RuleBroken
from hubtui.store import case as cases
from hubtui.store import records
from hubtui.store.db import Db
from hubtui.store.facts import case_facts
from hubtui.store.worker import lapsed_modules, missing_modules
from hubtui.store.workspace import Tx, Workspace


def find_case(db: Db, ref: str) -> Case:
    """The case of a reference, prison number or CRN; of several for one person, the latest. Raises NotFound."""
    given = ref.strip()
    found = cases.of_number(db, given)
    if not found:
        raise NotFound(
            f"No case here has the reference or number {given[:40]}.",
            "Look it up with hubtui caseload --all.",
        )
    return found[0]


def person_of(db: Db, case: Case) -> Person:
    """The person of a case. Raises NotFound where only a later part of him has come."""
    return records.get(db, Person, case.person)


def may_read(workspace: Workspace, case: Case) -> bool:
    """Whether the one signed in may read the case (mission 1): held or covered, a supervisor all in the area."""
    worker = workspace.worker
    if worker.role == Role.SUPERVISOR:
        return True
    if worker.role not in WORKERS:
        return False
    return is_own(case, worker.login)


def is_own(case: Case, login: str) -> bool:
    """Whether a worker holds or covers the case, or keyed it in and nobody holds it yet."""
    if case.worker is None:
        return case.recorded_by == login
    return login == case.worker or login in case.cover


def case_to_read(db: Db, workspace: Workspace, ref: str) -> Case:
    """The case, if the one signed in may read it and is trained (STF-02). Raises NotFound, NotAllowed."""
    check_trained(db, workspace)
    return case_of_theirs(db, workspace, ref)


def case_of_theirs(db: Db, workspace: Workspace, ref: str) -> Case:
    """The case, if the one signed in may read it, whatever his training. Raises NotFound, NotAllowed."""
    case = find_case(db, ref)
    if not may_read(workspace, case):
        raise NotAllowed(
            f"You do not hold or cover {case.reference}.",
            "Its holder or your supervisor can open it.",
            about=case.reference,
        )
    return case


def may_look(db: Db, workspace: Workspace, case: Case) -> bool:
    """Whether the one signed in may see what stands on the case now: by right, and with no module missing."""
    worker = workspace.worker
    return may_read(workspace, case) and not missing_modules(
        db, worker.login, Role(worker.role), on=workspace.today()
    )


def check_trained(db: Db, workspace: Workspace) -> None:
    """Keep whoever lacks a mandatory module out of every case (STF-02). Raises NotAllowed, naming the modules."""
    login, role = workspace.worker.login, Role(workspace.worker.role)
    if missing := missing_modules(db, login, role, on=workspace.today()):
        raise NotAllowed(
            f"Training is not recorded as completed: {', '.join(missing)}.",
            "No case opens before it: your supervisor records it.",
            about="training",
        )


def _check_training_in_date(db: Db, workspace: Workspace) -> None:
    login, role = workspace.worker.login, Role(workspace.worker.role)
    if lapsed := lapsed_modules(db, login, role, on=workspace.today()):
        raise NotAllowed(
            f"Training has expired: {', '.join(lapsed)}.",
            "Risk, safeguarding, non-attendance, release and urgent records stay open.",
            about="training",
        )


def case_to_record(
    db: Db, workspace: Workspace, ref: str, *, any_stage: bool = False, always: bool = False
) -> Case:
    """The case, if the one signed in may record work on it now. Raises NotFound, NotAllowed.

    Custody workers record in custody and at the gate, outreach workers at the gate and in the community, a
    supervisor on cases of his own (mission 1). `any_stage` is for the few acts that every stage leaves open;
    `always` for those that no want of training holds up on a case already held: risk, safeguarding,
    non-attendance, release and urgent records (STF-02).
    """
    if always:
        case = case_of_theirs(db, workspace, ref)
    else:
        case = case_to_read(db, workspace, ref)
        _check_training_in_date(db, workspace)
    role, login = workspace.worker.role, workspace.worker.login
    if role == Role.SUPERVISOR and not is_own(case, login):
        raise NotAllowed(
            f"{case.reference} is not one of your own cases.",
            "Its worker records on it.",
            about=case.reference,
        )
    if any_stage or case.stage in AT_THE_GATE:
        return case
    if role == Role.CUSTODY_WORKER and case.stage in COMMUNITY:
        raise NotAllowed(
            f"{case.reference} is in the community now.",
            "Its outreach worker records on it.",
            about=case.reference,
        )
    if role == Role.OUTREACH_WORKER and case.stage in CUSTODY:
        raise NotAllowed(
            f"{case.reference} is in custody.",
            "Its custody worker records on it until the gate.",
            about=case.reference,
        )
    return case


def advance(tx: Tx, case: Case, to: Step) -> Case:
    """Move the case on to `to`, through every step on the way; the case as it then stands (REF-13).

    Nothing is done where it is there or past it. Raises RuleBroken with all that is missing: nothing is moved.
    """
    case, problems = _advance(tx, case, to)
    if problems:
        raise RuleBroken.all(problems)
    return case


def advance_after(tx: Tx, case: Case, to: Step) -> tuple[Case, tuple[str, ...]]:
    """Move the case on as far as it goes, after what has already happened (mission 8.15).

    Never refuses: answers the case and, as sentences to flag and warn with, what kept it from `to`.
    """
    case, problems = _advance(tx, case, to)
    return case, tuple(problem.message for problem in problems)


def _advance(tx: Tx, case: Case, to: Step) -> tuple[Case, list[Problem]]:
    if problem := _not_at_work(case):
        return case, [problem]
    for stage in way(case.position, to, case.setting or Setting.CUSTODY):
        facts = case_facts(tx.db, case, today=tx.workspace.today())
        missing = {gate: unmet(gate, facts) for gate in JUDGED_HERE}
        # Inside the gate, a suspension or a transfer it is the remembered stage whose work goes on.
        problems = judge_move(Position(case.position.working), stage, unmet=missing)
        if problems:
            return case, problems
        case = move(tx, case, case.position.advanced(stage))
    return case, []


def _not_at_work(case: Case) -> Problem | None:
    if case.stage is Stage.RECEIVED:
        return Problem(
            "case", f"{case.reference} is not allocated yet: a supervisor gives it to a worker first."
        )
    if case.stage in CLOSED:
        return Problem("case", f"{case.reference} is closed ({case.stage.words.lower()}).")
    return None


def move(tx: Tx, case: Case, to: Position, *, why: str = "") -> Case:
    """Record that the case now stands at `to`, whoever judged it; the case as it then stands."""
    before = list(to.before)
    changed = before if before != case.stages_before else None
    tx.record(CaseMoved(case=case.id, to=to.stage, before=changed), case.id, why=why)
    return records.get(tx.db, Case, case.id)


def flag(tx: Tx, case: Case, words: str) -> str:
    """Put something before worker and supervisor; answers it as the sentence to warn with."""
    tx.record(CaseFlagged(case=case.id, flag=words), case.id)
    return f"{words}: it is listed for you and your supervisor."
