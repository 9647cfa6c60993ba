"""The Service User Action Plan: written, agreed, and amended as numbered versions that all stay readable."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict

from hubtui.domain.activities import activity
from hubtui.domain.assessment import Assessment, NeedLevel
from hubtui.domain.case import Need
from hubtui.domain.dates import show_day
from hubtui.domain.entry import Entry, Json, Op, created, journalled, puts
from hubtui.domain.outcomes import outcome
from hubtui.domain.record import Record, RecordId, Searchable, kept
from hubtui.domain.score import Score, unscored
from hubtui.domain.session import Method
from hubtui.domain.stage import Position, Unmet
from hubtui.domain.trouble import NotFound, Problem


class Frequency(StrEnum):
    """How often sessions are held."""

    TWICE_WEEKLY = "twice-weekly"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"

    @property
    def words(self) -> str:
        return self.value.replace("-", " ")


class Who(StrEnum):
    """Who does an activity."""

    WORKER = "worker"
    PERSON = "person"
    BOTH = "both"


class CopyHow(StrEnum):
    """What became of the person's copy; each counts as given (PLN-03)."""

    GIVEN = "given"
    NOT_TAKEN = "offered-not-taken"
    KEPT = "kept-for-him"


class PlannedActivity(BaseModel):
    """One activity of a plan: a core activity, or the words of another system's; who does it and by when."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    activity: str = ""
    what: str = ""
    who: Who = Who.WORKER
    by_on: date | None = None

    @property
    def title(self) -> str:
        return activity(self.activity).title if self.activity else self.what


class PlannedOutcome(BaseModel):
    """One outcome of a plan, with the activities that lead to it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    outcome: str = ""
    what: str = ""
    activities: list[PlannedActivity] = []

    @property
    def title(self) -> str:
        return outcome(self.outcome).title if self.outcome else self.what


@kept("plan")
class Plan(Record):
    """One version of a plan. It is a draft until `agreed_on`; dates are local, `worker` is a login."""

    version: int = 1
    outcomes: list[PlannedOutcome] = []
    frequency: Frequency | None = None
    method: Method | None = None
    contact_method: Annotated[str | None, Searchable()] = None
    sessions_planned: int | None = None
    start_on: date | None = None
    end_on: date | None = None
    worker: str | None = None
    approach: Annotated[str | None, Searchable()] = None
    high_needs_left: Annotated[str | None, Searchable()] = None
    agreed_on: date | None = None
    agreed_session: RecordId | None = None
    agreed_how: str | None = None
    changes: list[str] = []
    changed_on: date | None = None
    reason: Annotated[str | None, Searchable()] = None
    significant: bool = False
    update_given_on: date | None = None
    update_to: str | None = None
    update_means: str | None = None
    copy_given_on: date | None = None
    copy_how: CopyHow | None = None
    copy_by: str | None = None
    imported_from: str | None = None

    @property
    def agreed(self) -> bool:
        return self.agreed_on is not None

    @property
    def activity_ids(self) -> set[str]:
        return {done.activity for each in self.outcomes for done in each.activities if done.activity}

    @property
    def outcome_ids(self) -> set[str]:
        return {each.outcome for each in self.outcomes if each.outcome}


CONTENT = (
    *("outcomes", "frequency", "method", "contact_method", "sessions_planned"),
    *("start_on", "end_on", "worker", "approach"),
)
"""What a worker writes in a plan; every version has its own."""


@journalled("plan.written", "Plan written")
class PlanWritten(Entry):
    """A first draft of a plan."""

    plan: Plan

    def ops(self) -> Iterator[Op]:
        yield from created(self.plan)

    @classmethod
    def summary(cls, fields: Mapping[str, Json]) -> str:
        changes = fields.get("changes")
        return f"version {fields.get('version', 1)}" + (f": {'; '.join(changes)[:80]}" if changes else "")


@journalled("plan.rewritten", "Draft plan changed")
class PlanRewritten(Entry):
    """A draft that nobody has agreed to says something else."""

    plan: RecordId
    facts: dict[str, object]

    def ops(self) -> Iterator[Op]:
        yield from puts(self.plan, **self.facts)


@journalled("plan.agreed", "Plan agreed")
class PlanAgreed(Entry):
    """The person agreed to the plan (PLN-02)."""

    plan: RecordId
    agreed_on: date
    session: RecordId
    how: str

    def ops(self) -> Iterator[Op]:
        yield from puts(self.plan, agreed_on=self.agreed_on, agreed_session=self.session, agreed_how=self.how)

    def happened(self) -> date:
        return self.agreed_on


