"""Record what he agreed or refused to share, and with whom; refusing ends nothing (CON-02)."""

from collections.abc import Mapping

from hubtui.domain.consent import ConsentHow
from hubtui.screens.about_case import AboutCase
from hubtui.screens.layout import Answers, Ask, Kind, Layout, Page
from hubtui.widgets.control import Answer, Choice

HOW = (
    Choice(ConsentHow.SIGNED, "Signed"),
    Choice(ConsentHow.SPOKEN, "Spoken"),
    Choice(ConsentHow.NOT_ASKED, "Not asked"),
)


def _asked(answers: Answers) -> bool:
    return answers.get("how") in (ConsentHow.SIGNED, ConsentHow.SPOKEN)


def _signed(answers: Answers) -> bool:
    return answers.get("how") == ConsentHow.SIGNED


def _spoken(answers: Answers) -> bool:
    return answers.get("how") == ConsentHow.SPOKEN


class Consent(AboutCase):
    """How he answered, then what he agreed and refused."""

    TRAIL = ("Case", "Consent")
    ACT = "consent.record"

    def layout_for_form(self) -> Layout:
        """How, then with whom."""
        how = Page(
            "how he answered",
            (
                Ask("how", "How did he answer?", choices=HOW, missing="Say how he answered."),
                Ask("given_on", "When?", missing="Enter the day on which he answered."),
                Ask("signed_on", "Signed on", when=_signed, optional=False),
                Ask("kept_at", "Where is the paper?", when=_signed, optional=False),
                Ask(
                    "heard_by",
                    "Who heard it?",
                    kind=Kind.ONE_OF,
                    choices=self.facts.staff_choices(),
                    when=_spoken,
                    optional=False,
                ),
                Ask("heard_how", "In what words?", when=_spoken),
                Ask("purpose", "What for?", when=_asked),
                Ask("information_received", "Had he the leaflet?", when=_asked),
                Ask("note", "Note"),
            ),
        )
        whom = Page(
            "with whom",
            (
                Ask("agreed", "He agreed to sharing with", when=_asked),
                Ask("refused", "He refused sharing with", when=_asked),
            ),
        )
        return Layout((how, whom)).read_from(*self.models())

    def first_answers(self) -> Mapping[str, Answer]:
        """Today, heard by whoever asks."""
        today = self.today().isoformat()
        return {"given_on": today, "signed_on": today, "heard_by": self.facts.login}
