"""Offering sessions: one offer is one record, kept whatever becomes of it (SES-01)."""

from datetime import date
from typing import Any

from hubtui.acts.cases import advance_after, case_to_read, case_to_record, person_of
from hubtui.acts.registry import Input, Instant, Problems, Saved, act, saved
from hubtui.domain.booking import (
    clashes,
    needs_exception,
    wrong_with_clashes,
    wrong_with_initial,
    wrong_with_offer,
)
from hubtui.domain.case import Case
from hubtui.domain.dates import local_date, show_instant
from hubtui.domain.places import Place
from hubtui.domain.roles import CASE_WORKERS, SUPERVISORS
from hubtui.domain.session import (
    CalledOffBy,
    Flag,
    Method,
    RemoteAllowed,
    RemoteException,
    Session,
    SessionCalledOff,
    SessionOffered,
    SessionType,
)
from hubtui.domain.stage import CLOSED, Step
from hubtui.domain.text import GivenLine, GivenProse, Line, Prose
from hubtui.domain.trouble import Problem, RuleBroken
from hubtui.store import records
from hubtui.store.db import Db
from hubtui.store.places import known_places
from hubtui.store.session import booked, standing
from hubtui.store.workspace import Tx, Workspace


class OfferSession(Input):
    """An offer of a session (SES-01)."""

    case: GivenLine
    type: SessionType = SessionType.PLAN
    planned_at: Instant
    planned_end: Instant | None = None
    method: Method
    place: Line = ""
    purpose: Line = ""
    worker: Line = ""
    told_how: Line = ""
    reply: Line = ""
    remote_reason: Prose = ""
    instead_of: Line = ""
    rearranged_because: Prose = ""
    clash_confirmed: bool = False


@act("session.offer", roles=CASE_WORKERS, serves=("SES-01", "SES-02", "SES-07", "SES-08", "SES-10"))
def offer_session(workspace: Workspace, data: OfferSession) -> Saved:
    """Offer a session, or a new time for one already offered."""
    with workspace.writing() as tx:
        case = case_to_record(tx.db, workspace, data.case)
        wanted = offer_of(workspace, case, data.model_dump(include=_OFFERED))
        problems = Problems()
        replaced = _replaced(tx, case, data, problems)
        problems.found.extend(wrong_with_booking(tx.db, wanted, case, confirmed=data.clash_confirmed))
        problems.stop()
        if replaced is not None:
            tx.record(_rearranged(workspace, replaced, data.rearranged_because), case.id)
        warnings = record_offer(tx, case, wanted)
        name = person_of(tx.db, case).name
        return saved(tx, case.reference, f"Session offered to {name}.", ids=(wanted.id,), warnings=warnings)


_OFFERED = {
    *("type", "planned_at", "planned_end", "method", "place", "purpose"),
    *("worker", "told_how", "reply", "remote_reason", "instead_of"),
}


def offer_of(workspace: Workspace, case: Case, facts: dict[str, Any]) -> Session:
    """The session that is offered, by and, unless another is named, with whoever is signed in."""
    login = workspace.worker.login
    given = {name: value for name, value in facts.items() if value not in (None, "")}
    common = {"worker": login, "offered_by": login, "setting": case.position.setting or case.setting}
    return Session(id=workspace.new_id(), **{**common, **given})


def wrong_with_booking(db: Db, wanted: Session, case: Case, *, confirmed: bool) -> list[Problem]:
    """Everything that stands against booking the session."""
    unit = unit_of(db, case)
    excepted = remote_allowed(db, case, local_date(wanted.planned_at))
    wish = booked(wanted, case)
    taken = standing(db, wish, without={wanted.id, wanted.instead_of or ""})
    return [
        *_wrong_with_case(case),
        *wrong_with_offer(wanted, unit=unit, excepted=excepted),
        *wrong_with_initial(wanted, records.of_case(db, Session, case.id)),
        *wrong_with_clashes(clashes(wish, taken), confirmed=confirmed),
    ]