@journalled("plan.amended", "Plan amended")
class PlanAmended(PlanWritten):
    """A new version takes the place of the agreed one, which stays readable (PLN-05)."""

    def happened(self) -> date | None:
        return self.plan.changed_on


@journalled("plan.copy-given", "Copy of the plan given")
class PlanCopyGiven(Entry):
    """The person has his copy, or it was offered, or it is kept for him (PLN-03)."""

    plan: RecordId
    given_on: date
    how: CopyHow
    by: str

    def ops(self) -> Iterator[Op]:
        yield from puts(self.plan, copy_given_on=self.given_on, copy_how=self.how, copy_by=self.by)

    def happened(self) -> date:
        return self.given_on


@journalled("plan.update-given", "Practitioner told of the change of plan")
class PlanUpdateGiven(Entry):
    """The probation practitioner was told of a significant change (PLN-05)."""

    plan: RecordId
    told_on: date
    to: str
    means: str

    def ops(self) -> Iterator[Op]:
        yield from puts(self.plan, update_given_on=self.told_on, update_to=self.to, update_means=self.means)

    def happened(self) -> date:
        return self.told_on


def plan_in_force(plans: Iterable[Plan]) -> Plan | None:
    """The highest version that was agreed."""
    return max((each for each in plans if each.agreed), key=lambda each: each.version, default=None)


def draft_of(plans: Iterable[Plan]) -> Plan | None:
    """The version written and not yet agreed."""
    return max((each for each in plans if not each.agreed), key=lambda each: each.version, default=None)


def copy_owed(plan: Plan | None) -> bool:
    """Whether the person has still to be given a copy of the version in force (PLN-03)."""
    return plan is not None and plan.agreed and plan.copy_given_on is None


def update_owed_since(plan: Plan | None) -> date | None:
    """The local date of a significant change that the practitioner has not been told of (PLN-05)."""
    if plan is None or not plan.significant or plan.update_given_on is not None:
        return None
    return plan.changed_on


def gaps(plan: Plan, position: Position, before: Plan | None = None) -> list[Problem]:
    """Everything that keeps the plan from being one, together (PLN-01, PLN-04).

    `position` is where the case stands; what stood in the version `before` may be finished anywhere.
    """
    problems = [*_gaps_in_outcomes(plan)]
    for name, words in (
        ("frequency", "Choose how often sessions are held."),
        ("method", "Choose how sessions are held."),
        ("contact_method", "Write how he wants to be contacted."),
        ("end_on", "Enter the anticipated end date."),
    ):
        if not getattr(plan, name):
            problems.append(Problem(name, words))
    if plan.start_on and plan.end_on and plan.end_on <= plan.start_on:
        problems.append(Problem("end_on", f"Enter an end date after the start, {show_day(plan.start_on)}."))
    if plan.sessions_planned is not None and plan.sessions_planned < 1:
        problems.append(Problem("sessions_planned", "Plan at least one session, or leave this empty."))
    return [*problems, *_outside_stage(plan, position, before)]


def _gaps_in_outcomes(plan: Plan) -> Iterator[Problem]:
    if not plan.outcomes:
        yield Problem("outcomes", "Choose at least one outcome.")
    seen: set[str] = set()
    for each in plan.outcomes:
        yield from _unknown(each)
        if each.outcome in seen:
            yield Problem("outcomes", f"Outcome {each.outcome} stands in the plan twice: keep one.")
        if not each.activities:
            yield Problem("outcomes", f"Outcome {each.outcome}: choose at least one activity.")
        seen.add(each.outcome)


def _unknown(planned: PlannedOutcome) -> Iterator[Problem]:
    for find, id_ in [
        (outcome, planned.outcome),
        *((activity, each.activity) for each in planned.activities),
    ]:
        try:
            find(id_)
        except NotFound as missing:
            yield Problem("outcomes", str(missing))


def _outside_stage(plan: Plan, position: Position, before: Plan | None) -> Iterator[Problem]:
    """Outcomes and activities that the stage does not offer (PLN-04)."""
    setting = position.setting
    old = before or Plan(id="")
    for id_ in sorted(plan.outcome_ids - old.outcome_ids):
        if _is(outcome, id_) and setting is not None and not outcome(id_).can_start_in(setting):
            yield Problem("outcomes", f"Outcome {id_} can be started only in custody: take it out.")
    for id_ in sorted(plan.activity_ids - old.activity_ids):
        if _is(activity, id_) and not activity(id_).can_be_planned(position):
            yield Problem("outcomes", f"{activity(id_).title} ({id_}) is for custody only: take it out.")


