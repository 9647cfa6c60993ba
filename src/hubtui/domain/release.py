"""Custody and release: the stay in custody with its dated facts, the day of release, and a return (REF-09).

Every change is an entry of its own, so that the journal keeps the dated history; deadlines are worked out from the
facts as they stand, so that a new date moves all of them at once.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from hubtui.domain.deadlines import handover, pre_release_meeting, release_day_warning
from hubtui.domain.entry import Entry, Op, created, journalled, put, puts
from hubtui.domain.record import Record, RecordId, Searchable, kept
from hubtui.domain.stage import CLOSED, Position, Setting, Stage, returned_to_custody
from hubtui.domain.trouble import Problem
from hubtui.domain.working_days import BankHolidays


class LegalStatus(StrEnum):
    """On what ground somebody is, or was, held."""

    SENTENCED = "sentenced"
    REMAND = "remand"
    RECALL = "recall"
    CIVIL = "civil-or-immigration"
    BAILED = "bailed"
    ACQUITTED = "acquitted-or-not-proceeded-with"


class ReleaseRoute(StrEnum):
    """The way by which release is expected."""

    STANDARD = "standard"
    HDC = "hdc"
    ROTL = "rotl"
    PAROLE = "parole"
    OTHER_EARLY = "other-early-scheme"
    COURT = "court"
    POST_RECALL = "post-recall"


class SentenceKind(StrEnum):
    """Whether the sentence has an end."""

    FIXED = "fixed"
    INDETERMINATE = "indeterminate"


class ReturnKind(StrEnum):
    """Why a person is back in custody."""

    RECALL = "recall"
    REMAND = "remand"
    NEW_SENTENCE = "new-sentence"


STATUS_ON_RETURN = {
    ReturnKind.RECALL: LegalStatus.RECALL,
    ReturnKind.REMAND: LegalStatus.REMAND,
    ReturnKind.NEW_SENTENCE: LegalStatus.SENTENCED,
}
SENTENCED_ROUTES = frozenset({ReleaseRoute.HDC, ReleaseRoute.ROTL})
"""Routes that only a person who is serving a sentence can take."""


@kept("custody_episode")
class CustodyEpisode(Record):
    """One stay in custody of a person. Open until `ended_on`; a release date of None is 'date unknown'.

    `earliest_date` is the tariff's expiry for an indeterminate sentence. Dates are local.
    """

    person: RecordId
    prison: Annotated[str | None, Searchable()] = None
    wing: str | None = None
    reception_date: date | None = None
    legal_status: LegalStatus | None = None
    route: ReleaseRoute | None = None
    sentence_kind: SentenceKind | None = None
    release_date: date | None = None
    earliest_date: date | None = None
    court_dates: list[date] = []
    release_area: Annotated[str | None, Searchable()] = None
    probation_supervises: bool | None = None
    ended_on: date | None = None


def check_facts(episode: CustodyEpisode) -> list[Problem]:
    """Everything that contradicts itself in the facts of a stay (REF-09)."""
    problems = []
    if episode.release_date and episode.reception_date and episode.release_date < episode.reception_date:
        problems.append(
            Problem(
                "release_date",
                f"The release date is before he was received on {episode.reception_date:%d/%m/%Y}: check both.",
            )
        )
    if episode.route in SENTENCED_ROUTES and episode.legal_status is LegalStatus.REMAND:
        problems.append(
            Problem(
                "route", "Release on HDC or ROTL is not open to a person on remand: check route and status."
            )
        )
    return problems


def windows(release: date, holidays: BankHolidays) -> str:
    """In a sentence, when the handover and the meeting before release fall for this release date."""
    first, second = handover(release), pre_release_meeting(release, holidays)
    return (
        f"Handover {first.first:%d/%m/%Y} to {first.last:%d/%m/%Y};"
        f" meeting before release {second.first:%d/%m/%Y} to {second.last:%d/%m/%Y}."
    )


def date_warnings(release: date, holidays: BankHolidays) -> list[str]:
    """What a worker ought to know of a release date: that it is no working day, or past the holiday list."""
    told = [release_day_warning(release, holidays), pre_release_meeting(release, holidays).warning]
    return [warning for warning in told if warning]


@kept("release")
class Release(Record):
    """A release that has happened (REL-08). `released_at` is an instant in UTC."""

    released_at: datetime
    met: bool | None = None
    met_by: str | None = None
    needs: Annotated[str | None, Searchable()] = None
    help_given: Annotated[str | None, Searchable()] = None
    first_night: str | None = None
    note: Annotated[str | None, Searchable()] = None


@kept("return_to_custody")
class ReturnToCustody(Record):
    """A recall, a new remand or a new sentence that has happened."""

    on: date
    reason: ReturnKind
    prison: str | None = None
    source: str | None = None
    note: Annotated[str | None, Searchable()] = None


def after_release(position: Position) -> Position | None:
    """Where a release leads from `position`; None where it moves nothing, as the person is out already."""
    if position.stage in CLOSED | {Stage.RELEASED} or position.setting is Setting.COMMUNITY:
        return None
    return Position(Stage.RELEASED)


def after_return(position: Position, *, plan_agreed: bool) -> Position | None:
    """Where a return to custody leads from `position`; None where nothing moves: he is in custody, the case is
    closed, or nobody has it yet.
    """
    if position.stage in CLOSED | {Stage.RECEIVED} or position.setting is Setting.CUSTODY:
        return None
    return Position(returned_to_custody(plan_agreed=plan_agreed))


@journalled("release.facts-set", "Custody and release facts set")
class ReleaseFactsSet(Entry):
    """Facts of a stay became known or changed; `opened` is given where the stay itself was not known."""

    episode: RecordId
    opened: CustodyEpisode | None = None
    changes: dict[str, object] = {}

    def ops(self) -> Iterator[Op]:
        if self.opened:
            yield from created(self.opened)
        yield from puts(self.episode, **self.changes)

    @classmethod
    def summary(cls, fields: Mapping[str, object]) -> str:
        return f"Release {fields['release_date']}" if fields.get("release_date") else ""


@journalled("release.recorded", "Released")
class ReleaseRecorded(Entry):
    """The person was released."""

    release: Release
    episode: RecordId | None = None
    ended_on: date | None = None

    def ops(self) -> Iterator[Op]:
        yield from created(self.release)
        if self.episode:
            yield put(self.episode, "ended_on", self.ended_on)

    def happened(self) -> datetime:
        return self.release.released_at


@journalled("custody.returned", "Returned to custody")
class ReturnedToCustody(Entry):
    """The person is back in custody; a new stay begins."""

    returned: ReturnToCustody
    episode: CustodyEpisode

    def ops(self) -> Iterator[Op]:
        yield from created(self.returned)
        yield from created(self.episode)

    def happened(self) -> date:
        return self.returned.on
