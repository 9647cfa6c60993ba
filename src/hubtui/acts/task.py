"""Tasks on a case: added, handed over, finished or dropped."""

from datetime import date

from hubtui.acts.cases import case_to_record
from hubtui.acts.registry import Input, Problems, Saved, act, saved
from hubtui.domain.case import Case
from hubtui.domain.dates import show_day
from hubtui.domain.roles import CASE_WORKERS
from hubtui.domain.session_result import known_activities, known_outcomes
from hubtui.domain.task import MOVES, Task, TaskAdded, TaskDropped, TaskFinished, TaskHandedOver, TaskState
from hubtui.domain.text import GivenLine, GivenProse, Line, Prose
from hubtui.domain.trouble import RuleBroken
from hubtui.domain.worker import Presence, Worker
from hubtui.store import records
from hubtui.store.db import Db
from hubtui.store.worker import get_worker
from hubtui.store.workspace import Workspace


class AddTask(Input):
    """Something to do (NCA-03). `owner` is a login."""

    case: GivenLine
    what: GivenLine
    owner: GivenLine
    due_on: date
    outcome: Line = ""
    activity: Line = ""
    note: Prose = ""


@act("task.add", roles=CASE_WORKERS, serves=("NCA-03",))
def add_task(workspace: Workspace, data: AddTask) -> Saved:
    """Add a task to a case: what, by whom, by when."""
    with workspace.writing() as tx:
        case = case_to_record(tx.db, workspace, data.case)
        problems = Problems()
        problems.check(lambda: _owner(tx.db, data.owner))
        activities, wrong = known_activities([data.activity] if data.activity else [])
        outcomes, wrong_too = known_outcomes([data.outcome] if data.outcome else [])
        problems.found.extend([*wrong, *wrong_too])
        problems.stop()
        owner = _owner(tx.db, data.owner)
        task = Task(
            id=workspace.new_id(),
            what=data.what,
            owner=owner.login,
            due_on=data.due_on,
            outcome=outcomes[0] if outcomes else None,
            activity=activities[0].id if activities else None,
            note=data.note or None,
        )
        tx.record(TaskAdded(task=task), case.id)
        warnings = _outside_team(case, owner)
        if data.due_on < workspace.today():
            warnings.append(f"The task is overdue from the start: {show_day(data.due_on)} has passed.")
        message = f"Task added for {owner.name}, by {show_day(data.due_on)}."
        return saved(tx, case.reference, message, ids=(task.id,), warnings=warnings)


class HandTaskOver(Input):
    """Another owner for a task (NCA-03)."""

    case: GivenLine
    task: GivenLine
    owner: GivenLine
    reason: Line = ""


@act("task.hand_over", roles=CASE_WORKERS, serves=("NCA-03",))
def hand_task_over(workspace: Workspace, data: HandTaskOver) -> Saved:
    """Hand a task over to another worker."""
    with workspace.writing() as tx:
        case = case_to_record(tx.db, workspace, data.case)
        task = _open_task(tx.db, case, data.task)
        owner = _owner(tx.db, data.owner)
        tx.record(TaskHandedOver(task=task.id, owner=owner.login), case.id, why=data.reason)
        message = f"Task handed over to {owner.name}."
        return saved(tx, case.reference, message, ids=(task.id,), warnings=_outside_team(case, owner))


class FinishTask(Input):
    """What came of a task (NCA-03)."""

    case: GivenLine
    task: GivenLine
    result: GivenProse


@act("task.finish", roles=CASE_WORKERS, serves=("NCA-03",))
def finish_task(workspace: Workspace, data: FinishTask) -> Saved:
    """Finish a task, with its result."""
    with workspace.writing() as tx:
        case = case_to_record(tx.db, workspace, data.case)
        task = _open_task(tx.db, case, data.task, to=TaskState.FINISHED)
        tx.record(TaskFinished(task=task.id, result=data.result, ended_on=workspace.today()), case.id)
        return saved(tx, case.reference, f"Task finished: {task.what}.", ids=(task.id,))


class DropTask(Input):
    """Why a task will not be done (NCA-03)."""

    case: GivenLine
    task: GivenLine
    reason: GivenProse


@act("task.drop", roles=CASE_WORKERS, serves=("NCA-03",))
def drop_task(workspace: Workspace, data: DropTask) -> Saved:
    """Drop a task, with the reason."""
    with workspace.writing() as tx:
        case = case_to_record(tx.db, workspace, data.case)
        task = _open_task(tx.db, case, data.task, to=TaskState.DROPPED)
        tx.record(TaskDropped(task=task.id, reason=data.reason, ended_on=workspace.today()), case.id)
        return saved(tx, case.reference, f"Task dropped: {task.what}.", ids=(task.id,))


def _open_task(db: Db, case: Case, id_: str, *, to: TaskState | None = None) -> Task:
    task = records.get(db, Task, id_)
    if task.aggregate != case.id or task.voided:
        raise RuleBroken("task", "That task is not one of this case: choose one of its tasks.")
    if not task.open or (to is not None and to not in MOVES[task.state]):
        raise RuleBroken("task", f"That task is {task.state} already: add a new one.")
    return task


def _owner(db: Db, login: str) -> Worker:
    owner = get_worker(db, login, "owner")
    if owner.role not in CASE_WORKERS or owner.presence is Presence.RETIRED:
        raise RuleBroken("owner", f"{owner.name} does not work on cases: choose another owner.")
    return owner


def _outside_team(case: Case, owner: Worker) -> list[str]:
    if owner.login in (case.worker, *case.cover):
        return []
    return [f"{owner.name} neither holds nor covers {case.reference}: he sees the task, not the case."]