def _is(find: object, id_: str) -> bool:
    assert callable(find)
    try:
        find(id_)
    except NotFound:
        return False
    return True


_NAMES = {
    "frequency": "frequency",
    "method": "method",
    "contact_method": "contact method",
    "sessions_planned": "number of sessions",
    "start_on": "start date",
    "end_on": "end date",
    "worker": "key worker",
    "approach": "approach",
}
_SIGNIFICANT = frozenset({"frequency", "method", "end_on", "worker", "approach"})


def changes_between(old: Plan, new: Plan) -> list[str]:
    """What the new version says otherwise, a line a change, in words (PLN-05)."""
    lines = [
        *(f"outcome {id_} added" for id_ in sorted(new.outcome_ids - old.outcome_ids)),
        *(f"outcome {id_} taken out" for id_ in sorted(old.outcome_ids - new.outcome_ids)),
        *(f"activity {id_} added" for id_ in sorted(new.activity_ids - old.activity_ids)),
        *(f"activity {id_} taken out" for id_ in sorted(old.activity_ids - new.activity_ids)),
    ]
    if not lines and old.outcomes != new.outcomes:
        lines.append("who does what, or by when")
    for name, words in _NAMES.items():
        was, is_ = getattr(old, name), getattr(new, name)
        if was != is_:
            lines.append(f"{words}: {_shown(was)} -> {_shown(is_)}")
    return lines


def _shown(value: object) -> str:
    return "none" if value is None else str(value)


def is_significant(old: Plan, new: Plan) -> bool:
    """Whether the practitioner is owed an update: outcomes, activities, approach, frequency, method, end date
    or key worker changed (PLN-05).
    """
    return old.outcomes != new.outcomes or any(
        getattr(old, name) != getattr(new, name) for name in _SIGNIFICANT
    )


def high_needs_left_out(plan: Plan, assessment: Assessment | None) -> list[Need]:
    """The needs that the assessment calls high and no outcome of the plan serves (PLN-01)."""
    if assessment is None:
        return []
    served = {outcome(id_).need for id_ in plan.outcome_ids if _is(outcome, id_)}
    return [need for need in assessment.areas(NeedLevel.HIGH) if need.value not in served]


@dataclass(frozen=True, slots=True)
class BeforeAgreeing:
    """What the gate before agreeing judges (G3). `attended_on` are the local dates of sessions he came to;
    `information` and `risk` are what those rules still miss.
    """

    plan: Plan | None
    gaps: Sequence[Problem] = ()
    assessment: Assessment | None = None
    attended_on: Sequence[date] = ()
    agreed_on: date = date.max
    information: Sequence[Unmet] = ()
    risk: Sequence[Unmet] = ()


def unmet_before_agreeing(facts: BeforeAgreeing) -> list[Unmet]:
    """Everything still missing before the plan can be agreed, so that a worker sees it all at once (PLN-02)."""
    missing = []
    if facts.plan is None:
        missing.append(Unmet("Write the plan first (plan.write).", "PLN-01", "plan"))
    missing.extend(Unmet(gap.message, "PLN-01", gap.field) for gap in facts.gaps)
    if facts.assessment is None:
        missing.append(Unmet("Complete the assessment (assessment.complete).", "ASM-01", "assessment"))
    missing.extend([*facts.information, *facts.risk])
    if not any(day <= facts.agreed_on for day in facts.attended_on):
        missing.append(
            Unmet("Record a session that he attended, on or before the day he agreed.", "PLN-02", "session")
        )
    return missing


def unmet_scores(assessment: Assessment | None, scores: Sequence[Score]) -> Iterator[Unmet]:
    """A start score for each area with a need; an area without one has no distance to travel (ASM-02).

    Due by the day the plan is agreed: it holds up the step into service (G3), not the agreement itself.
    """
    if assessment is None:
        return
    areas = assessment.areas(NeedLevel.LOW, NeedLevel.MEDIUM, NeedLevel.HIGH)
    for area in unscored(areas, scores):
        yield Unmet(f"Record a start score for {area.words} (score.record).", "ASM-02", "scores")
