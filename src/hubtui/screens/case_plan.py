"""The action plan as it stands: outcomes with their activities, who does them by when, and every version (PLN-01)."""

from collections.abc import Iterator

from hubtui.domain.activities import activities
from hubtui.domain.dates import show_short_day
from hubtui.domain.outcome_progress import OutcomeProgress
from hubtui.domain.outcomes import outcomes
from hubtui.domain.plan import Plan, PlannedActivity, PlannedOutcome, Who, draft_of, plan_in_force
from hubtui.domain.task import Task
from hubtui.screens import case_forms
from hubtui.screens.case import PLAN
from hubtui.screens.case_list import CaseList
from hubtui.screens.case_read import CaseShown
from hubtui.screens.keys import key
from hubtui.widgets.row_list import Column, Row


class CasePlan(CaseList):
    """The second page of a person."""

    TAB = PLAN
    OWN_KEYS = (
        *(key("edit", "Edit plan"), key("done", "Agree", "agree the plan with him"), key("record")),
        *(key("open", "Read"), key("verify", "Versions", "show another version of the plan")),
    )
    ORDER = ("new", "concern", "view", "after", "before", "hide", "back", "filter", "find")
    COLUMNS = (Column("Outcome / activity"), Column("Who", 12), Column("By", 6), Column("State", 14))
    NONE = "There is no plan yet: E writes one."

    version: int | None = None

    @property
    def plan(self) -> Plan | None:
        """The version that shows: the one chosen, else the draft, else the one in force."""
        plans = self.shown_case.plans
        chosen = next((each for each in plans if each.version == self.version), None)
        return chosen or draft_of(plans) or plan_in_force(plans)

    def above(self) -> str:
        """Which version, agreed when, copy given or not."""
        plan = self.plan
        if plan is None:
            return "No action plan."
        agreed = (
            f"agreed {show_short_day(plan.agreed_on)}" if plan.agreed_on else "DRAFT, not agreed: D agrees"
        )
        copy = f"copy given {show_short_day(plan.copy_given_on)}" if plan.copy_given_on else "copy not given"
        return f"Action plan v{plan.version}, {agreed}.  {copy[:1].upper()}{copy[1:]}.  {_how(plan)}"

    def listed(self) -> list[Row]:
        """Each outcome with its activities below it, then the tasks that stand open."""
        plan = self.plan
        planned = (
            [row for each in plan.outcomes for row in _outcome_rows(each, self.shown_case)] if plan else []
        )
        return [*planned, *(_task_row(each, self.shown_case) for each in self.shown_case.tasks if each.open)]

    def reading(self, row: Row) -> list[str]:
        """What the row stands for in full, with the evidence of an outcome's progress."""
        lines = [row.cells[0].strip()]
        history = [each for each in self.shown_case.progress if each.outcome == row.key]
        lines += [_progress_line(each) for each in history]
        task = next((each for each in self.shown_case.tasks if each.id == row.key), None)
        if task is not None and task.note:
            lines.append(task.note)
        return [*lines, *self._of_plan()]

    def _of_plan(self) -> Iterator[str]:
        plan = self.plan
        if plan is None:
            return
        if plan.contact_method:
            yield f"Contact: {plan.contact_method}"
        if plan.approach:
            yield f"Approach: {plan.approach}"
        if plan.end_on:
            yield f"Anticipated end: {show_short_day(plan.end_on)} {plan.end_on.year}"
        if plan.changes:
            yield f"Changed in v{plan.version}: {'; '.join(plan.changes)}"
        if plan.reason:
            yield f"Because: {plan.reason}"

    def why_not(self, key_id: str) -> str:
        """There must be a draft to agree, and another version to look at."""
        if key_id == "done":
            drafted = draft_of(self.shown_case.plans) is not None
            return self.shown_case.why_not_record or (
                "" if drafted else "There is no draft to agree: E writes one."
            )
        if key_id == "verify" and len(self.shown_case.plans) < 2:
            return "There is no other version."
        return super().why_not(key_id)

    async def action_done(self) -> None:
        """Agree the draft."""
        await self.form(case_forms.AGREE)

    async def action_verify(self) -> None:
        """The version before this one; before the first comes the last again."""
        versions = sorted(each.version for each in self.shown_case.plans)
        assert self.plan is not None, "there are versions"
        self.version = versions[versions.index(self.plan.version) - 1]
        await self.show()


def _how(plan: Plan) -> str:
    parts = [
        plan.frequency.words if plan.frequency else "",
        plan.method.words.lower() if plan.method else "",
        f"{plan.sessions_planned} sessions" if plan.sessions_planned else "",
    ]
    words = ", ".join(part for part in parts if part)
    return f"Sessions {words}." if words else ""


def _outcome_rows(planned: PlannedOutcome, shown: CaseShown) -> Iterator[Row]:
    latest = [each for each in shown.progress if each.outcome == planned.outcome]
    state = latest[-1].state.words if latest else "-"
    known = outcomes().get(planned.outcome)
    title = f"{known.title} ({planned.outcome})" if known else planned.what or planned.outcome
    yield Row(planned.outcome or title, (title, "", "", state))
    for number, each in enumerate(planned.activities):
        yield _activity_row(f"{planned.outcome}/{number}", each, shown)


def _activity_row(row_key: str, planned: PlannedActivity, shown: CaseShown) -> Row:
    known = activities().get(planned.activity)
    title = known.title if known else planned.what or planned.activity
    by = show_short_day(planned.by_on) if planned.by_on else "--"
    done = any(planned.activity in each.activities for each in shown.sessions if planned.activity)
    return Row(row_key, (f"  {title}", _who(planned.who), by, "worked on" if done else "not started"))


def _who(who: Who) -> str:
    return {Who.WORKER: "worker", Who.PERSON: "he himself", Who.BOTH: "both"}[who]


def _task_row(task: Task, shown: CaseShown) -> Row:
    late = task.due_on < shown.today
    cells = (f"Task: {task.what}", shown.name_of(task.owner), show_short_day(task.due_on))
    return Row(task.id, (*cells, "OVERDUE" if late else "open"), urgent=late)


def _progress_line(progress: OutcomeProgress) -> str:
    said = progress.evidence or progress.options_tried or ""
    return f"{show_short_day(progress.from_on)}: {progress.state.words}. {said}".rstrip()
