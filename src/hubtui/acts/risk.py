"""Risk information: taken from HMPPS, confirmed by HMPPS, acknowledged by each worker (RSK-01, RSK-09)."""

from collections.abc import Sequence
from datetime import date

from hubtui.acts.cases import case_of_theirs
from hubtui.acts.registry import Input, Problems, Saved, act, saved
from hubtui.domain.case import Case
from hubtui.domain.concern import Concern
from hubtui.domain.due import concern_marks
from hubtui.domain.risk import (
    Risk,
    RiskAcknowledged,
    RiskAcknowledgement,
    RiskConfirmed,
    RiskRecorded,
    Rosh,
    risk_id,
    unmet_acknowledgement,
    unmet_before_plan,
    unmet_in_risk,
)
from hubtui.domain.roles import CASE_WORKERS
from hubtui.domain.stage import Unmet
from hubtui.domain.text import GivenLine, Line, Prose
from hubtui.domain.trouble import NotFound, RuleBroken
from hubtui.store import records
from hubtui.store.case import of_person
from hubtui.store.db import Db
from hubtui.store.workspace import Workspace


class RecordRisk(Input):
    """The risk summary that HMPPS supplied (RSK-01)."""

    case: GivenLine
    rosh_children: Rosh | None = None
    rosh_public: Rosh | None = None
    rosh_known_adult: Rosh | None = None
    rosh_staff: Rosh | None = None
    rosh_prisoners: Rosh | None = None
    who_at_risk: Prose = ""
    nature: Prose = ""
    when_greatest: Prose = ""
    triggers: Prose = ""
    to_self: Prose = ""
    mappa_category: int | None = None
    mappa_level: int | None = None
    none_held: bool = False
    source: Line = ""
    source_date: date | None = None
    note: Prose = ""


@act("risk.record", roles=CASE_WORKERS, serves=("RSK-01",))
def record_risk(workspace: Workspace, data: RecordRisk) -> Saved:
    """Record the risk information that HMPPS gave; it replaces what was held, and each worker reads it anew."""
    with workspace.writing() as tx:
        case = case_of_theirs(tx.db, workspace, data.case)
        said = {name: value for name, value in data.model_dump(exclude={"case"}).items() if value != ""}
        for name in ("mappa_category", "mappa_level"):
            said[name] = None if said[name] is None else str(said[name])
        risk = Risk(id=risk_id(case.person), person=case.person, versions=[workspace.new_id()], **said)
        problems = Problems(unmet_in_risk(risk, today=workspace.today()))
        problems.stop()
        first = current_risk(tx.db, case) is None
        tx.record(RiskRecorded(risk=risk, first=first), case.id)
        return saved(tx, case.reference, f"Risk information recorded for {case.reference}.", ids=(risk.id,))


class ConfirmRisk(Input):
    """That HMPPS stands by the information held (RSK-01)."""

    case: GivenLine
    confirmed_by: GivenLine
    confirmed_on: date


@act("risk.confirm", roles=CASE_WORKERS, serves=("RSK-01",))
def confirm_risk(workspace: Workspace, data: ConfirmRisk) -> Saved:
    """Record that HMPPS confirmed the risk information as it stands."""
    with workspace.writing() as tx:
        case = case_of_theirs(tx.db, workspace, data.case)
        if current_risk(tx.db, case) is None:
            raise RuleBroken("case", "There is no risk information to confirm yet: record it first.")
        if data.confirmed_on > workspace.today():
            raise RuleBroken("confirmed_on", "The date is in the future: check the year.")
        risk = risk_id(case.person)
        tx.record(RiskConfirmed(risk=risk, on=data.confirmed_on, by=data.confirmed_by), case.id)
        return saved(tx, case.reference, f"Risk information confirmed for {case.reference}.", ids=(risk,))


class AcknowledgeRisk(Input):
    """That the worker has read the risk information; where none has come, whom he chased for it (RSK-09)."""

    case: GivenLine
    chased: Line = ""
    chased_on: date | None = None
    chase_again_on: date | None = None


@act("risk.acknowledge", roles=CASE_WORKERS, serves=("RSK-09", "RSK-11"))
def acknowledge_risk(workspace: Workspace, data: AcknowledgeRisk) -> Saved:
    """Acknowledge the risk information you have read, or that none has come and you have chased it."""
    login, today = workspace.worker.login, workspace.today()
    with workspace.writing() as tx:
        case = case_of_theirs(tx.db, workspace, data.case)
        risk = current_risk(tx.db, case)
        if risk is None:
            _check_chase(data, today)
        concerns = [each.id for each in concerns_of(tx.db, case) if each.recorded_by != login]
        acknowledgement = RiskAcknowledgement(
            id=workspace.new_id(),
            person=case.person,
            login=login,
            at=workspace.now(),
            seen=[*(risk.versions if risk else []), *concerns],
            not_received=risk is None,
            chased=data.chased or None,
            chased_on=data.chased_on,
            chase_again_on=data.chase_again_on,
        )
        tx.record(RiskAcknowledged(acknowledgement=acknowledgement), case.id)
        what = "Risk information acknowledged" if risk else "'Risk not received' acknowledged"
        return saved(tx, case.reference, f"{what} for {case.reference}.", ids=(acknowledgement.id,))


def _check_chase(data: AcknowledgeRisk, today: date) -> None:
    problems = Problems()
    if not data.chased:
        problems.add("chased", "No risk information has come: say whom you chased for it.")
    if data.chased_on is None:
        problems.add("chased_on", "Enter the date you chased the risk information.")
    elif data.chased_on > today:
        problems.add("chased_on", "The date is in the future: enter when you chased it.")
    if data.chase_again_on is not None and data.chase_again_on < today:
        problems.add("chase_again_on", "The next chase is in the past: enter today or a later date.")
    problems.stop()


def current_risk(db: Db, case: Case) -> Risk | None:
    """What HMPPS has told of the person of this case; None where nothing has come."""
    try:
        return records.get(db, Risk, risk_id(case.person))
    except NotFound:
        return None


def acknowledgements_of(db: Db, case: Case) -> list[RiskAcknowledgement]:
    """Who has acknowledged what of the risk of this person, on whichever of his cases."""
    return of_person(db, RiskAcknowledgement, case.person)


def concerns_of(db: Db, case: Case) -> Sequence[Concern]:
    """The concerns about this person, on whichever of his cases."""
    return of_person(db, Concern, case.person)


def unmet_risk(db: Db, workspace: Workspace, case: Case) -> list[Unmet]:
    """What stands against completing an assessment or recording a session on this case, for the one signed in:
    risk information he has not acknowledged. Facts that must never wait do not ask (RSK-09).
    """
    marks = _marks(db, workspace, case)
    return unmet_acknowledgement(workspace.worker.login, marks, acknowledgements_of(db, case))


def unmet_risk_before_plan(db: Db, workspace: Workspace, case: Case) -> list[Unmet]:
    """What stands against agreeing a plan: as `unmet_risk`, or 'not received' not acknowledged and chased (G3)."""
    marks = _marks(db, workspace, case)
    return unmet_before_plan(
        workspace.worker.login, current_risk(db, case), marks, acknowledgements_of(db, case)
    )


def _marks(db: Db, workspace: Workspace, case: Case) -> set[str]:
    risk = current_risk(db, case)
    versions = set(risk.versions) if risk else set()
    return versions | concern_marks(concerns_of(db, case), workspace.worker.login)
