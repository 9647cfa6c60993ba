"""Concerns: unacceptable behaviour, signs of risk, safeguarding, news about outcomes, messages (RSK-04, -05, -11).

Anybody who works with people may raise one about anyone, on his caseload or not, known to the service or not. Each
asks whether it raises the Risk of Serious Harm, and a yes has to be told to HMPPS at once (RSK-06).
"""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from hubtui.domain.entry import Entry, Lane, Op, created, journalled
from hubtui.domain.record import Cautious, Record, RecordId, Searchable, Steps, Union, kept
from hubtui.domain.telling import TellingState
from hubtui.domain.trouble import Problem


class ConcernKind(StrEnum):
    """What a concern is (mission 4, E5 to E9, and messages taken)."""

    BEHAVIOUR = "behaviour"
    SERIOUS_HARM = "serious-harm"
    RAISED_RISK = "raised-risk"
    SAFEGUARDING_CHILD = "safeguarding-child"
    SAFEGUARDING_ADULT = "safeguarding-adult"
    OUTCOME_INFORMATION = "outcome-information"
    MESSAGE = "message"

    @property
    def words(self) -> str:
        return _KIND_WORDS[self]

    @property
    def safeguarding(self) -> bool:
        return self in (ConcernKind.SAFEGUARDING_CHILD, ConcernKind.SAFEGUARDING_ADULT)


_KIND_WORDS = {
    ConcernKind.BEHAVIOUR: "Unacceptable behaviour",
    ConcernKind.SERIOUS_HARM: "Possible risk of serious harm",
    ConcernKind.RAISED_RISK: "Raised risk",
    ConcernKind.SAFEGUARDING_CHILD: "Safeguarding a child",
    ConcernKind.SAFEGUARDING_ADULT: "Safeguarding an adult",
    ConcernKind.OUTCOME_INFORMATION: "Information about outcomes",
    ConcernKind.MESSAGE: "Message taken",
}


class Theme(StrEnum):
    """What risk is raised in relation to (mission 4, E8)."""

    SELF_HARM = "self-harm"
    HUMAN_TRAFFICKING = "human-trafficking"
    MODERN_SLAVERY = "modern-slavery"
    GANGS = "gangs"
    EXTREMISM = "extremism"
    RADICALISATION = "radicalisation"
    COUNTY_LINES = "county-lines"

    @property
    def words(self) -> str:
        return self.value if self is Theme.SELF_HARM else self.value.replace("-", " ")


class Raises(StrEnum):
    """The answer to 'does this raise the Risk of Serious Harm?'. Yes stands for 'yes, or not sure'."""

    NO = "no"
    YES = "yes"


@kept("concern")
class Concern(Record):
    """One concern. `about` says who it is where there is no case; instants are UTC."""

    type: ConcernKind
    case: RecordId | None = None
    about: Annotated[str | None, Searchable()] = None
    themes: Annotated[list[Theme], Union()] = []
    raises_risk: Annotated[Raises, Cautious(tuple(Raises))] = Raises.NO
    happened_at: datetime | None = None
    learned_at: datetime
    place: Annotated[str | None, Searchable()] = None
    note: Annotated[str, Searchable()] = ""
    present: Annotated[str | None, Searchable()] = None
    immediate_action: Annotated[str | None, Searchable()] = None
    staff_threatened: bool | None = None
    others_threatened: bool | None = None
    source: Annotated[str | None, Searchable()] = None
    reliability: str | None = None
    telling: Annotated[TellingState | None, Steps()] = None
    read_by: Annotated[list[str], Union()] = []
    """Logins of those who have said that they read it."""

    @property
    def title(self) -> str:
        """A few words for a list: the kind and its themes."""
        themes = ", ".join(theme.words for theme in self.themes)
        return f"{self.type.words}: {themes}" if themes else self.type.words

    @property
    def outstanding(self) -> bool:
        """Whether HMPPS has still to be told."""
        return self.telling is TellingState.OUTSTANDING and not self.voided


def problems_in_concern(
    concern: Concern, *, known: bool, answered: Raises | None, now: datetime
) -> list[Problem]:
    """Everything wrong with a concern as typed. `known`: it is about a case; `answered`: what was said to the
    increased-risk question, which has no preset answer but on information about outcomes (RSK-04, -05, -06, -11).
    """
    problems = []
    if not known and not concern.about:
        problems.append(
            Problem(
                "about", "Say who it is about: a case, or a name, a nickname, a cell or what he looks like."
            )
        )
    if not concern.note:
        problems.append(Problem("note", "Write what was said and done: this cannot be empty."))
    if concern.type is ConcernKind.RAISED_RISK and not concern.themes:
        problems.append(Problem("themes", "Choose at least one theme, such as self-harm or gangs."))
    if concern.type in (ConcernKind.SERIOUS_HARM, ConcernKind.RAISED_RISK) and not concern.source:
        problems.append(Problem("source", "Say where this comes from: what was seen, or who said it."))
    if answered is None and concern.type is not ConcernKind.OUTCOME_INFORMATION:
        problems.append(Problem("raises_risk", "Answer: does this raise the Risk of Serious Harm?"))
    if concern.learned_at > now:
        problems.append(Problem("learned_at", "The time is in the future: enter when you learned of it."))
    if concern.happened_at is not None and concern.happened_at > concern.learned_at:
        problems.append(
            Problem("happened_at", "It cannot have happened after you learned of it: check the times.")
        )
    return problems


class _Raised(Entry):
    concern: Concern

    def ops(self) -> Iterator[Op]:
        yield from created(self.concern)

    def happened(self) -> datetime:
        return self.concern.happened_at or self.concern.learned_at


@journalled("concern.raised", "Concern raised", lane=Lane.RISK)
class ConcernRaised(_Raised):
    """Something was seen, said or heard that others must know."""


@journalled("concern.safeguarding-raised", "Safeguarding concern raised", lane=Lane.RISK, restricted=True)
class SafeguardingRaised(_Raised):
    """A child or an adult may be at risk; who and what is for the case team and the supervisor."""


@journalled("concern.read", "Concern read", lane=Lane.RISK)
class ConcernRead(Entry):
    """Somebody responsible has read it."""

    concern: RecordId
    login: str

    def ops(self) -> Iterator[Op]:
        yield Op("add", self.concern, "read_by", self.login)


def raised(concern: Concern) -> Entry:
    """The entry by which a concern begins."""
    return (
        SafeguardingRaised(concern=concern) if concern.type.safeguarding else ConcernRaised(concern=concern)
    )
