"""Record what became of the person's copy of the agreed plan (PLN-03)."""

from collections.abc import Mapping

from hubtui.domain.plan import CopyHow
from hubtui.screens.about_case import AboutCase
from hubtui.screens.layout import Ask, Kind, Layout, Page
from hubtui.widgets.control import Answer, Choice


class PlanCopy(AboutCase):
    """Given, offered or kept for him, and when."""

    TRAIL = ("Case", "His copy of the plan")
    ACT = "plan.copy"

    def layout_for_form(self) -> Layout:
        """One page."""
        page = Page(
            "the copy",
            (
                Ask(
                    "how",
                    "What became of his copy?",
                    kind=Kind.ONE_OF,
                    choices=tuple(Choice(each.value, WORDS[each]) for each in CopyHow),
                    optional=False,
                    short="Copy",
                ),
                Ask("given_on", "On what day?", missing="Enter the day.", short="On"),
            ),
        )
        return Layout((page,)).read_from(*self.models())

    def first_answers(self) -> Mapping[str, Answer]:
        """Today."""
        return {"given_on": self.today().isoformat()}


WORDS = {
    CopyHow.GIVEN: "Given to him",
    CopyHow.NOT_TAKEN: "Offered, not taken",
    CopyHow.KEPT: "Kept for him",
}
