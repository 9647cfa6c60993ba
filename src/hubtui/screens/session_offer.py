"""Offer a session, or a new time for one already offered (SES-01)."""

from collections.abc import Mapping

from hubtui.domain.session import Method
from hubtui.screens.about_case import AboutCase
from hubtui.screens.case_facts import session_choices
from hubtui.screens.layout import Answers, Ask, Kind, Layout, Page
from hubtui.screens.session_questions import first_type, remote
from hubtui.widgets.control import Answer


class SessionOffer(AboutCase):
    """From `N`: when, how and where; then how he was told and what he said."""

    TRAIL = ("Case", "Offer a session")
    ACT = "session.offer"

    def layout_for_form(self) -> Layout:
        """The session, then the offer of it."""
        waiting = session_choices(self.facts.waiting)
        session = Page(
            "the session",
            (
                Ask("type", "What is it for?", default=first_type(self.facts)),
                Ask("planned_at", "When?", missing="Enter date and time of the session."),
                Ask("planned_end", "Until", short="Until"),
                Ask("method", "How?", default=Method.IN_PERSON),
                Ask("place", "Where?"),
                Ask("remote_reason", "Why not in person?", when=remote("method"), optional=False),
                Ask("clash_confirmed", "Book it all the same?", when=self._clashes, optional=False),
            ),
        )
        offer = Page(
            "the offer",
            (
                Ask("purpose", "What is it to be about?", short="Purpose"),
                Ask("worker", "With whom?", kind=Kind.ONE_OF, choices=self.facts.staff_choices()),
                Ask("told_how", "How was he told?"),
                Ask("reply", "What did he say?", short="His reply"),
                Ask(
                    "instead_of",
                    "Instead of a session already offered?",
                    kind=Kind.ONE_OF,
                    choices=waiting,
                    when=lambda _: bool(waiting),
                    short="Instead of",
                ),
                Ask(
                    "rearranged_because",
                    "Why is it moved?",
                    when=lambda answers: bool(answers.get("instead_of")),
                    optional=False,
                ),
            ),
        )
        return Layout((session, offer)).read_from(*self.models())

    def first_answers(self) -> Mapping[str, Answer]:
        """Where he was last met, and with whoever asks."""
        last = max(self.facts.sessions, key=lambda each: each.planned_at, default=None)
        return {"place": last.place if last else "", "worker": self.facts.login}

    def _clashes(self, answers: Answers) -> bool:
        """Whether somebody is booked already: only then is there anything to confirm."""
        asked = any(problem.field == "clash_confirmed" for problem in self.problems)
        return asked or answers.get("clash_confirmed") is not None
