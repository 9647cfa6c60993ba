"""A death: recorded from any stage at once, before any approval (EOS-09)."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from hubtui.domain.entry import Entry, Op, created, journalled, put, step, unvoid, void
from hubtui.domain.record import Record, RecordId, Searchable, kept
from hubtui.domain.stage import Stage
from hubtui.domain.trouble import RuleBroken

REASON = "the person has died"


@kept("death")
class Death(Record):
    """What is known of a death, and what the case was before, should it prove to be an error."""

    died_on: date
    told_by: str
    place: str | None = None
    told_hmpps: str | None = None
    note: Annotated[str | None, Searchable()] = None
    stage_was: Stage = Stage.RECEIVED
    stages_before_were: list[Stage] = []
    sessions_stopped: list[RecordId] = []


def check_death(died_on: date, *, today: date) -> None:
    """Refuse a date in the future. Raises RuleBroken."""
    if died_on > today:
        raise RuleBroken("died_on", "This date is in the future: check the day and the year.")


@journalled("death.recorded", "Died")
class DeathRecorded(Entry):
    """The person has died; sessions still to come are off, and none is a non-attendance."""

    case: RecordId
    death: Death

    def ops(self) -> Iterator[Op]:
        yield from created(self.death)
        for session in self.death.sessions_stopped:
            yield void(session, REASON)
        yield put(self.case, "stages_before", [])
        yield step(self.case, "stage", Stage.DIED)

    def happened(self) -> date:
        return self.death.died_on


@journalled("death.recorded-in-error", "Death recorded in error")
class DeathUndone(Entry):
    """He is alive: the case and its sessions stand as they did."""

    case: RecordId
    death: RecordId
    stage: Stage
    stages_before: list[Stage]
    sessions: list[RecordId]
    reason: str

    def ops(self) -> Iterator[Op]:
        yield void(self.death, self.reason)
        for session in self.sessions:
            yield unvoid(session)
        yield put(self.case, "stages_before", self.stages_before)
        yield step(self.case, "stage", self.stage)
