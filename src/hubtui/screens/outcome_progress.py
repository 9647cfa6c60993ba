"""Say how far an outcome of the agreed plan has come, with what shows it (PLN-10)."""

from collections.abc import Mapping

from hubtui.domain.outcome_progress import OutcomeProgress as Step
from hubtui.domain.outcome_progress import Progress, standing
from hubtui.domain.plan import PlannedOutcome, plan_in_force
from hubtui.screens.about_case import AboutCase
from hubtui.screens.case_facts import CaseFacts
from hubtui.screens.layout import Answers, Ask, Kind, Layout, Page
from hubtui.store import records
from hubtui.store.workspace import Workspace
from hubtui.widgets.control import Answer, Choice


class OutcomeProgress(AboutCase):
    """The outcome, where it stands now, from when, and what shows it or what was tried."""

    TRAIL = ("Case", "Progress of an outcome")
    ACT = "outcome.progress"
    stands: Mapping[str, Progress] = {}

    def read(self, workspace: Workspace) -> CaseFacts:
        """How far each outcome has come, besides what is known of the case. Raises Trouble."""
        facts = super().read(workspace)
        if facts.case is not None:
            with workspace.reading() as db:
                self.stands = standing(records.of_case(db, Step, facts.case.id))
        return facts

    def layout_for_form(self) -> Layout:
        """One page; what was tried is asked where the outcome was not achieved."""
        planned = self._planned()
        page = Page(
            "the outcome",
            (
                Ask(
                    "outcome",
                    "Which outcome?" if planned else "Which outcome? No plan is agreed yet.",
                    kind=Kind.ONE_OF,
                    choices=[Choice(each.outcome, self._words(each)) for each in planned],
                    missing="Choose an outcome." if planned else "No plan is agreed yet: press Esc.",
                    short="Outcome",
                ),
                Ask("state", "How far has it come?", missing="Say how far it has come.", short="Now"),
                Ask("from_on", "Since when?", short="Since"),
                Ask("evidence", "What shows it?", when=_not_given_up, short="Evidence"),
                Ask(
                    "options_tried",
                    "Which options were tried?",
                    when=lambda answers: not _not_given_up(answers),
                    short="Tried",
                ),
            ),
        )
        return Layout((page,)).read_from(*self.models())

    def first_answers(self) -> Mapping[str, Answer]:
        """As of today; the only outcome, where there is one."""
        planned = self._planned()
        only = {"outcome": planned[0].outcome} if len(planned) == 1 else {}
        return {"from_on": self.today().isoformat(), **only}

    def _planned(self) -> list[PlannedOutcome]:
        plan = plan_in_force(self.facts.plans)
        return [each for each in plan.outcomes if each.outcome] if plan else []

    def _words(self, planned: PlannedOutcome) -> str:
        stands = self.stands.get(planned.outcome, Progress.NOT_STARTED)
        return f"{planned.outcome} {planned.title}: {stands.words}"


def _not_given_up(answers: Answers) -> bool:
    return answers.get("state") != Progress.NOT_ACHIEVED
