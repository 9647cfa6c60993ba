"""Mark the plan as agreed with him: on what day, in which session, and how (PLN-02)."""

from collections.abc import Mapping

from hubtui.screens.about_case import AboutCase
from hubtui.screens.case_facts import session_choices
from hubtui.screens.layout import Ask, Kind, Layout, Page
from hubtui.widgets.control import Answer


class PlanAgree(AboutCase):
    """One page; the check page lists everything that is still missing."""

    TRAIL = ("Case", "Agree the plan")
    ACT = "plan.agree"

    def layout_for_form(self) -> Layout:
        """When, where, how."""
        page = Page(
            "the agreement",
            (
                Ask("agreed_on", "When did he agree?", short="Agreed on"),
                Ask(
                    "session",
                    "In which session?",
                    kind=Kind.ONE_OF,
                    choices=session_choices(self.facts.attended),
                    short="In the session",
                ),
                Ask(
                    "how",
                    "How did he agree?",
                    hint="Such as 'signed' or 'in his own words'.",
                    optional=False,
                    missing="Say how he agreed.",
                ),
            ),
        )
        return Layout((page,)).read_from(*self.models())

    def first_answers(self) -> Mapping[str, Answer]:
        """Today, in the last session he came to."""
        last = next(iter(self.facts.attended), None)
        return {"agreed_on": self.today().isoformat(), "session": last.id if last else None}
