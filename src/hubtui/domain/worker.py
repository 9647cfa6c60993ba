"""Workers: who signs in on this vault, and the training that lets them open a case (STF-02)."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from hubtui.domain.entry import Entry, Lane, Op, created, journalled, puts
from hubtui.domain.record import Record, RecordId, kept
from hubtui.domain.roles import Role


class Presence(StrEnum):
    """Whether a worker can be given cases now."""

    ACTIVE = "active"
    ABSENT = "absent"
    RETIRED = "retired"


@kept("worker")
class Worker(Record):
    """Somebody who signs in. The id is made of the login, so that every device means the same person by it."""

    login: str
    name: str
    role: Role
    base: str | None = None
    presence: Presence = Presence.ACTIVE


def worker_id(login: str) -> RecordId:
    """The record of the worker with this login."""
    return f"worker-{login}"


@journalled("worker.added", "Worker added", lane=Lane.HOUSEKEEPING)
class WorkerAdded(Entry):
    """A person was given a way in."""

    worker: Worker

    def ops(self) -> Iterator[Op]:
        yield from created(self.worker)


@journalled("worker.changed", "Worker's details changed", lane=Lane.HOUSEKEEPING)
class WorkerChanged(Entry):
    """A worker is absent, back, or gone."""

    worker: RecordId
    presence: Presence

    def ops(self) -> Iterator[Op]:
        yield from puts(self.worker, presence=self.presence)


@kept("training")
class Training(Record):
    """One module completed by one worker."""

    login: str
    module: str
    completed_on: date
    expires_on: date | None = None


@journalled("training.recorded", "Training recorded", lane=Lane.HOUSEKEEPING)
class TrainingRecorded(Entry):
    """A worker completed a module."""

    training: Training

    def ops(self) -> Iterator[Op]:
        yield from created(self.training)

    def happened(self) -> date | None:
        return self.training.completed_on
