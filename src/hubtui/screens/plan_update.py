"""Record that the probation practitioner was told of a significant change of the plan (PLN-05)."""

from collections.abc import Mapping

from hubtui.screens.about_case import AboutCase
from hubtui.screens.layout import Ask, Layout, Page
from hubtui.widgets.control import Answer


class PlanUpdate(AboutCase):
    """Who was told, how and when."""

    TRAIL = ("Case", "Change of plan told")
    ACT = "plan.update_given"

    def layout_for_form(self) -> Layout:
        """One page."""
        page = Page(
            "who was told",
            (
                Ask("to", "Who was told of the change?", missing="Say who was told.", short="Told"),
                Ask("means", "How?", hint="Such as 'email' or 'phone'.", missing="Say how.", short="By"),
                Ask("told_on", "On what day?", missing="Enter the day.", short="On"),
            ),
        )
        return Layout((page,)).read_from(*self.models())

    def first_answers(self) -> Mapping[str, Answer]:
        """The practitioner of his contact chain, today."""
        chain = self.facts.chain
        return {"to": chain.practitioner_name if chain else None, "told_on": self.today().isoformat()}
