"""What HMPPS has told us of the risk a person poses and faces, and who has read it (RSK-01, RSK-09).

The information is held once a person, whatever the number of his cases. Every update adds a mark to `versions`, and
a worker's acknowledgement names the marks he saw: so an update that arrives from another terminal has to be
acknowledged whatever that terminal's clock said.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from hubtui.domain.deadlines import risk_information_old
from hubtui.domain.entry import Entry, Lane, Op, created, journalled, plain, put
from hubtui.domain.record import OF_THE_JOURNAL, Cautious, Record, RecordId, Searchable, Union, kept
from hubtui.domain.stage import Unmet
from hubtui.domain.trouble import Problem


class Rosh(StrEnum):
    """A level of the Risk of Serious Harm, from mild to grave."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    VERY_HIGH = "very-high"

    @property
    def words(self) -> str:
        return self.value.replace("-", " ")


GRAVITY = tuple(level.value for level in Rosh)
Level = Annotated[Rosh | None, Cautious(GRAVITY)]
Words = Annotated[str | None, Searchable()]

GROUPS = {
    "rosh_children": "children",
    "rosh_public": "the public",
    "rosh_known_adult": "a known adult",
    "rosh_staff": "staff",
    "rosh_prisoners": "other prisoners",
}
"""The fields that hold a level, and the group each is about."""

MAPPA_LEVELS = ("1", "2", "3")
MAPPA_CATEGORIES = ("1", "2", "3", "4")


@kept("risk")
class Risk(Record):
    """The risk information of one person as HMPPS gave it; `source_date` is the date it bears."""

    person: RecordId
    rosh_children: Level = None
    rosh_public: Level = None
    rosh_known_adult: Level = None
    rosh_staff: Level = None
    rosh_prisoners: Level = None
    who_at_risk: Words = None
    nature: Words = None
    when_greatest: Words = None
    triggers: Words = None
    to_self: Words = None
    mappa_category: str | None = None
    mappa_level: Annotated[str | None, Cautious(MAPPA_LEVELS)] = None
    none_held: bool = False
    """HMPPS has said that it holds no risk information."""
    source: str | None = None
    source_date: date | None = None
    confirmed_on: date | None = None
    confirmed_by: str | None = None
    versions: Annotated[list[str], Union()] = []
    note: Words = None

    @property
    def highest(self) -> Rosh | None:
        """The gravest level for any group; None where none was given."""
        levels = [level for name in GROUPS if (level := getattr(self, name)) is not None]
        return max(levels, key=GRAVITY.index, default=None)

    @property
    def as_of(self) -> date | None:
        """The date HMPPS last stood by it."""
        dates = [day for day in (self.source_date, self.confirmed_on) if day is not None]
        return max(dates, default=None)


def risk_id(person: RecordId) -> RecordId:
    """The record that holds a person's risk information, the same on every terminal."""
    return f"risk-{person}"


NOT_RECEIVED = "risk not received"
MAYBE_OLD = "may be out of date"


def headline(risk: Risk | None) -> str:
    """The few words about risk that every screen of a case shows (RSK-01)."""
    if risk is None:
        return NOT_RECEIVED
    if risk.none_held:
        return "no risk information held by HMPPS"
    parts = [f"RoSH {risk.highest.words}"] if risk.highest else []
    if risk.to_self:
        parts.append("risk to self")
    if risk.mappa_level or risk.mappa_category:
        level = f" level {risk.mappa_level}" if risk.mappa_level else ""
        category = f" category {risk.mappa_category}" if risk.mappa_category else ""
        parts.append(f"MAPPA{category}{level}")
    return ", ".join(parts) or "risk information held, no level given"


def old_from(as_of: date | None, *, months: int, changes_of_place: Iterable[date] = ()) -> date | None:
    """The first local date on which information bearing the date `as_of` may be out of date (RSK-01).

    That is when it is more than `months` old, or from the first recall or release after it.
    """
    if as_of is None:
        return None
    since = [day for day in changes_of_place if day > as_of]
    return min([risk_information_old(as_of, months), *since])


