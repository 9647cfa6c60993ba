"""When a session may be offered: a time, a place, a method that fits where the person is, and nobody booked twice.

An offer is a plan, so a rule may refuse it; a session that was held is a fact and is only marked (mission 8.15).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from hubtui.domain.dates import show_instant
from hubtui.domain.places import Place
from hubtui.domain.session import Session, SessionResult, SessionType
from hubtui.domain.stage import Setting
from hubtui.domain.trouble import Problem

ENDED_WITHOUT_CONTACT = frozenset(SessionResult) - {SessionResult.ATTENDED}


def wrong_with_offer(session: Session, *, unit: Place | None, excepted: bool) -> list[Problem]:
    """Everything that stands against offering the session (SES-01, SES-07, SES-08).

    `unit` is where the person is, if known; `excepted`: a supervisor has allowed remote sessions for the case.
    """
    problems = []
    if not session.method.remote and not session.place:
        problems.append(Problem("place", "Type where the session is to be."))
    if session.planned_end is not None and session.planned_end <= session.planned_at:
        problems.append(Problem("planned_end", "The session ends before it starts: check the times."))
    problems.extend(wrong_with_remote(session))
    if needs_exception(session, unit) and not excepted:
        problems.append(
            Problem(
                "method",
                "Only in-person sessions are booked in a mandated prison:"
                " choose in person, or ask your supervisor to allow an exception.",
            )
        )
    return problems


def wrong_with_remote(session: Session) -> list[Problem]:
    """The reason that phone or video needs, wherever the person is (SES-07, SES-08)."""
    if not session.method.remote or session.remote_reason:
        return []
    if session.setting is Setting.CUSTODY:
        return [Problem("remote_reason", "Say why meeting in person was not reasonably practicable.")]
    return [
        Problem(
            "remote_reason",
            "Say what in this person's circumstances makes phone or video better for him.",
        )
    ]


def needs_exception(session: Session, unit: Place | None) -> bool:
    """Whether only a supervisor's exception lets the session be remote: in a mandated prison, when it is not
    urgent (SES-08). A prison marked neither way counts as not mandated (mission 8.9).
    """
    return (
        session.method.remote
        and session.setting is Setting.CUSTODY
        and session.type is not SessionType.URGENT
        and unit is not None
        and unit.in_custody
        and unit.is_mandated()
    )


def wrong_with_initial(session: Session, others: Iterable[Session]) -> list[Problem]:
    """A second initial session in custody, or in the community, while the first counts (SES-02)."""
    if session.type is not SessionType.INITIAL:
        return []
    for other in others:
        if (
            other.type is SessionType.INITIAL
            and other.id not in (session.id, session.instead_of)
            and other.setting in (None, session.setting)
            and other.result not in ENDED_WITHOUT_CONTACT
        ):
            return [Problem("type", _first_initial(other))]
    return []


def _first_initial(first: Session) -> str:
    when = show_instant(first.at)
    if first.attended:
        return f"His initial session was held on {when}: choose another type."
    return f"An initial session is offered for {when}: record its result or rearrange it."


@dataclass(frozen=True, slots=True)
class Booked:
    """A session that stands booked: whose, by whom, where and when (UTC)."""

    person: str
    worker: str
    place: str
    type: SessionType
    start: datetime
    end: datetime

    def overlaps(self, other: "Booked") -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Clash:
    """A double booking; `refused` where one person would be at two places at one time (SES-10)."""

    words: str
    refused: bool


def clashes(wanted: Booked, standing: Iterable[Booked]) -> list[Clash]:
    """The double bookings that `wanted` would make of its person or its worker (SES-10)."""
    return [clash for other in standing if wanted.overlaps(other) and (clash := _clash(wanted, other))]


def _clash(wanted: Booked, other: Booked) -> Clash | None:
    when = f"{show_instant(other.start)}, {other.place or 'by phone or video'}"
    same_place = wanted.place.casefold() == other.place.casefold()
    if wanted.person == other.person:
        return Clash(f"He is booked already: {when}.", refused=not same_place)
    if wanted.worker == other.worker and not (same_place and _one_group(wanted, other)):
        return Clash(f"{wanted.worker} is booked already: {when}.", refused=False)
    return None


def _one_group(wanted: Booked, other: Booked) -> bool:
    return wanted.type is other.type is SessionType.GROUP


def wrong_with_clashes(found: Iterable[Clash], *, confirmed: bool) -> list[Problem]:
    """What the double bookings ask of the worker: another time, or a yes (SES-10)."""
    problems = []
    for clash in found:
        if clash.refused:
            problems.append(
                Problem("planned_at", f"{clash.words} Nobody is in two places at once: choose another time.")
            )
        elif not confirmed:
            problems.append(Problem("clash_confirmed", f"{clash.words} Confirm to book it all the same."))
    return problems
