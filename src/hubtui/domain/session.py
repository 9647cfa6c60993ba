"""Contact sessions: offered, and then attended, missed or called off. Each is one record with one result."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated

from hubtui.domain.entry import Entry, Json, Lane, Op, created, journalled, puts
from hubtui.domain.record import Record, RecordId, Searchable, kept
from hubtui.domain.stage import Setting

ASSUMED_LENGTH = timedelta(minutes=30)
"""How long a booking keeps people busy where nobody said when it ends."""


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

    @property
    def non_attendance(self) -> bool:
        """Whether it counts as the person's own; what the service called off never does (SES-06)."""
        return self is SessionResult.MISSED


_RESULT_WORDS = {
    SessionResult.ATTENDED: "attended",
    SessionResult.MISSED: "did not attend",
    SessionResult.NOT_GONE_AHEAD: "did not go ahead",
    SessionResult.CANCELLED_BY_SERVICE: "cancelled by us",
    SessionResult.CANCELLED_BY_REGIME: "cancelled by regime",
    SessionResult.REARRANGED: "rearranged",
}


class NotHeldBecause(StrEnum):
    """Why a session that the person came to did not go ahead (mission 4)."""

    PROVIDER = "provider"
    COULD_NOT = "could-not-take-part"
    REFUSED = "refused"


class CalledOffBy(StrEnum):
    """Who called a session off before it was held (mission 4)."""

    SERVICE = "service"
    REGIME = "regime"
    AGREEMENT = "rearranged"

    @property
    def result(self) -> SessionResult:
        return _CALLED_OFF[self]


_CALLED_OFF = {
    CalledOffBy.SERVICE: SessionResult.CANCELLED_BY_SERVICE,
    CalledOffBy.REGIME: SessionResult.CANCELLED_BY_REGIME,
    CalledOffBy.AGREEMENT: SessionResult.REARRANGED,
}


class DoneHow(StrEnum):
    """Whether work was done for, with or by the person."""

    FOR_HIM = "for"
    WITH_HIM = "with"
    BY_HIM = "by"


class Flag(StrEnum):
    """What was missing when a fact was saved all the same (mission 8.15); supervisors see it."""

    REMOTE_IN_MANDATED = "remote in a mandated prison"
    BEFORE_RELEASE = "before release"
    OUTSIDE_SETTING = "outside its setting"


@kept("session")
class Session(Record):
    """A contact session with a person. Instants are UTC; `minutes` is the actual length.

    `setting` is where he was when it was offered or held. `result_at` and `result_by` tell when and by whom the
    result was recorded. `done_each` names the activities and outcomes done otherwise than `done_how` says.
    """

    type: SessionType
    planned_at: datetime
    planned_end: datetime | None = None
    method: Method = Method.IN_PERSON
    place: Annotated[str, Searchable()] = ""
    purpose: Annotated[str | None, Searchable()] = None
    worker: str | None = None
    offered_by: str | None = None
    told_how: str | None = None
    reply: str | None = None
    instead_of: RecordId | None = None
    setting: Setting | None = None
    remote_reason: Annotated[str | None, Searchable()] = None
    result: SessionResult | None = None
    result_at: datetime | None = None
    result_by: str | None = None
    started_at: datetime | None = None
    minutes: int | None = None
    late_minutes: int | None = None
    present: list[str] = []
    activities: list[str] = []
    outcomes: list[str] = []
    done_how: DoneHow | None = None
    done_each: dict[str, DoneHow] = {}
    setting_reason: Annotated[str | None, Searchable()] = None
    note: Annotated[str | None, Searchable()] = None
    response: Annotated[str | None, Searchable()] = None
    next_steps: Annotated[str | None, Searchable()] = None
    not_held_because: NotHeldBecause | None = None
    reason: Annotated[str | None, Searchable()] = None
    gave_notice: bool | None = None
    attempts: Annotated[str | None, Searchable()] = None
    late_reason: Annotated[str | None, Searchable()] = None
    recorded_late: bool = False
    flags: list[str] = []
    imported_from: str | None = None

    @property
    def at(self) -> datetime:
        """When it was held, else when it was to be."""
        return self.started_at or self.planned_at

    @property
    def until(self) -> datetime:
        """When it ended or is to end."""
        if self.minutes is not None:
            return self.at + timedelta(minutes=self.minutes)
        return self.planned_end or self.at + ASSUMED_LENGTH

    @property
    def attended(self) -> bool:
        return self.result is SessionResult.ATTENDED


