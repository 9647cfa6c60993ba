"""The action plan: written, agreed, amended as versions, its copy given and its changes told."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from hubtui.acts.cases import advance_after, case_to_record, person_of
from hubtui.acts.registry import Input, Problems, Saved, act, saved
from hubtui.acts.risk import unmet_risk_before_plan
from hubtui.acts.session import session_of
from hubtui.domain.assessment import Assessment, latest_complete
from hubtui.domain.case import Case
from hubtui.domain.dates import local_date, show_day
from hubtui.domain.gates import unmet
from hubtui.domain.plan import (
    CONTENT,
    CopyHow,
    Frequency,
    Plan,
    PlanAgreed,
    PlanAmended,
    PlanCopyGiven,
    PlannedActivity,
    PlannedOutcome,
    PlanRewritten,
    PlanUpdateGiven,
    PlanWritten,
    Who,
    changes_between,
    gaps,
    high_needs_left_out,
    is_significant,
    unmet_before_agreeing,
)
from hubtui.domain.roles import CASE_WORKERS
from hubtui.domain.session import Method, Session
from hubtui.domain.stage import Gate, Setting, Step, Unmet, way
from hubtui.domain.text import GivenLine, GivenProse, Line, Prose
from hubtui.domain.trouble import Problem, RuleBroken
from hubtui.store import records
from hubtui.store.db import Db
from hubtui.store.facts import case_facts
from hubtui.store.plan import agreed_plan, before_agreeing, draft_plan
from hubtui.store.workspace import Tx, Workspace


class ActivityWanted(Input):
    """One activity of an outcome: its id, such as A-CH01, who does it and by when."""

    activity: GivenLine
    what: Line = ""
    who: Who = Who.WORKER
    by_on: date | None = None


class OutcomeWanted(Input):
    """One outcome, O1 to O8, and the activities that lead to it."""

    outcome: GivenLine
    activities: list[ActivityWanted] = []


class PlanContent(Input):
    """What a plan says (PLN-01). `worker` is the login of the key worker."""

    case: GivenLine
    outcomes: list[OutcomeWanted] = []
    frequency: Frequency | None = None
    method: Method | None = None
    contact_method: Line = ""
    sessions_planned: int | None = None
    start_on: date | None = None
    end_on: date | None = None
    worker: Line = ""
    approach: Prose = ""
    high_needs_left: Prose = ""


class WritePlan(PlanContent):
    """A draft of the first plan; written again, it takes the place of the draft."""


@act("plan.write", roles=CASE_WORKERS, serves=("PLN-01", "PLN-04", "PLN-05"))
def write_plan(workspace: Workspace, data: WritePlan) -> Saved:
    """Write the action plan: outcomes with activities, how often and how you meet, and until when."""
    with workspace.writing() as tx:
        case = case_to_record(tx.db, workspace, data.case)
        if agreed_plan(tx.db, case) is not None:
            raise RuleBroken("case", "The plan is agreed: amend it, which makes a new version (plan.amend).")
        draft = draft_plan(tx.db, case)
        start = Plan(id=workspace.new_id(), start_on=workspace.today(), worker=case.worker)
        plan = start.model_copy(update={**_content(data), "id": draft.id if draft else start.id})
        _stop(gaps(plan, case.position))
        if draft is None:
            tx.record(PlanWritten(plan=plan), case.id)
        else:
            facts = {name: getattr(plan, name) for name in (*CONTENT, "high_needs_left")}
            tx.record(PlanRewritten(plan=plan.id, facts=facts), case.id)
        message = f"Plan written, version {plan.version}: {person_of(tx.db, case).name}."
        return saved(tx, case.reference, message, ids=(plan.id,), warnings=_left_out(tx.db, case, plan))


def _content(data: PlanContent) -> dict[str, Any]:
    """What was said of a plan, as the record holds it; what was left out is not there."""
    said = {
        name: value
        for name in (*CONTENT, "high_needs_left")
        if (value := getattr(data, name)) not in (None, "", [])
    }
    if data.outcomes:
        said["outcomes"] = [_planned(each) for each in data.outcomes]
    return said


def _planned(wanted: OutcomeWanted) -> PlannedOutcome:
    activities = [
        PlannedActivity(activity=each.activity.upper(), what=each.what, who=each.who, by_on=each.by_on)
        for each in wanted.activities
    ]
    return PlannedOutcome(outcome=wanted.outcome.upper(), activities=activities)


def _left_out(db: Db, case: Case, plan: Plan) -> list[str]:
    """The high needs that no outcome serves, until a reason or 'later' is written (PLN-01)."""
    if plan.high_needs_left:
        return []
    assessment = latest_complete(records.of_case(db, Assessment, case.id))
    return [
        f"{need.words} is a high need with no outcome in the plan: say why, or 'later' (high_needs_left)."
        for need in high_needs_left_out(plan, assessment)
    ]


def _stop(problems: Sequence[Problem]) -> None:
    if problems:
        raise RuleBroken.all(problems)


class AgreePlan(Input):
    """That the person agreed (PLN-02). Without `session` the last attended one up to that day is meant."""

    case: GivenLine
    agreed_on: date | None = None
    session: Line = ""
    how: Line = ""


@act("plan.agree", roles=CASE_WORKERS, serves=("PLN-02", "CON-01", "ASM-02", "RSK-09", "REF-13"))
def agree_plan(workspace: Workspace, data: AgreePlan) -> Saved:
    """Mark the plan as agreed with the person: on what day, in which session, and how."""
    agreed_on = data.agreed_on or workspace.today()
    with workspace.writing() as tx:
        case = case_to_record(tx.db, workspace, data.case)
        draft = draft_plan(tx.db, case)
        if draft is None and agreed_plan(tx.db, case) is not None:
            raise RuleBroken("case", "The plan is agreed already: amend it instead (plan.amend).")
        problems = Problems(
            [Problem(each.field, each.message) for each in unmet_plan(tx.db, workspace, case, agreed_on)]
        )
        session = _session_of_agreement(tx.db, case, data, agreed_on, problems)
        if agreed_on > workspace.today():
            problems.add("agreed_on", "The date is in the future: enter the day on which he agreed.")
        if not data.how:
            problems.add("how", "Say how he agreed, such as 'signed' or 'in his own words'.")
        problems.stop()
        assert draft is not None, "the gate asks for a plan"
        assert session is not None, "the gate asks for a session"
        agreed = PlanAgreed(plan=draft.id, agreed_on=agreed_on, session=session.id, how=data.how)
        tx.record(agreed, case.id)
        case, held_up = advance_after(tx, case, Step.IN_SERVICE)
        message = f"Plan agreed, version {draft.version}: {person_of(tx.db, case).name}."
        warnings = [
            *held_up,
            *_left_out(tx.db, case, draft),
            "A copy for him is owed: record when he gets it.",
        ]
        return saved(tx, case.reference, message, ids=(draft.id,), warnings=warnings)


def unmet_plan(db: Db, workspace: Workspace, case: Case, agreed_on: date) -> list[Unmet]:
    """Everything still missing before the plan can be agreed, for the key, the checklist and the refusal (G3)."""
    risk = unmet_risk_before_plan(db, workspace, case)
    facts = before_agreeing(db, case, draft_plan(db, case), agreed_on=agreed_on, risk=risk)
    missing = unmet_before_agreeing(facts)
    if way(case.position, Step.ASSESSING, case.setting or Setting.CUSTODY):
        missing.extend(unmet(Gate.G2, case_facts(db, case, today=workspace.today())))
    return missing


def _session_of_agreement(
    db: Db, case: Case, data: AgreePlan, agreed_on: date, problems: Problems
) -> Session | None:
    """The session in which he agreed; without one named, the last that he came to, up to that day."""
    if data.session:
        named = session_of(db, case, data.session)
        if not named.attended or local_date(named.at) > agreed_on:
            problems.add("session", "Choose a session that he attended, on or before the day he agreed.")
        return named
    attended = [
        each
        for each in records.of_case(db, Session, case.id)
        if each.attended and local_date(each.at) <= agreed_on
    ]
    return max(attended, key=lambda each: each.at, default=None)


class AmendPlan(PlanContent):
    """What changes in the agreed plan, and why (PLN-05); what is left out stays as it is."""

    reason: GivenProse
    agreed_how: Line = ""
    session: Line = ""


@act("plan.amend", roles=CASE_WORKERS, serves=("PLN-05", "PLN-04"))
def amend_plan(workspace: Workspace, data: AmendPlan) -> Saved:
    """Amend the agreed plan as a new numbered version; earlier versions stay readable."""
    today = workspace.today()
    with workspace.writing() as tx:
        case = case_to_record(tx.db, workspace, data.case)
        before = agreed_plan(tx.db, case)
        if before is None:
            raise RuleBroken("case", "No plan is agreed yet: write it and agree it first.")
        session = session_of(tx.db, case, data.session).id if data.session else None
        said = {**before.model_dump(include=set(CONTENT)), **_content(data)}
        wanted = Plan(id=workspace.new_id(), version=before.version + 1, **said)
        problems = Problems(gaps(wanted, case.position, before))
        changes = changes_between(before, wanted)
        if not changes:
            problems.add("outcomes", "Nothing differs from the agreed version: change something first.")
        problems.stop()
        plan = wanted.model_copy(
            update={
                "changes": changes,
                "changed_on": today,
                "reason": data.reason,
                "significant": is_significant(before, wanted),
                "agreed_on": today,
                "agreed_how": data.agreed_how or None,
                "agreed_session": session,
            }
        )
        tx.record(PlanAmended(plan=plan), case.id, why=data.reason)
        message = f"Plan amended, version {plan.version}: {person_of(tx.db, case).name}."
        return saved(tx, case.reference, message, ids=(plan.id,), warnings=_owed(tx, case, plan))


def _owed(tx: Tx, case: Case, plan: Plan) -> list[str]:
    owed = [*_left_out(tx.db, case, plan), "A copy of the new version for him is owed."]
    if plan.significant:
        owed.append("The change is significant: tell the probation practitioner, then record it.")
    return owed


class GiveCopy(Input):
    """That the person has his copy (PLN-03)."""

    case: GivenLine
    given_on: date
    how: CopyHow = CopyHow.GIVEN


@act("plan.copy", roles=CASE_WORKERS, serves=("PLN-03",))
def give_copy(workspace: Workspace, data: GiveCopy) -> Saved:
    """Record when the person was given his copy of the agreed plan, or was offered it."""
    with workspace.writing() as tx:
        case = case_to_record(tx.db, workspace, data.case)
        plan = _in_force(tx.db, case)
        agreed_on = plan.agreed_on or data.given_on
        if data.given_on < agreed_on:
            raise RuleBroken("given_on", f"The plan was agreed on {show_day(agreed_on)}: check the date.")
        if data.given_on > workspace.today():
            raise RuleBroken("given_on", "The date is in the future: record the copy once he has it.")
        given = PlanCopyGiven(plan=plan.id, given_on=data.given_on, how=data.how, by=workspace.worker.login)
        tx.record(given, case.id)
        return saved(tx, case.reference, f"Copy recorded: {person_of(tx.db, case).name}.", ids=(plan.id,))


class TellPractitioner(Input):
    """That the practitioner was told of a significant change (PLN-05)."""

    case: GivenLine
    told_on: date
    to: GivenLine
    means: GivenLine


@act("plan.update_given", roles=CASE_WORKERS, serves=("PLN-05",))
def tell_practitioner(workspace: Workspace, data: TellPractitioner) -> Saved:
    """Record that the probation practitioner was told of a significant change of the plan."""
    with workspace.writing() as tx:
        case = case_to_record(tx.db, workspace, data.case)
        plan = _in_force(tx.db, case)
        if not plan.significant:
            raise RuleBroken("case", "This version holds no significant change: no update is owed.")
        if data.told_on > workspace.today():
            raise RuleBroken("told_on", "The date is in the future: record the telling once it is done.")
        if plan.changed_on is not None and data.told_on < plan.changed_on:
            raise RuleBroken("told_on", f"The plan changed on {show_day(plan.changed_on)}: check the date.")
        told = PlanUpdateGiven(plan=plan.id, told_on=data.told_on, to=data.to, means=data.means)
        tx.record(told, case.id)
        return saved(tx, case.reference, f"Update recorded: {data.to} was told.", ids=(plan.id,))


def _in_force(db: Db, case: Case) -> Plan:
    plan = agreed_plan(db, case)
    if plan is None:
        raise RuleBroken("case", "No plan is agreed yet: write it and agree it first.")
    return plan
