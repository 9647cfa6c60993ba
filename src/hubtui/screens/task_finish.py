"""Finish a task of a case, with what came of it (NCA-03)."""

from hubtui.screens.layout import Ask, Layout, Page
from hubtui.screens.open_task import OpenTask


class TaskFinish(OpenTask):
    """Which task, and its result."""

    TRAIL = ("Case", "Finish a task")
    ACT = "task.finish"

    def layout_for_form(self) -> Layout:
        """One page."""
        result = Ask("result", "What came of it?", missing="Say what came of it.", short="Result")
        return Layout((Page("the task", (self.which_task(), result)),)).read_from(*self.models())
