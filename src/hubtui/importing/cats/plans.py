"""Pathway plans of CATS: objectives and their tasks, as the draft of a plan here, and the tasks with their ends."""

from collections.abc import Iterable
from datetime import date

from hubtui.domain.plan import Plan, PlannedActivity, PlannedOutcome, PlanWritten
from hubtui.domain.task import Task, TaskAdded, TaskState
from hubtui.importing import values
from hubtui.importing.cats.tables import OBJECTIVE, PERSON, PLAN, TASK
from hubtui.importing.making import Making
from hubtui.importing.rows import Row

TABLES = frozenset({PLAN, OBJECTIVE, TASK})
DONE, NOT_REQUIRED = 0, 1


def make(making: Making) -> None:
    """A plan with what its objectives and tasks say; a task of its own for each task with a date."""
    for number, row in enumerate(making.of(PLAN), 1):
        _plan(making, row, number)
    plans = {row.id for row in making.of(PLAN)}
    for row in making.of(OBJECTIVE):
        if row.text("PathwayPlanId") not in plans or row.text("Completed"):
            made_at = values.instant(row.fields.get("Created"))
            making.note(row, f"Objective: {row.text('Description')}", made_at, *row.lines)
    for row in making.of(TASK):
        _task(making, row)


def _in_order(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (values.whole(row.fields.get("Index")) or 0, row.id))


def _plan(making: Making, row: Row, version: int) -> None:
    objectives = _in_order(making.linked(OBJECTIVE, "PathwayPlanId", row.id))
    if not objectives:
        making.note(
            row, "Pathway plan without objectives", values.instant(row.fields.get("Created")), *row.lines
        )
        return
    plan = Plan(
        id=making.id("plan", row.id),
        version=version,
        outcomes=[_outcome(making, each) for each in objectives],
        start_on=values.day(row.fields.get("Created")),
        imported_from=making.origin(row),
    )
    making.add(row, plan, PlanWritten(plan=plan))


def _outcome(making: Making, objective: Row) -> PlannedOutcome:
    tasks = _in_order(making.linked(TASK, "ObjectiveId", objective.id))
    return PlannedOutcome(
        what=objective.text("Description") or "(no description)",
        activities=[
            PlannedActivity(what=task.text("Description") or "(no description)", by_on=_due(task))
            for task in tasks
        ],
    )


def _due(task: Row) -> date | None:
    return values.day(task.fields.get("Due"))


def _task(making: Making, row: Row) -> None:
    due = _due(row)
    if due is None:
        making.note(
            row, f"Task: {row.text('Description')}", values.instant(row.fields.get("Created")), *row.lines
        )
        return
    state = _state(row)
    reason = row.text("Justification") or None
    owner = making.of(PERSON)[0].fields.get("OwnerId") if making.of(PERSON) else None
    task = Task(
        id=making.id("task", row.id),
        what=row.text("Description") or "(no description)",
        owner=making.world.login(owner) or "",
        due_on=due,
        state=state,
        result=reason if state is TaskState.FINISHED else None,
        dropped_because=(reason or "no longer required") if state is TaskState.DROPPED else None,
        ended_on=values.day(row.fields.get("Completed")) if state is not TaskState.OPEN else None,
        note=reason if state is TaskState.OPEN else None,
        imported_from=making.origin(row),
    )
    making.add(row, task, TaskAdded(task=task))


def _state(row: Row) -> TaskState:
    if not row.text("Completed"):
        return TaskState.OPEN
    ended = values.whole(row.fields.get("CompletedStatus"))
    return TaskState.DROPPED if ended == NOT_REQUIRED else TaskState.FINISHED
