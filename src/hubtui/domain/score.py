"""Distance travelled: a score for each need at the start, at reviews and at the end (ASM-02)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hubtui.domain.case import Need
from hubtui.domain.entry import Entry, Json, Op, created, journalled
from hubtui.domain.record import Record, RecordId, kept
from hubtui.domain.trouble import Problem

LOWEST, HIGHEST = 1, 10


class Point(StrEnum):
    """When a score is taken."""

    START = "start"
    REVIEW = "review"
    END = "end"


class ScoredBy(StrEnum):
    """Whose view the score is."""

    WORKER = "worker"
    PERSON = "person"


@kept("score")
class Score(Record):
    """One need's score, from 1 (furthest to go) to 10, on a local date."""

    area: Need
    point: Point
    score: int
    scored_by: ScoredBy = ScoredBy.WORKER
    scored_on: date
    session: RecordId | None = None


@journalled("score.recorded", "Score recorded")
class ScoreRecorded(Entry):
    """How far the person has come in one need, in one view."""

    score: Score

    def ops(self) -> Iterator[Op]:
        yield from created(self.score)

    def happened(self) -> date:
        return self.score.scored_on

    @classmethod
    def summary(cls, fields: Mapping[str, Json]) -> str:
        return f"{fields.get('area')}: {fields.get('score')} ({fields.get('point')})"


def field_of(area: Need) -> str:
    """The name of the field that speaks of a need."""
    return area.value.replace("-", "_")


def wrong_with_scores(new: Iterable[Score], earlier: Iterable[Score], *, today: date) -> list[Problem]:
    """Everything that stands against the scores: outside 1 to 10, to come, or a second start (ASM-02)."""
    started = {each.area for each in earlier if each.point is Point.START}
    problems = []
    for each in new:
        if not LOWEST <= each.score <= HIGHEST:
            problems.append(
                Problem(field_of(each.area), f"{each.area.words}: score from {LOWEST} to {HIGHEST}.")
            )
        if each.point is Point.START and each.area in started:
            problems.append(
                Problem(
                    field_of(each.area),
                    f"{each.area.words} has a start score already: record a review or an end score.",
                )
            )
        if each.scored_on > today:
            problems.append(Problem("scored_on", "The date is in the future: check the date."))
    return problems


@dataclass(frozen=True, slots=True)
class Distance:
    """How far a person has come in one need: first and latest score of the same view, and the change."""

    area: Need
    scored_by: ScoredBy
    first: int
    latest: int

    @property
    def change(self) -> int:
        return self.latest - self.first


def distances(scores: Iterable[Score]) -> list[Distance]:
    """The distance travelled in each need, in each view, from the start score to the latest (ASM-02).

    `scores` stand in the order of their recording, which decides between two of one day.
    """
    ordered = sorted(scores, key=lambda each: each.scored_on)
    found = []
    for area in Need:
        for by in ScoredBy:
            line = [each for each in ordered if (each.area, each.scored_by) == (area, by)]
            if line:
                first = next((each for each in line if each.point is Point.START), line[0])
                found.append(Distance(area, by, first.score, line[-1].score))
    return found


def unscored(areas: Iterable[Need], scores: Iterable[Score]) -> list[Need]:
    """Of these needs, those without a start score."""
    started = {each.area for each in scores if each.point is Point.START}
    return [area for area in areas if area not in started]