OF_A_RESULT = (
    *("result", "result_at", "result_by", "started_at", "minutes", "late_minutes", "present", "activities"),
    *("outcomes", "done_how", "done_each", "setting_reason", "note", "response", "next_steps"),
    *("not_held_because", "reason", "gave_notice", "attempts", "late_reason", "recorded_late", "flags"),
)
"""The fields that a result sets on an offer, and that taking the result back clears."""


@journalled("session.offered", "Session offered")
class SessionOffered(Entry):
    """A session was offered; the offer stands whatever becomes of it (SES-01)."""

    session: Session

    def ops(self) -> Iterator[Op]:
        yield from created(self.session)

    def happened(self) -> datetime | None:
        return self.session.planned_at

    @classmethod
    def summary(cls, fields: Mapping[str, Json]) -> str:
        parts = (_words(SessionType, fields, "type"), _words(Method, fields, "method"), fields.get("place"))
        return ", ".join(str(part) for part in parts if part)


class _WithResult(Entry):
    """A session got its result. `unplanned` begins the record where no offer had been recorded before."""

    session: RecordId
    facts: dict[str, object]
    at: datetime
    unplanned: Session | None = None

    def ops(self) -> Iterator[Op]:
        if self.unplanned is not None:
            yield from created(self.unplanned)
        yield from puts(self.session, **self.facts)

    def happened(self) -> datetime | None:
        return self.at

    @classmethod
    def summary(cls, fields: Mapping[str, Json]) -> str:
        length = f"{fields['minutes']} min" if fields.get("minutes") else ""
        said = fields.get("note") or fields.get("reason") or fields.get("attempts") or ""
        return ", ".join(part for part in (length, " ".join(str(said).split())[:80]) if part)


@journalled("session.attended", "Session attended")
class SessionAttended(_WithResult):
    """The person came and something was done (SES-03)."""


@journalled("session.missed", "Did not attend", lane=Lane.NON_ATTENDANCE)
class SessionMissed(_WithResult):
    """The person did not come, and nobody had called the session off (SES-04)."""


@journalled("session.not-held", "Came, but the session did not go ahead")
class SessionNotHeld(_WithResult):
    """The person came and nothing was done, for one of three causes (SES-06)."""


@journalled("session.called-off", "Session called off")
class SessionCalledOff(_WithResult):
    """The service, the regime or an agreement moved the session; never the person's non-attendance (SES-06)."""


@journalled("session.result-taken-back", "Session's result taken back")
class ResultTakenBack(Entry):
    """A result recorded by mistake is taken back; the offer waits for its result again (SES-11)."""

    session: RecordId

    def ops(self) -> Iterator[Op]:
        yield from puts(self.session, **dict.fromkeys(OF_A_RESULT))


@kept("remote_exception")
class RemoteException(Record):
    """A supervisor lets one case have phone or video sessions in a mandated prison (SES-08)."""

    note: Annotated[str, Searchable()]
    until_on: date | None = None


@journalled("session.remote-allowed", "Phone or video allowed")
class RemoteAllowed(Entry):
    """The exception that a remote booking in a mandated prison needs (SES-08)."""

    exception: RemoteException

    def ops(self) -> Iterator[Op]:
        yield from created(self.exception)


def non_attendances(sessions: Iterable[Session]) -> list[Session]:
    """The sessions that count as the person's own non-attendance (SES-06)."""
    return [each for each in sessions if each.result is not None and each.result.non_attendance]


def _words(kind: type[SessionType] | type[Method], fields: Mapping[str, Json], name: str) -> str:
    """The words of a choice; a value that this version does not know shows as it is."""
    value = fields.get(name)
    return kind(value).words if value in set(kind) else str(value or "")
