"""Drop a task of a case that will not be done, with the reason (NCA-03)."""

from hubtui.screens.layout import Ask, Layout, Page
from hubtui.screens.open_task import OpenTask


class TaskDrop(OpenTask):
    """Which task, and why."""

    TRAIL = ("Case", "Drop a task")
    ACT = "task.drop"

    def layout_for_form(self) -> Layout:
        """One page."""
        reason = Ask("reason", "Why is it not done?", missing="Say why it is not done.", short="Reason")
        return Layout((Page("the task", (self.which_task(), reason)),)).read_from(*self.models())
