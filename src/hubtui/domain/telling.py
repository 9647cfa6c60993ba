"""Telling HMPPS that risk is raised: at once, a person, by name (RSK-06, RSK-07).

A message left, an e-mail or no answer is an attempt: the telling stays outstanding until somebody was spoken to.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum

from hubtui.domain.contact_chain import Contact, ContactChain, Link
from hubtui.domain.dates import show_instant
from hubtui.domain.entry import Entry, Lane, Op, created, journalled, step
from hubtui.domain.record import Record, RecordId, kept
from hubtui.domain.stage import Setting
from hubtui.domain.trouble import Problem


class Means(StrEnum):
    """How somebody was told, or how it was tried."""

    IN_PERSON = "in-person"
    PHONE = "phone"
    VIDEO = "video"
    MESSAGE_LEFT = "message-left"
    EMAIL = "email"
    NO_ANSWER = "no-answer"

    @property
    def words(self) -> str:
        return _MEANS_WORDS[self]

    @property
    def reached(self) -> bool:
        """Whether somebody was spoken to: only then has anybody been told."""
        return self in (Means.IN_PERSON, Means.PHONE, Means.VIDEO)


_MEANS_WORDS = {
    Means.IN_PERSON: "in person",
    Means.PHONE: "by phone",
    Means.VIDEO: "by video",
    Means.MESSAGE_LEFT: "left a message",
    Means.EMAIL: "by e-mail",
    Means.NO_ANSWER: "no answer",
}


class TellingState(StrEnum):
    """Whether HMPPS has been told of a concern that raises risk."""

    OUTSTANDING = "outstanding"
    TOLD = "told"


MOVES: dict[TellingState, frozenset[TellingState]] = {
    TellingState.OUTSTANDING: frozenset({TellingState.TOLD}),
    TellingState.TOLD: frozenset(),
}


@kept("telling")
class Telling(Record):
    """One person told of a concern, or one attempt to tell. `said` is what that person answered."""

    concern: RecordId
    name: str | None = None
    role: str | None = None
    organisation: str | None = None
    in_hmpps: bool = True
    means: Means
    at: datetime
    said: str | None = None

    @property
    def closes(self) -> bool:
        """Whether this is the telling that is owed: a named member of HMPPS was spoken to."""
        return self.means.reached and self.in_hmpps


def problems_in_telling(telling: Telling, *, learned_at: datetime, now: datetime) -> list[Problem]:
    """Everything wrong with a telling as typed (RSK-06). Instants are UTC."""
    problems = []
    if telling.means.reached:
        if not telling.name:
            problems.append(Problem("name", "Enter the name of the person you told."))
        if not telling.role:
            problems.append(Problem("role", "Enter the role of the person you told, such as Duty Officer."))
    elif not telling.name and not telling.role:
        problems.append(Problem("name", "Say whom you tried to reach: a name or a role."))
    if telling.at > now:
        problems.append(Problem("at", "The time is in the future: enter when you told them."))
    if telling.at < learned_at:
        problems.append(
            Problem("at", f"That is before it was learned ({show_instant(learned_at)}): check date and time.")
        )
    return problems


@journalled("concern.told", "Told of a concern", lane=Lane.RISK)
class ConcernTold(Entry):
    """Somebody was told."""

    telling: Telling

    def ops(self) -> Iterator[Op]:
        yield from created(self.telling)
        if self.telling.closes:
            yield step(self.telling.concern, "telling", TellingState.TOLD)

    def happened(self) -> datetime:
        return self.telling.at


@journalled("concern.telling-tried", "Tried to tell of a concern", lane=Lane.RISK)
class TellingTried(Entry):
    """Nobody in HMPPS was reached yet: the telling stays outstanding."""

    telling: Telling

    def ops(self) -> Iterator[Op]:
        yield from created(self.telling)

    def happened(self) -> datetime:
        return self.telling.at


def whom_to_tell(chain: ContactChain | None, setting: Setting | None) -> list[Contact]:
    """Whom to try, in order: practitioner, secondary contact, Duty Officer; in custody without a practitioner
    the Offender Management Unit stands first (RSK-06).
    """
    if chain is None:
        return []
    first = chain.contact(Link.PRACTITIONER)
    if first is None and setting is Setting.CUSTODY:
        first = chain.contact(Link.OMU)
    order = (first, chain.contact(Link.SECONDARY), chain.contact(Link.DUTY_OFFICER))
    return [each for each in order if each is not None]


def next_to_try(order: Sequence[Contact], tried: Iterable[Telling]) -> Contact | None:
    """The first of the chain whom nobody has tried yet; the whole chain tried, the first again."""
    attempts = {text.casefold() for each in tried for text in (each.name, each.role) if text}
    untried = (each for each in order if not _names(each) & attempts)
    return next(untried, order[0] if order else None)


def _names(contact: Contact) -> set[str]:
    # A link's own words name it only while nobody is named: then any Duty Officer is the Duty Officer.
    return {contact.name.casefold()} if contact.name else {contact.link.words.casefold()}


def contact_line(contact: Contact) -> str:
    """Name, role and number in one line."""
    parts = (contact.name, contact.link.words, contact.phone or "no number known")
    return ", ".join(part for part in parts if part)


def danger_first(setting: Setting | None) -> str:
    """Whom to reach before anybody else where life is in danger now (RSK-07)."""
    if setting is Setting.CUSTODY:
        return "Danger to life now: tell the nearest officer first."
    if setting is Setting.COMMUNITY:
        return "Danger to life now: ring 999 first."
    return "Danger to life now: ring 999 first, or in a prison tell the nearest officer."


SCRIPT = (
    "Say who you are and where you work.",
    "Say whom it is about: name, date of birth, prison number or CRN.",
    "Say what was seen or said, when and where, and how you know.",
    "Ask what they will do and what you should do.",
    "Note their name, role and the time, and record it here.",
)
"""What to say on the telephone."""

NOT_SENT = "hubtui tells nobody: only a call or a conversation does. Saving and uploading do not count."


def guidance(chain: ContactChain | None, setting: Setting | None) -> list[str]:
    """What to do now, line by line: danger first, then the numbers to ring, then what to say (RSK-07)."""
    people = whom_to_tell(chain, setting)
    ring = [f"Ring {contact_line(each)}." for each in people] or [
        "No contact chain is entered: ring the probation office or, in prison, the Offender Management Unit."
    ]
    return [danger_first(setting), *ring, *SCRIPT, NOT_SENT]
