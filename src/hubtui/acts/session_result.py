"""What became of a session: held, missed, come to and not held, or called off; offered before or not."""

from typing import Any

from hubtui.acts.cases import advance_after, case_to_record, flag, person_of
from hubtui.acts.registry import Input, Instant, Problems, Saved, act, saved
from hubtui.acts.risk import unmet_risk
from hubtui.acts.session import (
    offer_of,
    record_offer,
    remote_flags,
    result_facts,
    session_of,
    wrong_with_booking,
)
from hubtui.domain.booking import wrong_with_initial, wrong_with_remote
from hubtui.domain.case import Case
from hubtui.domain.dates import show_instant
from hubtui.domain.roles import CASE_WORKERS
from hubtui.domain.session import (
    CalledOffBy,
    DoneHow,
    Flag,
    Method,
    NotHeldBecause,
    Session,
    SessionAttended,
    SessionCalledOff,
    SessionMissed,
    SessionNotHeld,
    SessionResult,
    SessionType,
)
from hubtui.domain.session_result import (
    WITHOUT_ACKNOWLEDGEMENT,
    attended_warnings,
    check_missed,
    check_not_held,
    known_activities,
    known_outcomes,
    outside_setting,
    setting_flags,
    wrong_with_attended,
)
from hubtui.domain.stage import Step
from hubtui.domain.text import GivenLine, GivenProse, Line, Prose
from hubtui.domain.trouble import Problem, RuleBroken
from hubtui.store import records
from hubtui.store.db import Db
from hubtui.store.plan import agreed_plan
from hubtui.store.workspace import Tx, Workspace


class NextOffer(Input):
    """The next session, offered in the same breath as a result; nothing is offered without `next_at`."""

    next_at: Instant | None = None
    next_end: Instant | None = None
    next_method: Method = Method.IN_PERSON
    next_place: Line = ""
    next_remote_reason: Prose = ""


class RecordSession(Input):
    """A session that the person came to (SES-03). Without `session` it had not been offered here before."""

    case: GivenLine
    session: Line = ""
    type: SessionType | None = None
    started_at: Instant | None = None
    minutes: int
    method: Method | None = None
    place: Line = ""
    remote_reason: Prose = ""
    late_minutes: int | None = None
    present: list[Line] = []
    activities: list[Line] = []
    outcomes: list[Line] = []
    done_how: DoneHow | None = None
    done_each: dict[str, DoneHow] = {}
    setting_reason: Prose = ""
    note: Prose = ""
    response: Prose = ""
    next_steps: Prose = ""


@act("session.record", roles=CASE_WORKERS, serves=("SES-02", "SES-03", "SES-07", "SES-08", "RSK-09"))
def record_session(workspace: Workspace, data: RecordSession) -> Saved:
    """Record a session that the person attended."""
    with workspace.writing() as tx:
        case = case_to_record(tx.db, workspace, data.case)
        begun, unplanned = _begun(tx.db, workspace, case, data, at=data.started_at, field="started_at")
        held = begun.model_copy(update=_held(data))
        problems = Problems()
        if held.type not in WITHOUT_ACKNOWLEDGEMENT:
            problems.found.extend(risk_problems(tx.db, workspace, case))
        work = _work(data, case, problems)
        held = held.model_copy(update={**work, "flags": [*work["flags"], *remote_flags(tx.db, held, case)]})
        agreed = agreed_plan(tx.db, case) is not None
        problems.found.extend(wrong_with_attended(held, now=workspace.now(), plan_agreed=agreed))
        problems.found.extend(wrong_with_remote(held))
        problems.found.extend(wrong_with_initial(held, records.of_case(tx.db, Session, case.id)))
        problems.stop()
        facts = result_facts(workspace, result=SessionResult.ATTENDED, **_attended_facts(held))
        tx.record(
            SessionAttended(session=held.id, facts=facts, at=held.at, unplanned=begun if unplanned else None),
            case.id,
        )
        warnings = attended_warnings(held, now=workspace.now())
        if Flag.REMOTE_IN_MANDATED in held.flags:
            warnings.append(flag(tx, case, f"Session {Flag.REMOTE_IN_MANDATED}"))
        if held.type is SessionType.INITIAL:
            case, left = advance_after(tx, case, Step.ASSESSING)
            warnings.extend(left)
        return saved(
            tx,
            case.reference,
            f"Session recorded: {person_of(tx.db, case).name}.",
            ids=(held.id,),
            warnings=warnings,
        )


