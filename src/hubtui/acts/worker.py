"""Workers and their training."""

from datetime import date

from hubtui.acts.registry import Input, Saved, act, saved
from hubtui.domain.record import VAULT
from hubtui.domain.roles import CASE_WORKERS, SUPERVISORS, Role
from hubtui.domain.text import GivenLine, Line
from hubtui.domain.trouble import RuleBroken
from hubtui.domain.worker import (
    Presence,
    Training,
    TrainingModule,
    TrainingRecorded,
    TrainingRequired,
    TrainingRequirementEnded,
    WorkerChanged,
    check_training,
)
from hubtui.store import records
from hubtui.store.worker import get_worker, open_cases
from hubtui.store.workspace import Workspace


class RecordTraining(Input):
    """A module that a worker completed (STF-02)."""

    worker: GivenLine
    module: GivenLine
    completed_on: date
    expires_on: date | None = None


@act("training.record", roles=SUPERVISORS, serves=("STF-02",))
def record_training(workspace: Workspace, data: RecordTraining) -> Saved:
    """Record that a worker completed a training module."""
    with workspace.writing() as tx:
        worker = get_worker(tx.db, data.worker)
        training = Training(
            id=workspace.new_id(),
            login=worker.login,
            module=data.module,
            completed_on=data.completed_on,
            expires_on=data.expires_on,
        )
        check_training(training, today=workspace.today())
        tx.record(TrainingRecorded(training=training), VAULT)
        return saved(tx, "", f"Training recorded: {worker.name}, {data.module}.", ids=(training.id,))


class RequireTraining(Input):
    """A module that some roles must have completed before they open a case."""

    module: GivenLine
    roles: list[Role]
    ended: bool = False


@act("training.require", roles=SUPERVISORS, serves=("STF-02",))
def require_training(workspace: Workspace, data: RequireTraining) -> Saved:
    """Make a training module mandatory for some roles, or end that."""
    with workspace.writing() as tx:
        known = [
            each
            for each in records.find(tx.db, TrainingModule, "module = ?", (data.module,))
            if not each.ended_on
        ]
        if data.ended:
            if not known:
                raise RuleBroken("module", f"{data.module} is not mandatory: nothing to end.")
            for each in known:
                tx.record(TrainingRequirementEnded(module=each.id, ended_on=workspace.today()), VAULT)
            return saved(tx, "", f"No longer mandatory: {data.module}.")
        if not data.roles or not CASE_WORKERS.issuperset(data.roles):
            raise RuleBroken(
                "roles", "Choose roles that open cases: custody worker, outreach worker, supervisor."
            )
        module = TrainingModule(id=workspace.new_id(), module=data.module, roles=data.roles)
        tx.record(TrainingRequired(module=module), VAULT)
        return saved(tx, "", f"Mandatory now: {data.module}.", ids=(module.id,))


class ChangeWorker(Input):
    """That a worker is absent, back, or based elsewhere."""

    worker: GivenLine
    presence: Presence | None = None
    base: Line = ""


@act("worker.change", roles=SUPERVISORS, serves=("REF-10",))
def change_worker(workspace: Workspace, data: ChangeWorker) -> Saved:
    """Say that a worker is absent, back, has left, or is based elsewhere."""
    with workspace.writing() as tx:
        worker = get_worker(tx.db, data.worker)
        if data.presence is None and not data.base:
            raise RuleBroken("presence", "Nothing is filled in: say what has changed.")
        tx.record(WorkerChanged(worker=worker.id, presence=data.presence, base=data.base or None), VAULT)
        held = open_cases(tx.db, worker.login)
        away = data.presence in (Presence.ABSENT, Presence.RETIRED)
        warnings = [f"{worker.name} holds {held} open cases: give them cover."] if away and held else []
        return saved(tx, "", f"Saved: {worker.name}.", ids=(worker.id,), warnings=warnings)
