"""Sessions: offered, held, missed or called off."""

from pydantic import AwareDatetime

from hubtui.acts.cases import case_to_record, person_of
from hubtui.acts.registry import Input, Saved, act, saved
from hubtui.domain.dates import local_date
from hubtui.domain.deadlines import non_attendance
from hubtui.domain.roles import CASE_WORKERS
from hubtui.domain.session import Method, Session, SessionMissed, SessionOffered, SessionType, check_missed
from hubtui.domain.text import GivenLine, Line, Prose
from hubtui.domain.trouble import RuleBroken
from hubtui.store import records
from hubtui.store.workspace import Workspace


class OfferSession(Input):
    """An offer of a session (SES-01)."""

    case: GivenLine
    type: SessionType = SessionType.PLAN
    planned_at: AwareDatetime
    method: Method = Method.IN_PERSON
    place: GivenLine
    purpose: Line = ""


@act("session.offer", roles=CASE_WORKERS, serves=("SES-01",))
def offer_session(workspace: Workspace, data: OfferSession) -> Saved:
    """Record that a session was offered."""
    with workspace.writing() as tx:
        case = case_to_record(tx.db, workspace, data.case)
        session = Session(
            id=workspace.new_id(),
            type=data.type,
            planned_at=data.planned_at,
            method=data.method,
            place=data.place,
            purpose=data.purpose or None,
            offered_by=workspace.worker.login,
        )
        tx.record(SessionOffered(session=session), case.id)
        return saved(
            tx, case.reference, f"Session offered to {person_of(tx.db, case).name}.", ids=(session.id,)
        )


class MissSession(Input):
    """That the person did not come (SES-04)."""

    case: GivenLine
    session: GivenLine
    reason: Prose = ""
    gave_notice: bool | None = None
    attempts: Prose = ""
    late_reason: Line = ""


@act("session.miss", roles=CASE_WORKERS, serves=("SES-04",))
def miss_session(workspace: Workspace, data: MissSession) -> Saved:
    """Record that the person did not attend, the same day."""
    with workspace.writing() as tx:
        case = case_to_record(tx.db, workspace, data.case)
        session = records.get(tx.db, Session, data.session)
        if session.aggregate != case.id or session.result is not None:
            raise RuleBroken("session", "That session is not one of this case still without a result.")
        due = non_attendance(local_date(session.planned_at)).at
        late = check_missed(session.planned_at, data.late_reason, now=workspace.now(), due=due)
        facts = data.model_dump(exclude={"case", "session"}, exclude_none=True, exclude_defaults=True)
        missed = SessionMissed(
            session=session.id, facts={**facts, "recorded_late": late}, at=session.planned_at
        )
        tx.record(missed, case.id)
        return saved(
            tx, case.reference, f"Non-attendance recorded: {person_of(tx.db, case).name}.", ids=(session.id,)
        )
