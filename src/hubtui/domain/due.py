"""Everything owed on a case, each thing with the row of the catalogue it comes from.

What is owed is a function of what was recorded, never of the clock: whether a thing is not yet open, soon due or
overdue is asked of it afterwards, with the time at which it is asked.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from hubtui.domain import deadlines
from hubtui.domain.concern import Concern, Raises
from hubtui.domain.dates import end_of_day, local_date, show_short_day, show_time, start_of_day
from hubtui.domain.deadlines import State
from hubtui.domain.plan import Plan, copy_owed, update_owed_since
from hubtui.domain.risk import Risk, RiskAcknowledgement, old_from, unseen
from hubtui.domain.session import Session, SessionType
from hubtui.domain.settings import in_force
from hubtui.domain.stage import CLOSED, CUSTODY, Stage
from hubtui.domain.task import Task
from hubtui.domain.working_days import BankHolidays

TELLING, CONCERNS, WORK = 0, 1, 2
"""The order of the due list before any date: HMPPS to be told, a colleague's concern to be read, all the rest."""

SOON = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing to do. Instants are UTC; without `due_at` it has no last day and is simply open.

    `ahead` is what to call it before it `opens`. `record` is the record to go to. `only_for` names the one worker
    of the team who owes it, `also_for` one outside the team who sees it too (logins, empty for nobody).
    """

    what: str
    rule: str
    due_at: datetime | None = None
    opens: datetime | None = None
    ahead: str = ""
    record: str = ""
    rank: int = WORK
    only_for: str = ""
    also_for: str = ""


def state_of(rule: str, due_at: datetime | None, now: datetime, *, soon: timedelta = SOON) -> State:
    """How a thing owed stands at `now`. HMPPS told late is late, not overdue: it was owed at once (RSK-06)."""
    if due_at is None:
        return State.OK
    if now > due_at:
        return State.LATE if rule == "RSK-06" else State.OVERDUE
    return State.SOON if now >= due_at - soon else State.OK


def _default(name: str, on: date) -> int:
    return in_force(name, on)


@dataclass(frozen=True)
class Facts:
    """What is judged of one case. `team` holds the logins of its holder and of those who cover."""

    stage: Stage | None = None
    received_at: datetime | None = None
    urgent: bool = False
    team: tuple[str, ...] = ()
    sessions: Sequence[Session] = ()
    concerns: Sequence[Concern] = ()
    risk: Risk | None = None
    acknowledgements: Sequence[RiskAcknowledgement] = ()
    tasks: Sequence[Task] = ()
    plan: Plan | None = None
    """The version in force."""
    assessment_complete: bool = False
    chain_missing: bool = False
    release_on: date | None = None
    supervised: bool = True
    changes_of_place: Sequence[date] = ()
    setting: Callable[[str, date], int] = field(default=_default)
    holidays: BankHolidays | None = None


def owed(facts: Facts) -> list[Owed]:
    """Everything owed, whether it has opened yet or not, in no order."""
    found = [*_tellings(facts), *_unread_concerns(facts)]
    if facts.stage is None:
        return found
    found += [*_results(facts), *_tasks(facts)]
    if facts.stage in CLOSED:
        return found
    found += [*_first_steps(facts), *_risk_information(facts), *_plan(facts), *_before_release(facts)]
    if facts.chain_missing:
        found.append(Owed("Enter the contact chain", "REF-08"))
    return found


def _tellings(facts: Facts) -> Iterator[Owed]:
    for concern in facts.concerns:
        if not concern.outstanding:
            continue
        opened = concern.recorded_at or concern.learned_at
        minutes = facts.setting("risk-notification", local_date(opened))
        yield Owed(
            f"Tell HMPPS now: {concern.title.lower()}",
            "RSK-06",
            deadlines.risk_notification(opened, minutes).at,
            record=concern.id,
            rank=TELLING,
            also_for=concern.recorded_by,
        )


def _unread_concerns(facts: Facts) -> Iterator[Owed]:
    """A concern raised by somebody else is read by each of the team, or where there is none by a supervisor."""
    acknowledged = [(each.login, mark) for each in facts.acknowledgements for mark in each.seen]
    for concern in facts.concerns:
        what = f"Read the concern of {concern.recorded_by}: {concern.title.lower()}"
        if not facts.team and not concern.read_by:
            yield Owed(what, "RSK-11", record=concern.id, rank=CONCERNS)
        for login in facts.team:
            read = login in concern.read_by or (login, concern.id) in acknowledged
            if login != concern.recorded_by and not read:
                yield Owed(what, "RSK-11", record=concern.id, rank=CONCERNS, only_for=login)


def results_owed(sessions: Sequence[Session]) -> Iterator[Owed]:
    """Sessions without a result: open from their start, overdue after 23:59 that day (SES-05)."""
    for session in sessions:
        if session.result is not None or session.voided:
            continue
        at, name = session.planned_at, session.type.words
        yield Owed(
            f"Record the result: {name.lower()} {_moment(at)}",
            "SES-05",
            deadlines.session_result(local_date(at)).at,
            opens=at,
            ahead=f"{name} {_moment(at)}",
            record=session.id,
        )


def _results(facts: Facts) -> Iterator[Owed]:
    return results_owed(facts.sessions)


def _tasks(facts: Facts) -> Iterator[Owed]:
    for task in facts.tasks:
        if task.open:
            outside = task.owner if task.owner not in facts.team else ""
            yield Owed(
                f"Task: {task.what}", "NCA-03", end_of_day(task.due_on), record=task.id, also_for=outside
            )


_BEFORE_OFFER = frozenset({Stage.RECEIVED, Stage.ALLOCATED_CUSTODY, Stage.ALLOCATED_COMMUNITY})
_ASSESSING = frozenset({Stage.ASSESSING_CUSTODY, Stage.ASSESSING_COMMUNITY})


def _first_steps(facts: Facts) -> Iterator[Owed]:
    offered = any(each.type is SessionType.INITIAL and not each.voided for each in facts.sessions)
    if facts.stage in _BEFORE_OFFER and facts.received_at is not None and not offered:
        name = "first-offer-urgent" if facts.urgent else "first-offer-standard"
        days = facts.setting(name, local_date(facts.received_at))
        last = deadlines.first_offer(facts.received_at, days, facts.holidays)
        if facts.stage is Stage.RECEIVED:
            yield Owed("Allocate to a worker", "REF-10", last.at)
        yield Owed("Offer the initial contact session", "SES-02", last.at)
    if facts.stage in _ASSESSING and not facts.assessment_complete:
        yield Owed("Complete the assessment", "ASM-01")


def concern_marks(concerns: Sequence[Concern], login: str) -> set[str]:
    """The concerns that are new risk information to this worker: raising risk, raised by another, not yet read."""
    return {
        each.id
        for each in concerns
        if each.raises_risk is Raises.YES
        and each.recorded_by != login
        and login not in each.read_by
        and not each.voided
    }


def _risk_information(facts: Facts) -> Iterator[Owed]:
    risk = facts.risk
    if risk is None:
        chases = [each.chase_again_on for each in facts.acknowledgements if each.chase_again_on]
        again = max(chases, default=None)
        yield Owed(
            "Risk information not received: chase HMPPS", "RSK-01", end_of_day(again) if again else None
        )
        return
    for login in facts.team:
        if unseen(login, set(risk.versions), facts.acknowledgements):
            yield Owed("Read and acknowledge the risk information", "RSK-09", only_for=login)
    months = facts.setting("risk-information-old", risk.as_of) if risk.as_of else 0
    old = old_from(risk.as_of, months=months, changes_of_place=facts.changes_of_place)
    if old is not None:
        yield Owed(
            "Ask HMPPS to confirm the risk information: it may be out of date",
            "RSK-01",
            opens=start_of_day(old),
        )


def _plan(facts: Facts) -> Iterator[Owed]:
    if facts.plan is None:
        return
    if copy_owed(facts.plan):
        yield Owed("Give him a copy of the plan", "PLN-03", record=facts.plan.id)
    changed = update_owed_since(facts.plan)
    if changed is not None:
        days = facts.setting("significant-change-update", changed)
        last = deadlines.significant_change_update(changed, days, facts.holidays)
        yield Owed("Tell the practitioner of the change of plan", "PLN-05", last.at, record=facts.plan.id)


def _before_release(facts: Facts) -> Iterator[Owed]:
    if facts.release_on is None or facts.stage not in CUSTODY | {Stage.GATE}:
        return
    handover = deadlines.handover(facts.release_on)
    yield Owed(
        f"Hold the handover meeting by {show_short_day(handover.last)}",
        "REL-01",
        end_of_day(handover.last),
        opens=start_of_day(handover.first),
        ahead=f"Handover from {show_short_day(handover.first)}",
    )
    if not facts.supervised:
        return
    meeting = deadlines.pre_release_meeting(facts.release_on, facts.holidays)
    yield Owed(
        f"Hold the pre-release meeting by {show_short_day(meeting.last)}",
        "REL-03",
        end_of_day(meeting.last),
        opens=start_of_day(meeting.first),
        ahead=f"Pre-release meeting from {show_short_day(meeting.first)}",
    )


def _moment(instant: datetime) -> str:
    return f"{show_short_day(local_date(instant))} {show_time(instant)}"