def risk_problems(db: Db, workspace: Workspace, case: Case) -> list[Problem]:
    """The risk information that the one signed in has still to acknowledge (RSK-09)."""
    return [Problem(each.field or "case", each.message) for each in unmet_risk(db, workspace, case)]


_HELD = (
    *("started_at", "minutes", "late_minutes", "method", "place", "remote_reason", "present", "done_how"),
    *("done_each", "setting_reason", "note", "response", "next_steps"),
)


def _held(data: RecordSession) -> dict[str, Any]:
    """What was said of the session itself; what was left out stays as it was offered."""
    given = {name: getattr(data, name) for name in _HELD}
    given["present"] = [name for name in data.present if name]
    return {name: value for name, value in given.items() if value not in (None, "", [], {})}


def _attended_facts(held: Session) -> dict[str, Any]:
    facts = {name: getattr(held, name) for name in (*_HELD, "activities", "outcomes", "flags")}
    return {**facts, "started_at": held.at}


def _work(data: RecordSession, case: Case, problems: Problems) -> dict[str, Any]:
    """The activities and outcomes worked on, and the marks on those outside their setting (PLN-04)."""
    activities, wrong = known_activities(data.activities)
    outcomes, wrong_too = known_outcomes(data.outcomes)
    problems.found.extend([*wrong, *wrong_too])
    outside = outside_setting(activities, case.position)
    if outside and not data.setting_reason:
        problems.add("setting_reason", " ".join(outside))
    return {
        "activities": [each.id for each in activities],
        "outcomes": outcomes,
        "flags": setting_flags(activities, case.position),
    }


class MissSession(NextOffer):
    """That the person did not come (SES-04). Without `session` it had not been offered here before."""

    case: GivenLine
    session: Line = ""
    planned_at: Instant | None = None
    type: SessionType | None = None
    method: Method | None = None
    place: Line = ""
    reason: Prose = ""
    gave_notice: bool | None = None
    attempts: Prose = ""
    late_reason: Prose = ""


@act("session.miss", roles=CASE_WORKERS, serves=("SES-04", "SES-05"))
def miss_session(workspace: Workspace, data: MissSession) -> Saved:
    """Record that the person did not attend, the same day."""
    with workspace.writing() as tx:
        case = case_to_record(tx.db, workspace, data.case, always=True)
        session, unplanned = _begun(tx.db, workspace, case, data, at=data.planned_at, field="planned_at")
        field = "planned_at" if unplanned else "session"
        late = check_missed(session.planned_at, data.late_reason, now=workspace.now(), field=field)
        said = data.model_dump(include={"reason", "gave_notice", "attempts", "late_reason"})
        facts = result_facts(workspace, result=SessionResult.MISSED, recorded_late=late, **said)
        missed = SessionMissed(
            session=session.id,
            facts=facts,
            at=session.planned_at,
            unplanned=session if unplanned else None,
        )
        tx.record(missed, case.id)
        warnings = ["Recorded after the day of the session: it is marked late."] if late else []
        return _answered(tx, case, session, data, f"Non-attendance recorded: {_name(tx, case)}.", warnings)


class SessionNotGoneAhead(NextOffer):
    """That the person came and the session did not go ahead (SES-06)."""

    case: GivenLine
    session: Line = ""
    planned_at: Instant | None = None
    type: SessionType | None = None
    method: Method | None = None
    place: Line = ""
    because: NotHeldBecause
    reason: GivenProse


