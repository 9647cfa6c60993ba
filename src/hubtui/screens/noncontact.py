"""Record work done for the person without him, on one page (NCA-01)."""

from typing import Any

from hubtui.domain.activities import activity, offered
from hubtui.domain.session_result import outside_setting
from hubtui.screens.about_case import AboutCase
from hubtui.screens.layout import Answers, Ask, Kind, Layout, Page
from hubtui.screens.session_questions import plan_work, split_work
from hubtui.widgets.control import Choice


class Noncontact(AboutCase):
    """A call, a letter, a referral: when, how long, with whom, what came of it."""

    TRAIL = ("Case", "Non-contact work")
    ACT = "noncontact.record"

    def layout_for_form(self) -> Layout:
        """One page."""
        page = Page(
            "the work",
            (
                Ask("type", "What kind of work?", missing="Choose the kind of work."),
                Ask("done_on", "Date", default=self._today(), missing="Enter the date."),
                Ask("minutes", "Length in minutes", missing="Enter how long it took."),
                Ask("contacted", "With whom?"),
                Ask(
                    "worked_on",
                    "For which parts of the plan?" if plan_work(self.facts) else "For which activity?",
                    kind=Kind.SOME_OF if plan_work(self.facts) else Kind.ONE_OF,
                    choices=plan_work(self.facts) or self._activities(),
                    optional=True,
                    short="For",
                ),
                Ask(
                    "setting_reason",
                    "Why was work of another setting done now?",
                    when=lambda answers: bool(self._outside(answers)),
                    optional=False,
                ),
                Ask("result", "What came of it?", optional=False, missing="Write what came of it."),
                Ask("next_step", "What is next?"),
                Ask("note", "Note"),
            ),
        )
        return Layout((page,)).read_from(*self.models())

    def _today(self) -> str | None:
        return self.today().isoformat() if self.facts.now else None

    def _activities(self) -> list[Choice]:
        """Without a plan, any activity that belongs where he is."""
        case = self.facts.case
        return [Choice(each.id, each.title) for each in offered(case.position)] if case else []

    def _work(self, answers: Answers) -> dict[str, list[str]]:
        worked_on = answers.get("worked_on")
        return split_work([worked_on] if isinstance(worked_on, str) else worked_on, self.facts)

    def _outside(self, answers: Answers) -> list[str]:
        case = self.facts.case
        done = self._work(answers)["activities"]
        return outside_setting([activity(each) for each in done], case.position) if case else []

    def outcome(self, answers: Answers) -> tuple[str, dict[str, Any]]:
        """The work, its outcomes and activities told apart."""
        said = {name: answer for name, answer in answers.items() if name != "worked_on"}
        return self.ACT, {**self.given, **said, **self._work(answers)}