def unmet_in_risk(risk: Risk, *, today: date) -> list[Problem]:
    """Everything wrong with risk information as typed: a level needs its source and its date (RSK-01)."""
    problems = []
    said = any((risk.highest, risk.who_at_risk, risk.nature, risk.to_self, risk.mappa_level, risk.note))
    if not said and not risk.none_held:
        problems.append(Problem("note", "Enter a level, or what HMPPS said about the risk."))
    if risk.none_held and risk.highest:
        problems.append(
            Problem("none_held", "HMPPS holds none, or a level: it cannot be both. Take one out.")
        )
    if not risk.source:
        problems.append(
            Problem("source", "Say who in HMPPS gave this risk information: it needs its source.")
        )
    if risk.source_date is None:
        problems.append(Problem("source_date", "Enter the date this risk information bears."))
    elif risk.source_date > today:
        problems.append(Problem("source_date", "The date is in the future: check the year."))
    if risk.mappa_level is not None and risk.mappa_level not in MAPPA_LEVELS:
        problems.append(Problem("mappa_level", "A MAPPA level is 1, 2 or 3."))
    if risk.mappa_category is not None and risk.mappa_category not in MAPPA_CATEGORIES:
        problems.append(Problem("mappa_category", "A MAPPA category is 1, 2, 3 or 4."))
    return problems


@journalled("risk.recorded", "Risk information recorded", lane=Lane.RISK)
class RiskRecorded(Entry):
    """HMPPS gave risk information. What it does not mention is cleared: it replaces what stood before."""

    risk: Risk
    first: bool

    def ops(self) -> Iterator[Op]:
        if self.first:
            yield from created(self.risk)
            return
        for name in type(self.risk).model_fields:
            if name not in OF_THE_JOURNAL and name not in ("person", "versions"):
                yield put(self.risk.id, name, getattr(self.risk, name))
        for version in self.risk.versions:
            yield Op("add", self.risk.id, "versions", plain(version))

    def happened(self) -> date | None:
        return self.risk.source_date


@journalled("risk.confirmed", "Risk information confirmed by HMPPS", lane=Lane.RISK)
class RiskConfirmed(Entry):
    """HMPPS stands by the information as it is."""

    risk: RecordId
    on: date
    by: str

    def ops(self) -> Iterator[Op]:
        yield put(self.risk, "confirmed_on", self.on)
        yield put(self.risk, "confirmed_by", self.by)

    def happened(self) -> date:
        return self.on


@kept("risk_acknowledgement")
class RiskAcknowledgement(Record):
    """One worker has read the risk information, or knows that none has come and has chased it."""

    person: RecordId
    login: str
    at: datetime
    seen: list[str] = []
    """The versions of the risk information, and the concerns, that were before him."""
    not_received: bool = False
    chased: str | None = None
    chased_on: date | None = None
    chase_again_on: date | None = None


@journalled("risk.acknowledged", "Risk information acknowledged", lane=Lane.RISK)
class RiskAcknowledged(Entry):
    """A worker acknowledged what is known of the risk (RSK-09)."""

    acknowledgement: RiskAcknowledgement

    def ops(self) -> Iterator[Op]:
        yield from created(self.acknowledgement)


def unseen(login: str, marks: Collection[str], acknowledgements: Iterable[RiskAcknowledgement]) -> set[str]:
    """Of the marks of risk information, those that this worker has not acknowledged."""
    seen = {mark for each in acknowledgements if each.login == login for mark in each.seen}
    return set(marks) - seen


def unmet_acknowledgement(
    login: str, marks: Collection[str], acknowledgements: Iterable[RiskAcknowledgement]
) -> list[Unmet]:
    """What stands against completing an assessment or recording a session: risk information not yet read.

    It never holds up urgent actions, non-attendance and risk records (RSK-09, mission 8.15).
    """
    if not unseen(login, marks, acknowledgements):
        return []
    return [
        Unmet(
            "There is risk information that you have not acknowledged: read it on the case's Risk page (4), "
            "then acknowledge it (risk.acknowledge).",
            "RSK-09",
        )
    ]


def unmet_before_plan(
    login: str,
    risk: Risk | None,
    marks: Collection[str],
    acknowledgements: Iterable[RiskAcknowledgement],
) -> list[Unmet]:
    """What stands against agreeing a plan (G3): risk acknowledged, or 'not received' acknowledged and chased."""
    known = list(acknowledgements)
    missing = unmet_acknowledgement(login, marks, known)
    if risk is None and not any(each.login == login and each.not_received for each in known):
        missing.append(
            Unmet(
                "No risk information has come from HMPPS: chase it, and acknowledge that it is not received "
                "(risk.acknowledge).",
                "RSK-09",
            )
        )
    return missing
