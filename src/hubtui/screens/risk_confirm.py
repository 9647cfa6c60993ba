"""Record that HMPPS stands by the risk information that is held (RSK-01)."""

from collections.abc import Mapping

from hubtui.screens.about_case import AboutCase
from hubtui.screens.layout import Ask, Layout, Page
from hubtui.screens.risk_acknowledge import risk_lines
from hubtui.widgets.control import Answer


class RiskConfirm(AboutCase):
    """What is held, who in HMPPS confirmed it, and when."""

    TRAIL = ("Case", "Risk information confirmed")
    ACT = "risk.confirm"

    def layout_for_form(self) -> Layout:
        """One page: what is held stands above the question."""
        risk = self.facts.risk
        held = "\n".join(risk_lines(risk)) if risk else "No risk information has come from HMPPS."
        page = Page(
            "the confirmation",
            (
                Ask(
                    "confirmed_by",
                    f"{held}\nWho in HMPPS confirmed it?",
                    missing="Say who in HMPPS confirmed it.",
                    short="Confirmed by",
                ),
                Ask("confirmed_on", "On what day?", missing="Enter the day.", short="On"),
            ),
        )
        return Layout((page,)).read_from(*self.models())

    def first_answers(self) -> Mapping[str, Answer]:
        """Today."""
        return {"confirmed_on": self.today().isoformat()}
