"""What may be said of a session once its time has come: held, missed, or neither (SES-03, SES-04, SES-06)."""

from collections.abc import Collection, Iterable
from datetime import datetime

from hubtui.domain.activities import Activity, ActivitySetting, activity, delivery_warning
from hubtui.domain.dates import local_date
from hubtui.domain.deadlines import non_attendance
from hubtui.domain.outcomes import outcome
from hubtui.domain.session import Flag, Session, SessionType
from hubtui.domain.stage import Position
from hubtui.domain.trouble import NotFound, Problem, RuleBroken

LONG_MINUTES = 8 * 60
LONGEST_MINUTES = 24 * 60
WITHOUT_PLAN_WORK = frozenset(SessionType) - {SessionType.PLAN, SessionType.GROUP}
"""Initial, urgent, pre-release, day-of-release, review and final sessions need no part of the plan (SES-03)."""
WITHOUT_ACKNOWLEDGEMENT = frozenset({SessionType.URGENT, SessionType.GATE})
"""Urgent work and the day of release are never held up by risk information not yet read (RSK-09, 8.15)."""


def wrong_with_attended(held: Session, *, now: datetime, plan_agreed: bool) -> list[Problem]:
    """Everything that stands against recording the session as held (SES-03)."""
    minutes = held.minutes or 0
    problems = []
    if held.at > now:
        problems.append(Problem("started_at", "This session is still to come: record it once it was held."))
    if minutes < 1:
        problems.append(Problem("minutes", "Enter how many minutes the session lasted."))
    if minutes > LONGEST_MINUTES:
        problems.append(Problem("minutes", "A session cannot last more than 24 hours: check the minutes."))
    if not held.note:
        problems.append(Problem("note", "Write what was done in the session."))
    if plan_agreed and held.type not in WITHOUT_PLAN_WORK and not held.activities and not held.outcomes:
        problems.append(Problem("activities", "Choose the activity or outcome of the plan worked on."))
    return problems


def attended_warnings(held: Session, *, now: datetime) -> list[str]:
    """What the worker ought to look at again before leaving it."""
    warnings = []
    if (held.minutes or 0) > LONG_MINUTES:
        warnings.append(f"The session lasted {held.minutes} minutes, more than 8 hours: check the length.")
    if held.until > now >= held.at:
        warnings.append("By its length the session is not over yet: check start and minutes.")
    return warnings


def known_activities(ids: Iterable[str]) -> tuple[list[Activity], list[Problem]]:
    """The activities of these ids, and what is wrong with the rest."""
    known: list[Activity] = []
    problems: list[Problem] = []
    for each in ids:
        try:
            known.append(activity(each))
        except NotFound as missing:
            problems.append(Problem("activities", str(missing)))
    return known, problems


def known_outcomes(ids: Iterable[str]) -> tuple[list[str], list[Problem]]:
    """The outcomes' ids in their own spelling, and what is wrong with the rest."""
    known: list[str] = []
    problems: list[Problem] = []
    for each in ids:
        try:
            known.append(outcome(each).id)
        except NotFound as missing:
            problems.append(Problem("outcomes", str(missing)))
    return known, problems


def outside_setting(done: Collection[Activity], position: Position) -> list[str]:
    """A sentence for each activity that does not belong where the person is (PLN-04)."""
    return [warning for each in done if (warning := delivery_warning(each, position))]


def setting_flags(done: Collection[Activity], position: Position) -> list[str]:
    """The marks on work done outside its setting: community work before release, or any other (PLN-04)."""
    outside = [each for each in done if not each.fits(position)]
    flags = {
        Flag.BEFORE_RELEASE if each.setting is ActivitySetting.COMMUNITY else Flag.OUTSIDE_SETTING
        for each in outside
    }
    return sorted(flags)


def check_missed(planned_at: datetime, late_reason: str, *, now: datetime, field: str) -> bool:
    """Whether saying now that the session was missed is late: after 23:59 of its day (SES-04).

    A late entry is accepted with a reason, because losing the fact is worse (mission 8.2). Raises RuleBroken,
    at `field` for a session still to come.
    """
    if planned_at > now:
        raise RuleBroken(field, "This session is still to come: it cannot have been missed yet.")
    late = not non_attendance(local_date(planned_at)).met_at(now)
    if late and not late_reason:
        raise RuleBroken("late_reason", "Say why this is recorded after the day of the session.")
    return late


def check_not_held(planned_at: datetime, *, now: datetime, field: str) -> None:
    """Refuse to say that the person came to a session still to come (SES-06). Raises RuleBroken."""
    if planned_at > now:
        raise RuleBroken(field, "This session is still to come: call it off instead.")
