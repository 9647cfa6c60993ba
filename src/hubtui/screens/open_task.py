"""What the forms about one open task of a case share: which task it is, asked of those that are still open."""

from collections.abc import Mapping, Sequence

from hubtui.domain.dates import show_short_day
from hubtui.domain.task import Task
from hubtui.screens.about_case import AboutCase
from hubtui.screens.case_facts import CaseFacts
from hubtui.screens.layout import Ask, Kind
from hubtui.store import records
from hubtui.store.workspace import Workspace
from hubtui.widgets.control import Answer, Choice


class OpenTask(AboutCase):
    """A form that ends one of the tasks; the task due first stands first, and a task alone is chosen already."""

    tasks: Sequence[Task] = ()

    def read(self, workspace: Workspace) -> CaseFacts:
        """The open tasks, besides what is known of the case. Raises Trouble."""
        facts = super().read(workspace)
        if facts.case is not None:
            with workspace.reading() as db:
                listed = records.of_case(db, Task, facts.case.id)
            self.tasks = sorted((each for each in listed if each.open), key=lambda each: each.due_on)
        return facts

    def which_task(self) -> Ask:
        """The question which task it is."""
        names = {each.login: each.name for each in self.facts.staff}
        return Ask(
            "task",
            "Which task?" if self.tasks else "Which task? None is open on this case.",
            kind=Kind.ONE_OF,
            choices=[
                Choice(each.id, task_words(each, names.get(each.owner, each.owner))) for each in self.tasks
            ],
            missing="Choose a task." if self.tasks else "No task is open on this case: press Esc.",
            short="Task",
        )

    def first_answers(self) -> Mapping[str, Answer]:
        """The only task, where there is one."""
        return {"task": self.tasks[0].id} if len(self.tasks) == 1 else {}


def task_words(task: Task, owner: str) -> str:
    """`Ring the hostel (J Okafor, by 24 Nov)`: a task as one chooses it."""
    return f"{task.what} ({owner}, by {show_short_day(task.due_on)})"
