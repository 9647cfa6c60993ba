"""The assessment of strengths and needs, area by area, which may stand half done as a draft (ASM-01)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from hubtui.domain.case import Need
from hubtui.domain.dates import local_date
from hubtui.domain.entry import Entry, Json, Op, created, journalled, puts
from hubtui.domain.record import Record, RecordId, kept
from hubtui.domain.score import field_of
from hubtui.domain.session import Session
from hubtui.domain.trouble import Problem


class NeedLevel(StrEnum):
    """How great a need is."""

    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class AreaAnswer(BaseModel):
    """What was found in one need area."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    level: NeedLevel | None = None
    situation: str | None = None
    strengths: str | None = None
    barriers: str | None = None
    matters: str | None = None
    actions: str | None = None

    @property
    def answered(self) -> bool:
        """'No need' is an answer; any other level needs the situation it was found in."""
        return self.level is NeedLevel.NONE or bool(self.level and self.situation)


@kept("assessment")
class Assessment(Record):
    """One assessment; a draft until `completed_on`, the local date."""

    session: RecordId | None = None
    housing: AreaAnswer | None = None
    ete: AreaAnswer | None = None
    finance: AreaAnswer | None = None
    community_link: AreaAnswer | None = None
    completed_on: date | None = None
    imported_from: str | None = None

    def answer(self, area: Need) -> AreaAnswer:
        """What was found in the area; blank where nothing was written."""
        found: AreaAnswer | None = getattr(self, field_of(area))
        return found or AreaAnswer()

    def areas(self, *levels: NeedLevel) -> list[Need]:
        """The areas whose need is of one of these levels."""
        return [area for area in Need if self.answer(area).level in levels]


@journalled("assessment.drafted", "Assessment drafted")
class AssessmentDrafted(Entry):
    """An assessment begins, or more of it is written; `begun` is given the first time."""

    assessment: RecordId
    begun: Assessment | None = None
    facts: dict[str, object] = {}

    def ops(self) -> Iterator[Op]:
        if self.begun is not None:
            yield from created(self.begun)
        yield from puts(self.assessment, **self.facts)

    @classmethod
    def summary(cls, fields: Mapping[str, Json]) -> str:
        return ", ".join(_line(area, fields[name]) for area in Need if fields.get(name := field_of(area)))


@journalled("assessment.completed", "Assessment completed")
class AssessmentCompleted(AssessmentDrafted):
    """Every area is answered and the session where it was done is named."""


def _line(area: Need, answer: Json) -> str:
    level = answer.get("level") if isinstance(answer, dict) else None
    return f"{area.short} {level or 'open'}"


def wrong_with_completion(assessment: Assessment, session: Session | None, *, today: date) -> list[Problem]:
    """Everything missing before the assessment is complete: each unanswered area by name, the session (ASM-01)."""
    problems = [
        Problem(field_of(area), f"{area.words} is not answered: enter level and situation, or 'none'.")
        for area in Need
        if not assessment.answer(area).answered
    ]
    if session is None:
        problems.append(Problem("session", "Choose the session in which the assessment was done."))
    elif not session.attended or local_date(session.at) > today:
        problems.append(
            Problem("session", "That session has no attendance recorded: record the session first.")
        )
    return problems


def latest_complete(assessments: Iterable[Assessment]) -> Assessment | None:
    """The assessment that counts now: the last one completed; of two on a day the later recorded.

    `assessments` stand in the order of their recording.
    """
    done = [each for each in assessments if each.completed_on is not None]
    ordered = sorted(done, key=lambda each: each.completed_on or date.min)
    return ordered[-1] if ordered else None


def open_draft(assessments: Iterable[Assessment]) -> Assessment | None:
    """The assessment under way, if there is one."""
    drafts = [each for each in assessments if each.completed_on is None]
    return drafts[-1] if drafts else None
