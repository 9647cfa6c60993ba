"""Workers: who signs in on this vault, and the training that lets them open a case (STF-02, REF-10)."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated

from hubtui.domain.entry import Entry, Lane, Op, created, journalled, put, puts
from hubtui.domain.record import Record, RecordId, Union, kept
from hubtui.domain.roles import CASE_WORKERS, Role
from hubtui.domain.text import LONGEST_LINE, one_line
from hubtui.domain.trouble import RuleBroken


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


def staff_name(typed: str) -> str:
    """A member of staff's name as it is kept: one cleaned line. Raises RuleBroken for none, or one too long."""
    name = one_line(typed)
    if not name or len(name) > LONGEST_LINE:
        raise RuleBroken("name", f"Enter a name of at most {LONGEST_LINE} characters.")
    return name


@journalled("worker.added", "Worker added", lane=Lane.HOUSEKEEPING)
class WorkerAdded(Entry):
    """A person was given a way in."""

    worker: Worker

    def ops(self) -> Iterator[Op]:
        yield from created(self.worker)


@journalled("worker.changed", "Worker's details changed", lane=Lane.HOUSEKEEPING)
class WorkerChanged(Entry):
    """A worker is absent, back, gone, or based elsewhere; what is None stays as it was."""

    worker: RecordId
    presence: Presence | None = None
    base: str | None = None

    def ops(self) -> Iterator[Op]:
        if self.presence:
            yield put(self.worker, "presence", self.presence)
        if self.base:
            yield put(self.worker, "base", self.base)


@kept("training_module")
class TrainingModule(Record):
    """A module that some roles must have completed before they open a case; in force until it is ended."""

    module: str
    roles: Annotated[list[Role], Union()] = []
    ended_on: date | None = None


@kept("training")
class Training(Record):
    """One module completed by one worker. The day it expires is its last day in date."""

    login: str
    module: str
    completed_on: date
    expires_on: date | None = None


@journalled("training.required", "Training made mandatory", lane=Lane.HOUSEKEEPING)
class TrainingRequired(Entry):
    """A module became mandatory for some roles."""

    module: TrainingModule

    def ops(self) -> Iterator[Op]:
        yield from created(self.module)


@journalled("training.requirement-ended", "Training no longer mandatory", lane=Lane.HOUSEKEEPING)
class TrainingRequirementEnded(Entry):
    """A module stopped being mandatory."""

    module: RecordId
    ended_on: date

    def ops(self) -> Iterator[Op]:
        yield from puts(self.module, ended_on=self.ended_on)


@journalled("training.recorded", "Training recorded", lane=Lane.HOUSEKEEPING)
class TrainingRecorded(Entry):
    """A worker completed a module."""

    training: Training

    def ops(self) -> Iterator[Op]:
        yield from created(self.training)

    def happened(self) -> date | None:
        return self.training.completed_on


def check_training(training: Training, *, today: date) -> None:
    """Refuse a completion in the future or an expiry before it (STF-02). Raises RuleBroken."""
    if training.completed_on > today:
        raise RuleBroken(
            "completed_on", "This date is in the future: record the module once it is completed."
        )
    if training.expires_on and training.expires_on < training.completed_on:
        raise RuleBroken("expires_on", "This module would expire before it was completed: check both dates.")


def mandatory(modules: Iterable[TrainingModule], role: Role, *, on: date) -> list[str]:
    """The names of the modules that a role must have on a local date, in their order."""
    return sorted(
        {
            each.module
            for each in modules
            if role in each.roles and not each.voided and (each.ended_on is None or on < each.ended_on)
        }
    )


def never_completed(required: Iterable[str], trainings: Iterable[Training]) -> list[str]:
    """The required modules that the worker has never completed: he may open no case at all (STF-02)."""
    done = {each.module for each in trainings if not each.voided}
    return [module for module in required if module not in done]


def out_of_date(
    required: Iterable[str], trainings: Iterable[Training], *, on: date, grace_days: int = 0
) -> list[str]:
    """The required modules completed once and expired more than `grace_days` before `on` (STF-02).

    With no grace it says who can be given a new case; with the setting's, who is kept from new work.
    """
    done = [each for each in trainings if not each.voided]
    return [
        module
        for module in required
        if (last := _last_day(module, done)) is not None and on > last + timedelta(days=grace_days)
    ]


def _last_day(module: str, trainings: Iterable[Training]) -> date | None:
    """The last day on which a completed module is in date; None where it never expires or was never done."""
    ends = [each.expires_on for each in trainings if each.module == module]
    return max((end for end in ends if end), default=None) if None not in ends else None


def not_ready(worker: Worker, required: Iterable[str], trainings: Iterable[Training], *, on: date) -> str:
    """Why a worker cannot be given a case now, in a sentence; empty where he can (REF-10)."""
    if worker.role not in CASE_WORKERS:
        return f"{worker.name} does not work on cases: choose another worker."
    if worker.presence is not Presence.ACTIVE:
        return f"{worker.name} is {worker.presence}: choose another worker."
    modules, done = list(required), list(trainings)
    missing = [*never_completed(modules, done), *out_of_date(modules, done, on=on)]
    if missing:
        return f"{worker.name} has not completed training that is in date: {', '.join(missing)}."
    return ""
