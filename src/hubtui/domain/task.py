"""Tasks on a case: who has to do what by when, and what came of it (NCA-03)."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated

from hubtui.domain.entry import Entry, Op, created, journalled, puts, step
from hubtui.domain.record import Record, RecordId, Searchable, Steps, kept


class TaskState(StrEnum):
    """Where a task stands. `MOVES` says what may follow."""

    OPEN = "open"
    FINISHED = "finished"
    DROPPED = "dropped"


MOVES: dict[TaskState, frozenset[TaskState]] = {
    TaskState.OPEN: frozenset({TaskState.FINISHED, TaskState.DROPPED}),
    TaskState.FINISHED: frozenset(),
    TaskState.DROPPED: frozenset(),
}


@kept("task")
class Task(Record):
    """A task. `owner` is a login, `due_on` a local date; `outcome` and `activity` say what it serves."""

    what: Annotated[str, Searchable()]
    owner: str
    due_on: date
    state: Annotated[TaskState, Steps()] = TaskState.OPEN
    outcome: str | None = None
    activity: str | None = None
    result: Annotated[str | None, Searchable()] = None
    dropped_because: Annotated[str | None, Searchable()] = None
    ended_on: date | None = None
    note: Annotated[str | None, Searchable()] = None
    imported_from: str | None = None

    @property
    def open(self) -> bool:
        return self.state is TaskState.OPEN


def task_overdue(task: Task, today: date) -> bool:
    """Whether the date is past and there is no result (NCA-03)."""
    return task.open and task.due_on < today


@journalled("task.added", "Task")
class TaskAdded(Entry):
    """Somebody has something to do."""

    task: Task

    def ops(self) -> Iterator[Op]:
        yield from created(self.task)


@journalled("task.handed-over", "Task handed over")
class TaskHandedOver(Entry):
    """The task is another worker's now."""

    task: RecordId
    owner: str

    def ops(self) -> Iterator[Op]:
        yield from puts(self.task, owner=self.owner)


@journalled("task.finished", "Task finished")
class TaskFinished(Entry):
    """It was done, with this result."""

    task: RecordId
    result: str
    ended_on: date

    def ops(self) -> Iterator[Op]:
        yield step(self.task, "state", TaskState.FINISHED)
        yield from puts(self.task, result=self.result, ended_on=self.ended_on)

    def happened(self) -> date:
        return self.ended_on


@journalled("task.dropped", "Task dropped")
class TaskDropped(Entry):
    """It will not be done, for this reason."""

    task: RecordId
    reason: str
    ended_on: date

    def ops(self) -> Iterator[Op]:
        yield step(self.task, "state", TaskState.DROPPED)
        yield from puts(self.task, dropped_because=self.reason, ended_on=self.ended_on)