def _wrong_with_case(case: Case) -> list[Problem]:
    if case.stage not in CLOSED:
        return []
    closed = f"{case.reference} is closed ({case.stage.words.lower()}): reopen it first."
    return [Problem("case", closed)]


def record_offer(tx: Tx, case: Case, wanted: Session) -> list[str]:
    """Record an offer that was judged, and move a newly allocated case on (SES-02); answers warnings."""
    tx.record(SessionOffered(session=wanted), case.id)
    warnings = []
    if wanted.planned_at <= tx.workspace.now():
        warnings.append("The time of this session has passed: record its result.")
    unit = unit_of(tx.db, case)
    if wanted.method.remote and unit is not None and unit.mandated_warning():
        warnings.append(unit.mandated_warning())
    if wanted.type is SessionType.INITIAL:
        _, left = advance_after(tx, case, Step.CONTACT_OFFERED)
        warnings.extend(left)
    return warnings


def unit_of(db: Db, case: Case) -> Place | None:
    """The place where the person is served, with what supervisors have said of it; None where it is not known."""
    return known_places(db).get(case.unit or "")


def remote_allowed(db: Db, case: Case, day: date) -> bool:
    """Whether a supervisor has allowed remote sessions for the case on that date (SES-08)."""
    allowed = records.of_case(db, RemoteException, case.id)
    return any(each.until_on is None or day <= each.until_on for each in allowed)


def remote_flags(db: Db, held: Session, case: Case) -> list[str]:
    """The mark on a remote session that took place in a mandated prison without an exception (SES-08)."""
    unmet = needs_exception(held, unit_of(db, case)) and not remote_allowed(db, case, local_date(held.at))
    return [Flag.REMOTE_IN_MANDATED] if unmet else []


def _replaced(tx: Tx, case: Case, data: OfferSession, problems: Problems) -> Session | None:
    """The session that this offer takes the place of, if it still waits for a result."""
    if not data.instead_of:
        return None
    old = session_of(tx.db, case, data.instead_of, field="instead_of")
    if old.result is not None:
        return None
    if not data.rearranged_because:
        problems.add("rearranged_because", f"Say why the session of {show_instant(old.at)} was moved.")
    return old


def _rearranged(workspace: Workspace, old: Session, reason: str) -> SessionCalledOff:
    facts = result_facts(workspace, result=CalledOffBy.AGREEMENT.result, reason=reason)
    return SessionCalledOff(session=old.id, facts=facts, at=old.planned_at)


def session_of(db: Db, case: Case, id_: str, *, field: str = "session") -> Session:
    """That session of this case. Raises RuleBroken at `field` for another case's, NotFound."""
    session = records.get(db, Session, id_)
    if session.aggregate != case.id or session.voided:
        raise RuleBroken(field, "That session is not one of this case: choose one of its sessions.")
    return session


def result_facts(workspace: Workspace, **facts: Any) -> dict[str, object]:
    """What a result sets on a session: the given facts that say anything, who recorded them and when."""
    said = {name: value for name, value in facts.items() if value not in (None, "", [], {})}
    return {**said, "result_at": workspace.now(), "result_by": workspace.worker.login}


class AllowRemote(Input):
    """A supervisor's exception for one case (SES-08)."""

    case: GivenLine
    note: GivenProse
    until_on: date | None = None


@act("session.allow_remote", roles=SUPERVISORS, serves=("SES-08",))
def allow_remote(workspace: Workspace, data: AllowRemote) -> Saved:
    """Allow phone or video sessions in a mandated prison for one case."""
    if data.until_on is not None and data.until_on < workspace.today():
        raise RuleBroken("until_on", "This day has passed: enter the last day on which remote is allowed.")
    with workspace.writing() as tx:
        case = case_to_read(tx.db, workspace, data.case)
        exception = RemoteException(id=workspace.new_id(), note=data.note, until_on=data.until_on)
        tx.record(RemoteAllowed(exception=exception), case.id)
        return saved(
            tx, case.reference, f"Phone and video allowed for {case.reference}.", ids=(exception.id,)
        )
