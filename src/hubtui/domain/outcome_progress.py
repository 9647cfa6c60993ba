"""How far each outcome of a plan has come, with what shows it (PLN-10)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated

from hubtui.domain.entry import Entry, Json, Op, created, journalled
from hubtui.domain.record import Record, Searchable, kept
from hubtui.domain.trouble import Problem


class Progress(StrEnum):
    """Where an outcome stands."""

    NOT_STARTED = "not-started"
    IN_PROGRESS = "in-progress"
    ACHIEVED = "achieved"
    NOT_ACHIEVED = "not-achieved"
    NO_LONGER_RELEVANT = "no-longer-relevant"

    @property
    def words(self) -> str:
        return self.value.replace("-", " ")

    @property
    def closed(self) -> bool:
        return self not in (Progress.NOT_STARTED, Progress.IN_PROGRESS)


@kept("outcome_progress")
class OutcomeProgress(Record):
    """One outcome's state from a local date on; the latest counts."""

    outcome: str
    state: Progress
    from_on: date
    evidence: Annotated[str | None, Searchable()] = None
    options_tried: Annotated[str | None, Searchable()] = None


@journalled("outcome.progressed", "Outcome's progress")
class OutcomeProgressed(Entry):
    """An outcome has come further, or is closed."""

    progress: OutcomeProgress

    def ops(self) -> Iterator[Op]:
        yield from created(self.progress)

    def happened(self) -> date:
        return self.progress.from_on

    @classmethod
    def summary(cls, fields: Mapping[str, Json]) -> str:
        said = fields.get("evidence") or fields.get("options_tried") or ""
        state = str(fields.get("state", "")).replace("-", " ")
        return f"{fields.get('outcome')} {state}. {said}".strip()[:80]


def wrong_with_progress(progress: OutcomeProgress, planned: set[str], *, today: date) -> list[Problem]:
    """Everything that stands against the step: an outcome not planned, a closing without what shows it."""
    problems = []
    if progress.outcome not in planned:
        problems.append(
            Problem("outcome", f"Outcome {progress.outcome} is not in the plan: amend the plan first.")
        )
    if progress.from_on > today:
        problems.append(Problem("from_on", "The date is in the future: check the date."))
    if progress.state is Progress.NOT_ACHIEVED and not progress.options_tried:
        problems.append(Problem("options_tried", "List the options that were tried."))
    if progress.state in (Progress.ACHIEVED, Progress.NO_LONGER_RELEVANT) and not progress.evidence:
        problems.append(Problem("evidence", f"Write what shows that it is {progress.state.words}."))
    return problems


def standing(progress: Iterable[OutcomeProgress]) -> dict[str, Progress]:
    """Each outcome's latest state; `progress` stands in the order of its recording, which decides within a day."""
    ordered = sorted(progress, key=lambda each: each.from_on)
    return {each.outcome: each.state for each in ordered}
