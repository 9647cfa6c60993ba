"""Record that a worker completed a training module (STF-02)."""

from collections.abc import Sequence
from typing import Any

from hubtui.domain.worker import TrainingModule
from hubtui.screens.about_case import AboutCase
from hubtui.screens.case_facts import CaseFacts
from hubtui.screens.layout import Answers, Ask, Kind, Layout, Page
from hubtui.store import records
from hubtui.store.workspace import Workspace
from hubtui.widgets.control import Choice


class Training(AboutCase):
    """One page; mandatory modules are offered by name, others are typed."""

    TRAIL = ("Supervisor", "Record training")
    ACT = "training.record"
    modules: Sequence[str] = ()

    def read(self, workspace: Workspace) -> CaseFacts:
        """The mandatory modules and the workers."""
        with workspace.reading() as db:
            kept = records.find(db, TrainingModule, "voided = 0")
        self.modules = sorted({each.module for each in kept if not each.ended_on})
        return super().read(workspace)

    def outcome(self, answers: Answers) -> tuple[str, dict[str, Any]]:
        """Training belongs to no case."""
        return self.ACT, dict(answers)

    def layout_for_form(self) -> Layout:
        """Who, what, when."""
        listed = [Choice(each, each) for each in self.modules]
        kind = Kind.ONE_OF if listed else Kind.LINE
        page = Page(
            "the training",
            (
                Ask(
                    "worker",
                    "Who?",
                    kind=Kind.ONE_OF,
                    choices=self.facts.staff_choices(),
                    missing="Choose the worker.",
                ),
                Ask("module", "Which module?", kind=kind, choices=listed, missing="Name the module."),
                Ask("completed_on", "Completed on", missing="Enter the date of completion."),
                Ask("expires_on", "Expires on"),
            ),
        )
        return Layout((page,)).read_from(*self.models())
