"""Give a case to one named worker, seeing how much each holds and whether he is trained (REF-10)."""

from collections.abc import Sequence

from hubtui.screens.about_case import AboutCase
from hubtui.screens.case_facts import CaseFacts
from hubtui.screens.layout import Ask, Kind, Layout, Page
from hubtui.store.worker import Candidate, candidates
from hubtui.store.workspace import Workspace
from hubtui.widgets.control import Choice


class Allocate(AboutCase):
    """One page: the workers, those with the fewest open cases first."""

    TRAIL = ("Case", "Allocate")
    ACT = "referral.allocate"
    listed: Sequence[Candidate] = ()

    def read(self, workspace: Workspace) -> CaseFacts:
        """Who could be given the case, besides what is known of it."""
        with workspace.reading() as db:
            self.listed = candidates(db, on=workspace.today())
        return super().read(workspace)

    def layout_for_form(self) -> Layout:
        """The worker; a change of worker says why."""
        held = self.facts.case is not None and self.facts.case.worker is not None
        page = Page(
            "the worker",
            (
                Ask(
                    "worker",
                    "Who becomes his single point of contact?",
                    kind=Kind.ONE_OF,
                    choices=[Choice(each.login, candidate_words(each)) for each in self.listed],
                    missing="Choose a worker.",
                    short="Worker",
                ),
                Ask("reason", "Why does the worker change?", when=lambda _: held, optional=False),
            ),
        )
        return Layout((page,)).read_from(*self.models())


def candidate_words(candidate: Candidate) -> str:
    """`J Okafor, HHI, 27 open`, and why he cannot be chosen where he cannot."""
    parts = (candidate.name, candidate.base, f"{candidate.open_cases} open")
    words = ", ".join(part for part in parts if part)
    return f"{words}: {candidate.not_ready}" if candidate.not_ready else words
