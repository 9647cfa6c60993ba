"""Record that a session was called off; it never counts as his non-attendance (SES-06)."""

from typing import Any

from hubtui.screens.about_case import AboutCase
from hubtui.screens.layout import Answers, Ask, Layout, Page
from hubtui.screens.session_missed import without_new
from hubtui.screens.session_questions import CALLED_OFF_BY, next_session, which_session


class SessionCancelled(AboutCase):
    """Which session, by whom and why, and the next offer."""

    TRAIL = ("Case", "A session was called off")
    ACT = "session.cancel"

    def layout_for_form(self) -> Layout:
        """The session, the next session."""
        session = Page(
            "the session",
            (
                which_session(self.facts),
                Ask(
                    "called_off_by", "Called off by", choices=CALLED_OFF_BY, missing="Say who called it off."
                ),
                Ask("reason", "Why?", missing="Say why it was called off."),
            ),
        )
        return Layout((session, next_session(self.facts))).read_from(*self.models())

    def outcome(self, answers: Answers) -> tuple[str, dict[str, Any]]:
        """What was called off, with the next offer in it."""
        return self.ACT, {**self.given, **without_new(answers)}