@act("session.not_held", roles=CASE_WORKERS, serves=("SES-06",))
def session_not_held(workspace: Workspace, data: SessionNotGoneAhead) -> Saved:
    """Record that the person came, but the session did not go ahead."""
    with workspace.writing() as tx:
        case = case_to_record(tx.db, workspace, data.case)
        session, unplanned = _begun(tx.db, workspace, case, data, at=data.planned_at, field="planned_at")
        field = "planned_at" if unplanned else "session"
        check_not_held(session.planned_at, now=workspace.now(), field=field)
        facts = result_facts(
            workspace,
            result=SessionResult.NOT_GONE_AHEAD,
            not_held_because=data.because,
            reason=data.reason,
        )
        entry = SessionNotHeld(
            session=session.id,
            facts=facts,
            at=session.planned_at,
            unplanned=session if unplanned else None,
        )
        tx.record(entry, case.id)
        return _answered(tx, case, session, data, f"Recorded, did not go ahead: {_name(tx, case)}.", [])


class CancelSession(NextOffer):
    """That a session was called off: by the service, by the prison regime, or moved by agreement (SES-06)."""

    case: GivenLine
    session: GivenLine
    called_off_by: CalledOffBy
    reason: GivenProse


@act("session.cancel", roles=CASE_WORKERS, serves=("SES-01", "SES-06"))
def cancel_session(workspace: Workspace, data: CancelSession) -> Saved:
    """Record that a session was called off; it never counts as the person's non-attendance."""
    with workspace.writing() as tx:
        case = case_to_record(tx.db, workspace, data.case)
        session = _without_result(session_of(tx.db, case, data.session))
        facts = result_facts(workspace, result=data.called_off_by.result, reason=data.reason)
        tx.record(SessionCalledOff(session=session.id, facts=facts, at=session.planned_at), case.id)
        return _answered(tx, case, session, data, f"Session called off: {_name(tx, case)}.", [])


_Told = RecordSession | MissSession | SessionNotGoneAhead


def _begun(
    db: Db, workspace: Workspace, case: Case, data: _Told, *, at: Any, field: str
) -> tuple[Session, bool]:
    """The session meant, and whether its record begins now: the one named, else the one offered for that very
    time, else one that nobody had offered here. Raises RuleBroken.
    """
    if data.session:
        return _without_result(session_of(db, case, data.session)), False
    if at is None:
        raise RuleBroken("session", f"Choose the session, or say when it was ({field}).")
    for offered in records.of_case(db, Session, case.id):
        if offered.planned_at == at and offered.result is None and data.type in (None, offered.type):
            return offered, False
    facts = {"type": data.type or SessionType.PLAN, "planned_at": at, "method": data.method}
    begun = offer_of(workspace, case, {**facts, "place": data.place})
    return begun.model_copy(update={"offered_by": None}), True


def _without_result(session: Session) -> Session:
    if session.result is not None:
        raise RuleBroken(
            "session",
            f"The session of {show_instant(session.at)} has a result ({session.result.words}): correct that.",
        )
    return session


def _answered(
    tx: Tx, case: Case, session: Session, data: NextOffer, message: str, warnings: list[str]
) -> Saved:
    """What a result answers, after the next session was offered where one was given.

    A next offer that breaks a rule is left out with a warning: it must not hold up what happened (8.15).
    """
    ids = [session.id]
    if data.next_at is not None:
        wanted = _next(tx, case, session, data)
        wrong = wrong_with_booking(tx.db, wanted, case, confirmed=False)
        if wrong:
            warnings = [*warnings, *(f"The next session was not offered: {each.message}" for each in wrong)]
        else:
            warnings = [*warnings, *record_offer(tx, case, wanted)]
            ids.append(wanted.id)
    return saved(tx, case.reference, message, ids=ids, warnings=warnings)


def _next(tx: Tx, case: Case, session: Session, data: NextOffer) -> Session:
    facts = {
        "type": session.type,
        "planned_at": data.next_at,
        "planned_end": data.next_end,
        "method": data.next_method,
        "place": data.next_place or session.place,
        "purpose": session.purpose,
        "remote_reason": data.next_remote_reason,
        "instead_of": session.id,
    }
    return offer_of(tx.workspace, case, facts)


def _name(tx: Tx, case: Case) -> str:
    return person_of(tx.db, case).name
