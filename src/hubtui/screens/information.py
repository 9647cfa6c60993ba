"""Record what was explained to him: five topics before a plan is agreed (CON-01)."""

from collections.abc import Mapping

from hubtui.domain.information import InformationGiven, Topic, missing_topics
from hubtui.screens.about_case import AboutCase
from hubtui.screens.case_facts import CaseFacts
from hubtui.screens.layout import Ask, Kind, Layout, Page
from hubtui.store.information import information_of
from hubtui.store.workspace import Workspace
from hubtui.widgets.control import Answer


class Information(AboutCase):
    """One page; the topics still to explain are ticked."""

    TRAIL = ("Case", "Information explained")
    ACT = "information.give"
    explained: tuple[InformationGiven, ...] = ()

    def read(self, workspace: Workspace) -> CaseFacts:
        """What was explained before, besides what is known of the case."""
        facts = super().read(workspace)
        if facts.case is not None:
            with workspace.reading() as db:
                self.explained = tuple(information_of(db, facts.case.person))
        return facts

    def layout_for_form(self) -> Layout:
        """What, when, by whom, how."""
        page = Page(
            "what was explained",
            (
                Ask("topics", "What was explained?", missing="Choose what he was told about."),
                Ask("given_on", "When?", missing="Enter the date."),
                Ask("explained_by", "By whom?", kind=Kind.ONE_OF, choices=self.facts.staff_choices()),
                Ask("language", "In what language?", default="English"),
                Ask(
                    "format",
                    "In what form?",
                    hint="Such as spoken, easy read, large print.",
                    default="spoken",
                ),
            ),
        )
        return Layout((page,)).read_from(*self.models())

    def first_answers(self) -> Mapping[str, Answer]:
        """All that is missing, today, by whoever asks."""
        left = missing_topics(self.explained) or list(Topic)
        return {
            "topics": [topic.value for topic in left],
            "given_on": self.today().isoformat(),
            "explained_by": self.facts.login,
        }
