"""Record a non-attendance on a page of its own (SES-04)."""

from typing import Any

from hubtui.screens.about_case import AboutCase
from hubtui.screens.layout import Answers, Ask, Layout, Page
from hubtui.screens.session_questions import (
    NEW,
    NEW_WORDS,
    first_type,
    is_new,
    missed_questions,
    next_session,
    which_session,
)
from hubtui.widgets.control import Choice


class SessionMissed(AboutCase):
    """Which session, what is known about why, and the next offer."""

    TRAIL = ("Case", "Record a non-attendance")
    ACT = "session.miss"

    def layout_for_form(self) -> Layout:
        """The session, the next session."""
        session = Page(
            "the session",
            (
                which_session(self.facts, Choice(NEW, NEW_WORDS)),
                Ask("type", "What was it for?", when=is_new, default=first_type(self.facts)),
                Ask("planned_at", "When was it to be?", when=is_new, optional=False),
                Ask("method", "How", when=is_new, default="in-person"),
                Ask("place", "Where", when=is_new),
                *missed_questions(self.facts),
            ),
        )
        return Layout((session, next_session(self.facts))).read_from(*self.models())

    def outcome(self, answers: Answers) -> tuple[str, dict[str, Any]]:
        """The non-attendance, with the next offer in it."""
        return self.ACT, {**self.given, **without_new(answers)}


def without_new(answers: Answers) -> dict[str, Any]:
    """The answers without what only steers the form."""
    steering = ("offer_next", *(("session",) if is_new(answers) else ()))
    return {name: answer for name, answer in answers.items() if name not in steering}
