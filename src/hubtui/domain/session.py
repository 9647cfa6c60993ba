"""Contact sessions: offered, and then attended, missed or called off. Each is one record with one result."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from hubtui.domain.entry import Entry, Lane, Op, created, journalled, puts
from hubtui.domain.record import Record, RecordId, Searchable, kept
from hubtui.domain.trouble import RuleBroken


class SessionType(StrEnum):
    """What a session is for."""

    INITIAL = "initial"
    PLAN = "plan"
    GROUP = "group"
    REVIEW = "review"
    PRE_RELEASE = "pre-release"
    GATE = "day-of-release"
    URGENT = "urgent"
    FINAL = "final"

    @property
    def words(self) -> str:
        return _TYPE_WORDS[self]


_TYPE_WORDS = {
    SessionType.INITIAL: "Initial contact",
    SessionType.PLAN: "Plan session",
    SessionType.GROUP: "Group",
    SessionType.REVIEW: "Review",
    SessionType.PRE_RELEASE: "Pre-release",
    SessionType.GATE: "Day of release",
    SessionType.URGENT: "Urgent",
    SessionType.FINAL: "Final session",
}


class Method(StrEnum):
    """How a session is held."""

    IN_PERSON = "in-person"
    PHONE = "phone"
    VIDEO = "video"

    @property
    def words(self) -> str:
        return self.value.replace("-", " ").capitalize()

    @property
    def remote(self) -> bool:
        return self is not Method.IN_PERSON


class SessionResult(StrEnum):
    """How a session ended (mission 4)."""

    ATTENDED = "attended"
    MISSED = "did-not-attend"
    NOT_GONE_AHEAD = "attended-not-gone-ahead"
    CANCELLED_BY_SERVICE = "cancelled-by-service"
    CANCELLED_BY_REGIME = "cancelled-by-regime"
    REARRANGED = "rearranged"

    @property
    def words(self) -> str:
        return _RESULT_WORDS[self]


_RESULT_WORDS = {
    SessionResult.ATTENDED: "attended",
    SessionResult.MISSED: "did not attend",
    SessionResult.NOT_GONE_AHEAD: "did not go ahead",
    SessionResult.CANCELLED_BY_SERVICE: "cancelled by us",
    SessionResult.CANCELLED_BY_REGIME: "cancelled by regime",
    SessionResult.REARRANGED: "rearranged",
}


class DoneHow(StrEnum):
    """Whether work was done for, with or by the person."""

    FOR_HIM = "for"
    WITH_HIM = "with"
    BY_HIM = "by"


@kept("session")
class Session(Record):
    """A contact session with a person. Instants are UTC; `minutes` is the actual length."""

    type: SessionType
    planned_at: datetime
    planned_end: datetime | None = None
    method: Method = Method.IN_PERSON
    place: Annotated[str, Searchable()] = ""
    purpose: Annotated[str | None, Searchable()] = None
    offered_by: str | None = None
    told_how: str | None = None
    reply: str | None = None
    instead_of: RecordId | None = None
    remote_reason: Annotated[str | None, Searchable()] = None
    result: SessionResult | None = None
    started_at: datetime | None = None
    minutes: int | None = None
    late_minutes: int | None = None
    present: list[str] = []
    activities: list[str] = []
    outcomes: list[str] = []
    done_how: DoneHow | None = None
    note: Annotated[str | None, Searchable()] = None
    response: Annotated[str | None, Searchable()] = None
    next_steps: Annotated[str | None, Searchable()] = None
    reason: Annotated[str | None, Searchable()] = None
    gave_notice: bool | None = None
    attempts: Annotated[str | None, Searchable()] = None
    late_reason: Annotated[str | None, Searchable()] = None
    recorded_late: bool = False
    flags: list[str] = []


@journalled("session.offered", "Session offered")
class SessionOffered(Entry):
    """A session was offered; the offer stands whatever becomes of it (SES-01)."""

    session: Session

    def ops(self) -> Iterator[Op]:
        yield from created(self.session)

    def happened(self) -> datetime | None:
        return self.session.planned_at


@journalled("session.attended", "Session attended")
class SessionAttended(Entry):
    """The person came and something was done (SES-03)."""

    session: RecordId
    facts: dict[str, object]
    at: datetime

    def ops(self) -> Iterator[Op]:
        yield from puts(self.session, result=SessionResult.ATTENDED, **self.facts)

    def happened(self) -> datetime | None:
        return self.at


@journalled("session.missed", "Did not attend", lane=Lane.NON_ATTENDANCE)
class SessionMissed(Entry):
    """The person did not come, and nobody had called the session off (SES-04)."""

    session: RecordId
    facts: dict[str, object]
    at: datetime

    def ops(self) -> Iterator[Op]:
        yield from puts(self.session, result=SessionResult.MISSED, **self.facts)

    def happened(self) -> datetime | None:
        return self.at


def check_missed(planned_at: datetime, late_reason: str, *, now: datetime, due: datetime) -> bool:
    """Whether saying now that the session was missed is late (after `due`, 23:59 that day). Raises RuleBroken.

    A late entry is accepted with a reason, because losing the fact is worse (mission 8.2).
    """
    if planned_at > now:
        raise RuleBroken("session", "This session is still to come: it cannot have been missed yet.")
    late = now > due
    if late and not late_reason:
        raise RuleBroken("late_reason", "Say why this is recorded after the day of the session.")
    return late
