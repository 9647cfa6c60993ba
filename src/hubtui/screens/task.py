"""Add a task to a case: what, by whom, by when (NCA-03)."""

from collections.abc import Mapping

from hubtui.domain.activities import activities
from hubtui.domain.outcomes import outcomes
from hubtui.screens.about_case import AboutCase
from hubtui.screens.layout import Ask, Kind, Layout, Page
from hubtui.widgets.control import Answer, Choice


class Task(AboutCase):
    """One page; whoever asks owns it unless another is chosen."""

    TRAIL = ("Case", "Add a task")
    ACT = "task.add"

    def layout_for_form(self) -> Layout:
        """What, who, when; then what it is part of."""
        planned = self.facts.plan.activity_ids if self.facts.plan else set()
        listed = sorted(activities().values(), key=lambda each: (each.id not in planned, each.title))
        page = Page(
            "the task",
            (
                Ask("what", "What is to be done?", missing="Say what is to be done.", short="Task"),
                Ask(
                    "owner",
                    "Who does it?",
                    kind=Kind.ONE_OF,
                    choices=self.facts.staff_choices(),
                    missing="Choose who does it.",
                ),
                Ask("due_on", "By when?", missing="Enter the date it is due."),
                Ask(
                    "outcome",
                    "For which outcome?",
                    kind=Kind.ONE_OF,
                    choices=[Choice(each.id, f"{each.id} {each.title}") for each in outcomes().values()],
                ),
                Ask(
                    "activity",
                    "For which activity?",
                    kind=Kind.ONE_OF,
                    choices=[Choice(each.id, each.title) for each in listed],
                ),
                Ask("note", "Note"),
            ),
        )
        return Layout((page,)).read_from(*self.models())

    def first_answers(self) -> Mapping[str, Answer]:
        """Whoever asks does it."""
        return {"owner": self.facts.login}
