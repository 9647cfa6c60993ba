"""Putting saved records right: a correction with its reason, or taking a record out of use."""

from typing import Any

from hubtui.acts.cases import case_to_read, find_case
from hubtui.acts.registry import Input, Saved, act, saved
from hubtui.domain.case import Case
from hubtui.domain.correction import (
    CORRECTABLE,
    VOIDABLE,
    RecordCorrected,
    RecordVoided,
    check_may_correct,
    corrected,
)
from hubtui.domain.dates import local_date
from hubtui.domain.entry import Lane
from hubtui.domain.noncontact import NonContact, wrong_with_work
from hubtui.domain.record import RECORDS, Record
from hubtui.domain.roles import WORKERS
from hubtui.domain.score import Score, wrong_with_scores
from hubtui.domain.session import ResultTakenBack, Session, SessionResult
from hubtui.domain.session_result import known_activities, known_outcomes, wrong_with_attended
from hubtui.domain.stage import Stage
from hubtui.domain.text import GivenLine, GivenProse, Line
from hubtui.domain.trouble import Problem, RuleBroken
from hubtui.store import records
from hubtui.store.db import Db
from hubtui.store.plan import agreed_plan
from hubtui.store.workspace import Workspace


class CorrectRecord(Input):
    """What a record should say, by field, and why (SES-11). `case` may be left out."""

    case: Line = ""
    record: GivenLine
    changes: dict[str, Any]
    reason: GivenProse


@act("record.correct", roles=WORKERS, serves=("SES-11",))
def correct_record(workspace: Workspace, data: CorrectRecord) -> Saved:
    """Correct a saved record, with a reason; the original stays readable."""
    with workspace.writing() as tx:
        record, case = _theirs(tx.db, workspace, data)
        as_it_would_stand = corrected(record, data.changes)
        problems = _judged(tx.db, workspace, case, as_it_would_stand)
        if problems:
            raise RuleBroken.all(problems)
        changes = {name: getattr(as_it_would_stand, name) for name in data.changes}
        entry = RecordCorrected(record=record.id, changes=changes)
        tx.record(entry, case.id, why=data.reason, lane=_lane(record))
        return saved(tx, case.reference, "Correction saved: the original stays readable.", ids=(record.id,))


class VoidRecord(Input):
    """Why a record should not be there (SES-11). `case` may be left out."""

    case: Line = ""
    record: GivenLine
    reason: GivenProse


@act("record.void", roles=WORKERS, serves=("SES-11",))
def void_record(workspace: Workspace, data: VoidRecord) -> Saved:
    """Take a record out of use, with a reason; it stays readable. Of a session offered, only the result goes."""
    with workspace.writing() as tx:
        record, case = _theirs(tx.db, workspace, data)
        if type(record) not in VOIDABLE:
            raise RuleBroken("record", "This record cannot be taken out of use: it has versions instead.")
        if isinstance(record, Session) and record.result is not None and record.offered_by:
            taken_back = ResultTakenBack(session=record.id)
            tx.record(taken_back, case.id, why=data.reason, lane=_lane(record))
            message = "Result taken back: the session waits for its result again."
        else:
            tx.record(RecordVoided(record=record.id, reason=data.reason), case.id, lane=_lane(record))
            message = "Taken out of use: it stays readable in the history."
        return saved(tx, case.reference, message, ids=(record.id,), warnings=_moved_by(record, case))


def _theirs(db: Db, workspace: Workspace, data: CorrectRecord | VoidRecord) -> tuple[Record, Case]:
    """The record and its case, if the one signed in wrote it or holds the case."""
    kind, aggregate = records.kind_and_case(db, data.record)
    if kind not in {each.kind for each in CORRECTABLE}:
        raise RuleBroken("record", "This record is not corrected this way: it has an act of its own.")
    record = records.get(db, RECORDS[kind], data.record)
    case = records.get(db, Case, aggregate)
    if data.case and find_case(db, data.case).id != case.id:
        raise RuleBroken("record", "That record is not one of this case: choose one of its records.")
    if workspace.worker.login != record.recorded_by:
        case = case_to_read(db, workspace, case.id)
    check_may_correct(record, workspace.worker.login, holder=case.worker)
    if record.voided:
        raise RuleBroken("record", "This record is out of use already.")
    return record, case


def _judged(db: Db, workspace: Workspace, case: Case, record: Record) -> list[Problem]:
    """What the rules of its own kind say of the record as it would stand."""
    today = workspace.today()
    if isinstance(record, Session):
        return [*_wrong_with_work(record), *_wrong_with_session(db, workspace, case, record)]
    if isinstance(record, NonContact):
        received_on = local_date(case.received_at) if case.received_at else None
        wrong = wrong_with_work(record, received_on=received_on, today=today)
        return [*_wrong_with_work(record), *wrong]
    if isinstance(record, Score):
        others = [each for each in records.of_case(db, Score, case.id) if each.id != record.id]
        return wrong_with_scores([record], others, today=today)
    return []


def _wrong_with_work(record: Session | NonContact) -> list[Problem]:
    return [*known_activities(record.activities)[1], *known_outcomes(record.outcomes)[1]]


def _wrong_with_session(db: Db, workspace: Workspace, case: Case, session: Session) -> list[Problem]:
    now = workspace.now()
    if session.attended:
        return wrong_with_attended(session, now=now, plan_agreed=agreed_plan(db, case) is not None)
    if session.result in (SessionResult.MISSED, SessionResult.NOT_GONE_AHEAD) and session.planned_at > now:
        return [Problem("planned_at", "A session with this result cannot be still to come.")]
    return []


def _lane(record: Record) -> Lane:
    """What is said of a non-attendance goes as fast as the non-attendance itself (SYN-03)."""
    missed = isinstance(record, Session) and record.result is SessionResult.MISSED
    return Lane.NON_ATTENDANCE if missed else Lane.WORK


def _moved_by(record: Record, case: Case) -> list[str]:
    """A reminder that the case stays where the session had brought it."""
    if not isinstance(record, Session) or not record.attended or case.stage is Stage.RECEIVED:
        return []
    return [f"The case stays {case.stage.words.lower()}: a supervisor can match it to what happened."]
